import { App, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/en-gb';
import 'dayjs/locale/zh-cn';
import type { ReactNode } from 'react';
import { nonceIn } from '@/foundation/nonce';
import { THEME } from '@/ui/theme';
import { useLang } from '@/ui/words';

/** The nonce the server put on this answer's content security policy; styles made at run time carry it. */
const NONCE = nonceIn(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content);

const STILL = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const LOOK = STILL ? { ...THEME, token: { ...THEME.token, motion: false } } : THEME;

/** Theme, language of components and dates, and the policy nonce for everything on the page. */
export function Providers({ children }: { children: ReactNode }) {
  const lang = useLang();
  dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en-gb');
  return (
    <ConfigProvider
      theme={LOOK}
      locale={lang === 'zh' ? zhCN : enGB}
      csp={NONCE ? { nonce: NONCE } : undefined}
      button={{ autoInsertSpace: false }}
    >
      <App className="app-root" notification={{ placement: 'bottomRight' }}>
        {children}
      </App>
    </ConfigProvider>
  );
}
