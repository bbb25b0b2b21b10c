import { RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCatalogue } from '@/api/catalogue';
import { countQuery } from '@/api/records';
import { useSession } from '@/api/session';
import type { KindSpec } from '@/foundation/catalogue';
import { formatCount } from '@/foundation/numbers';
import { WORDS, type WordKey } from '@/foundation/words';
import { KindIcon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { useTitle } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';

const GROUPS: { title: WordKey; kinds: string[] }[] = [
  { title: 'settings.model', kinds: ['credential_type', 'custom_field', 'market'] },
  { title: 'settings.people', kinds: ['unit', 'user', 'role', 'post', 'absence'] },
  {
    title: 'settings.alerts',
    kinds: ['alert_policy', 'calendar_feed', 'weekly_pack', 'routine', 'saved_view'],
  },
  { title: 'settings.access', kinds: ['api_token'] },
];

/** What can be arranged without a programmer, each with a word on what it does. */
export function SettingsPage() {
  const say = useWords();
  const { byName, kinds } = useCatalogue();
  const session = useSession();
  useTitle(say('nav.settings'));
  const may = (name: string) => (session?.permissions[name] ?? []).length > 0;
  const placed = new Set(['alert_channel', ...GROUPS.flatMap((group) => group.kinds)]);
  const others = kinds.filter(
    (kind) => kind.group === 'settings' && !placed.has(kind.name) && may(kind.name),
  );
  const groups = [
    ...GROUPS.map((group) => ({
      title: group.title,
      kinds: group.kinds
        .map((name) => byName.get(name))
        .filter((kind): kind is KindSpec => kind !== undefined && may(kind.name)),
    })),
    { title: 'settings.other' as WordKey, kinds: others },
  ].filter((group) => group.kinds.length > 0);
  return (
    <div className="settings">
      <header className="page-head">
        <h1>{say('settings.title')}</h1>
      </header>
      <p className="quiet">{say('settings.intro')}</p>
      <div className="settings-grid">
        {groups.map((group) => (
          <Panel key={group.title} title={say(group.title)} flush>
            <ul className="plain-list settings-list">
              {group.kinds.map((kind) => (
                <KindEntry key={kind.name} kind={kind} />
              ))}
              {group.title === 'settings.alerts' && may('alert_channel') && <ChannelsEntry />}
              {group.title === 'settings.alerts' && may('alert') && <AlertingEntry />}
            </ul>
          </Panel>
        ))}
      </div>
    </div>
  );
}

/** Channels have a page of their own: what each asks for differs. */
function ChannelsEntry() {
  const say = useWords();
  return (
    <li>
      <Link to="/settings/channels" className="settings-entry">
        <span className="settings-icon">
          <KindIcon kind="alert_channel" />
        </span>
        <span className="settings-words">
          <strong>{say('settings.channels')}</strong>
          <span className="quiet">{say('settings.channelsHelp')}</span>
        </span>
        <RightOutlined aria-hidden="true" />
      </Link>
    </li>
  );
}

/** The watch over the alerting is no list of records. */
function AlertingEntry() {
  const say = useWords();
  return (
    <li>
      <Link to="/settings/alerting" className="settings-entry">
        <span className="settings-icon">
          <KindIcon kind="alert" />
        </span>
        <span className="settings-words">
          <strong>{say('settings.alerting')}</strong>
          <span className="quiet">{say('settings.alertingHelp')}</span>
        </span>
        <RightOutlined aria-hidden="true" />
      </Link>
    </li>
  );
}

function KindEntry({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const count = useQuery(countQuery(kind.name, null));
  const key = `settings.${kind.name}`;
  return (
    <li>
      <Link to="/r/$kind" params={{ kind: kind.name }} className="settings-entry">
        <span className="settings-icon">
          <KindIcon kind={kind.name} />
        </span>
        <span className="settings-words">
          <strong>{label(kind.plural)}</strong>
          {key in WORDS && <span className="quiet">{say(key as WordKey)}</span>}
        </span>
        {typeof count.data?.count === 'number' && (
          <span className="num quiet">{formatCount(count.data.count, count.data.capped, lang)}</span>
        )}
        <RightOutlined aria-hidden="true" />
      </Link>
    </li>
  );
}
