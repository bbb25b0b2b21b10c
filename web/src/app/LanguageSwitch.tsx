import { TranslationOutlined } from '@ant-design/icons';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { setRequestLanguage } from '@/api/client';
import { saveLanguage, sessionQuery, useSession } from '@/api/session';
import { languageTag } from '@/foundation/i18n';
import type { Lang } from '@/foundation/labels';
import { useLang, useWords } from '@/ui/words';

/** A language chosen on the sign-in page wins over the account's, once. */
let chosenBeforeSignIn = false;

function keep(client: QueryClient, lang: Lang): Promise<unknown> {
  return saveLanguage(lang)
    .then((session) => client.setQueryData(sessionQuery.queryKey, session))
    .catch(() => undefined);
}

/** The page speaks the language of the account that signed in, on whatever machine. */
export function useAccountLanguage(): void {
  const { i18n } = useTranslation();
  const user = useSession()?.user;
  const client = useQueryClient();
  const account = user?.lang;
  useEffect(() => {
    if (!account || account === i18n.language) return;
    if (chosenBeforeSignIn) {
      chosenBeforeSignIn = false;
      void keep(client, i18n.language === 'en' ? 'en' : 'zh');
    } else {
      setRequestLanguage(languageTag(account));
      void i18n.changeLanguage(account);
    }
  }, [account, client, i18n]);
}

/** Changes the language of words, components, dates and charts together, and remembers it for the account. */
export function useSwitchLanguage(): () => void {
  const { i18n } = useTranslation();
  const lang = useLang();
  const session = useSession();
  const client = useQueryClient();
  return () => {
    const next: Lang = lang === 'zh' ? 'en' : 'zh';
    setRequestLanguage(languageTag(next));
    void i18n.changeLanguage(next);
    if (!session?.user) chosenBeforeSignIn = true;
    const told = session?.user ? keep(client, next) : Promise.resolve();
    // names such as a market's come from the server in the reader's language
    void told.then(() => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }));
  };
}

export function LanguageSwitch() {
  const say = useWords();
  const switchLanguage = useSwitchLanguage();
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      onClick={switchLanguage}
      aria-label={`${say('top.languageShort')} · ${say('top.language')}`}
    >
      {say('top.languageShort')}
    </Button>
  );
}
