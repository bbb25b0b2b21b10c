import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from '@/api/session';
import { readLosingSearch } from '@/features/coverage/losing';
import { readPlanSearch } from '@/features/coverage/planning';
import { readScenariosSearch } from '@/features/coverage/scenarios';
import { readCoverageSearch, readReportSearch } from '@/features/coverage/search';
import { readGateSearch } from '@/features/gate/search';
import { type AsOf, readAsOf } from '@/foundation/asof';
import { readListSearch } from '@/records/list/search';
import { Crash, PageLoading } from '@/ui/states';
import { useAccountLanguage } from './LanguageSwitch';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

interface RouterContext {
  queries: QueryClient;
}

/** Under every page, unknown addresses included. */
function Ground() {
  useAccountLanguage();
  return <Outlet />;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Ground,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Crash error={error} />,
});

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>): { next?: string } =>
    text(raw.next) ? { next: text(raw.next) } : {},
  component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
});

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session.user)
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
  },
  component: Shell,
  pendingComponent: PageLoading,
  errorComponent: ({ error }) => <Crash error={error} />,
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/home/HomePage'), 'HomePage'),
});

/** Papers have a page of their own, with the file beside the list. */
function toPapers(kind: string, item?: string): void {
  if (kind === 'intake_item') throw redirect({ to: '/papers', search: item ? { item } : {} });
}

const list = createRoute({
  getParentRoute: () => app,
  path: '/r/$kind',
  beforeLoad: ({ params }) => toPapers(params.kind),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./ListRoute'), 'ListRoute'),
});

const create = createRoute({
  getParentRoute: () => app,
  path: '/r/$kind/new',
  beforeLoad: ({ params }) => toPapers(params.kind),
  validateSearch: (raw: Record<string, unknown>): { action?: string; with?: Record<string, unknown> } => ({
    ...(text(raw.action) ? { action: text(raw.action) } : {}),
    ...(typeof raw.with === 'object' && raw.with !== null
      ? { with: raw.with as Record<string, unknown> }
      : {}),
  }),
  component: lazyRouteComponent(() => import('./CreateRoute'), 'CreateRoute'),
});

const detail = createRoute({
  getParentRoute: () => app,
  path: '/r/$kind/$id',
  beforeLoad: ({ params }) => toPapers(params.kind, params.id),
  validateSearch: (raw: Record<string, unknown>): { tab?: string } & AsOf => ({
    ...(text(raw.tab) ? { tab: text(raw.tab) } : {}),
    ...readAsOf(raw),
  }),
  component: lazyRouteComponent(() => import('./DetailRoute'), 'DetailRoute'),
});

