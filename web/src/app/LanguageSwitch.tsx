import { TranslationOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { setRequestLanguage } from '@/api/client';
import { saveLanguage, useSession } from '@/api/session';
import { languageTag } from '@/foundation/i18n';
import type { Lang } from '@/foundation/labels';
import { useLang, useWords } from '@/ui/words';

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
    const told = session?.user ? saveLanguage(next).catch(() => undefined) : Promise.resolve();
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
      aria-label={say('top.language')}
    >
      {say('top.languageShort')}
    </Button>
  );
}
