import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { onSignedOut, setRequestLanguage } from '@/api/client';
import { sessionQuery } from '@/api/session';
import { createI18n, languageTag, startLanguage } from '@/foundation/i18n';
import { Problem } from '@/foundation/problem';
import { Providers } from './Providers';
import { makeRouter } from './routes';
import '@/ui/styles/index.css';

const start = startLanguage();
setRequestLanguage(languageTag(start));
document.documentElement.lang = languageTag(start);
const i18n = createI18n(start);
initReactI18next.init(i18n);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // without this a question asked offline waits in silence instead of saying so
      networkMode: 'always',
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always' },
  },
});
const router = makeRouter(queries);

onSignedOut(() => {
  if (router.state.location.pathname === '/sign-in') return;
  queries.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
});

const host = document.getElementById('root');
if (host)
  createRoot(host).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queries}>
          <Providers>
            <RouterProvider router={router} />
          </Providers>
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
