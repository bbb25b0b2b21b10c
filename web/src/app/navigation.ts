import type { KindSpec } from '@/foundation/catalogue';
import type { WordKey } from '@/foundation/words';

export interface NavGroup {
  key: string;
  title: WordKey;
  kinds: string[];
}

/** Where each kind stands in the navigation; kinds nobody placed follow their own group word. */
const PLACES: NavGroup[] = [
  { key: 'register', title: 'nav.register', kinds: ['credential', 'document', 'product_change'] },
  {
    key: 'master',
    title: 'nav.master',
    kinds: [
      'product',
      'organisation',
      'issuer',
      'person',
      'project',
      'site',
      'equipment',
      'standard',
      'market',
    ],
  },
];

/** Kinds reached from the settings page or from their own pages, not from the navigation. */
export const SETTINGS_KINDS = [
  'credential_type',
  'custom_field',
  'unit',
  'user',
  'role',
  'post',
  'alert_policy',
  'alert_channel',
  'api_token',
  'absence',
  'calendar_feed',
  'weekly_pack',
  'routine',
  'saved_view',
  'process',
];
const ELSEWHERE = new Set(['alert', 'task', 'gate_override', 'import_run', 'intake_item', ...SETTINGS_KINDS]);

function mayRead(permissions: Record<string, string[]>, kind: string): boolean {
  return (permissions[kind] ?? []).length > 0;
}

export function navigationGroups(
  kinds: KindSpec[],
  permissions: Record<string, string[]>,
): { group: NavGroup; kinds: KindSpec[] }[] {
  const readable = kinds.filter((kind) => mayRead(permissions, kind.name));
  const placed = new Set(PLACES.flatMap((group) => group.kinds));
  return PLACES.map((group) => {
    const members = group.kinds
      .map((name) => readable.find((kind) => kind.name === name))
      .filter((kind): kind is KindSpec => kind !== undefined);
    const others = readable.filter(
      (kind) =>
        !placed.has(kind.name) && !ELSEWHERE.has(kind.name) && (kind.group ?? 'register') === group.key,
    );
    return { group, kinds: [...members, ...others] };
  }).filter((entry) => entry.kinds.length > 0);
}