const inbox = createRoute({
  getParentRoute: () => app,
  path: '/inbox',
  validateSearch: (raw: Record<string, unknown>): { show?: string; answer?: string } => ({
    ...(text(raw.show) ? { show: text(raw.show) } : {}),
    ...(text(raw.answer) ? { answer: text(raw.answer) } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/inbox/InboxPage'), 'InboxPage'),
});

const papers = createRoute({
  getParentRoute: () => app,
  path: '/papers',
  validateSearch: (raw: Record<string, unknown>): { show?: string; item?: string } => ({
    ...(text(raw.show) ? { show: text(raw.show) } : {}),
    ...(text(raw.item) ? { item: text(raw.item) } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/papers/PapersPage'), 'PapersPage'),
});

const importStart = createRoute({
  getParentRoute: () => app,
  path: '/import',
  validateSearch: (raw: Record<string, unknown>): { kind?: string } =>
    text(raw.kind) ? { kind: text(raw.kind) } : {},
  component: lazyRouteComponent(() => import('@/records/importing/ImportStartPage'), 'ImportStartPage'),
});

const importRun = createRoute({
  getParentRoute: () => app,
  path: '/import/$id',
  component: lazyRouteComponent(() => import('@/records/importing/ImportRunPage'), 'ImportRunPage'),
});

const gate = createRoute({
  getParentRoute: () => app,
  path: '/gate',
  validateSearch: readGateSearch,
  component: lazyRouteComponent(() => import('@/features/gate/GatePage'), 'GatePage'),
});

const coveragePlan = createRoute({
  getParentRoute: () => app,
  path: '/coverage/plan',
  validateSearch: readPlanSearch,
  component: lazyRouteComponent(() => import('@/features/coverage/PlanPage'), 'PlanPage'),
});

const coverageScenarios = createRoute({
  getParentRoute: () => app,
  path: '/coverage/scenarios',
  validateSearch: readScenariosSearch,
  component: lazyRouteComponent(() => import('@/features/coverage/ScenariosPage'), 'ScenariosPage'),
});

const coverageLosing = createRoute({
  getParentRoute: () => app,
  path: '/coverage/losing',
  validateSearch: readLosingSearch,
  component: lazyRouteComponent(() => import('@/features/coverage/LosingPage'), 'LosingPage'),
});

const coverage = createRoute({
  getParentRoute: () => app,
  path: '/coverage',
  validateSearch: readCoverageSearch,
  component: lazyRouteComponent(() => import('@/features/coverage/MatrixPage'), 'MatrixPage'),
});

const coverageReport = createRoute({
  getParentRoute: () => app,
  path: '/coverage/report',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('@/features/coverage/ReportPage'), 'ReportPage'),
});

const work = createRoute({
  getParentRoute: () => app,
  path: '/work',
  validateSearch: (raw: Record<string, unknown>): { show?: string; q?: string } => ({
    ...(text(raw.show) ? { show: text(raw.show) } : {}),
    ...(text(raw.q) ? { q: text(raw.q) } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/work/WorkPage'), 'WorkPage'),
});

const measures = createRoute({
  getParentRoute: () => app,
  path: '/processes/measures',
  validateSearch: (
    raw: Record<string, unknown>,
  ): { since?: string; until?: string; process?: string; unit?: string; against?: boolean } => ({
    ...(text(raw.since) ? { since: text(raw.since) } : {}),
    ...(text(raw.until) ? { until: text(raw.until) } : {}),
    ...(text(raw.process) ? { process: text(raw.process) } : {}),
    ...(text(raw.unit) ? { unit: text(raw.unit) } : {}),
    ...(raw.against === true ? { against: true } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/work/measures/MeasuresPage'), 'MeasuresPage'),
});

const designer = createRoute({
  getParentRoute: () => app,
  path: '/processes/$id',
  component: lazyRouteComponent(() => import('@/features/work/DesignerPage'), 'DesignerPage'),
});

const chain = createRoute({
  getParentRoute: () => app,
  path: '/processes/$id/chain',
  validateSearch: (raw: Record<string, unknown>): { part?: string } =>
    text(raw.part) ? { part: text(raw.part) } : {},
  component: lazyRouteComponent(() => import('@/features/work/designing/ChainPage'), 'ChainPage'),
});

const publishing = createRoute({
  getParentRoute: () => app,
  path: '/processes/$id/publish',
  component: lazyRouteComponent(() => import('@/features/work/designing/PublishPage'), 'PublishPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings/SettingsPage'), 'SettingsPage'),
});

const channels = createRoute({
  getParentRoute: () => app,
  path: '/settings/channels',
  validateSearch: (raw: Record<string, unknown>): { open?: string } =>
    text(raw.open) ? { open: text(raw.open) } : {},
  component: lazyRouteComponent(() => import('@/features/channels/ChannelsPage'), 'ChannelsPage'),
});

const alerting = createRoute({
  getParentRoute: () => app,
  path: '/settings/alerting',
  component: lazyRouteComponent(() => import('@/features/alerting/AlertingPage'), 'AlertingPage'),
});

const notifications = createRoute({
  getParentRoute: () => app,
  path: '/notifications',
  component: lazyRouteComponent(() => import('@/features/channels/NotificationsPage'), 'NotificationsPage'),
});

const tree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    list,
    create,
    detail,
    inbox,
    papers,
    importStart,
    importRun,
    gate,
    coverage,
    coverageReport,
    coveragePlan,
    coverageScenarios,
    coverageLosing,
    work,
    measures,
    designer,
    chain,
    publishing,
    settings,
    channels,
    alerting,
    notifications,
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
