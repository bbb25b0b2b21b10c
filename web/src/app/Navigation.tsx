import {
  BellOutlined,
  CheckSquareOutlined,
  HomeOutlined,
  ImportOutlined,
  InboxOutlined,
  SafetyOutlined,
  SettingOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { useMay, useSession } from '@/api/session';
import { useOpenAlertCount } from '@/features/inbox/count';
import { useWaitingPaperCount } from '@/features/papers/count';
import { useOpenTaskCount } from '@/features/work/count';
import { KindIcon } from '@/ui/icons';
import { useLabel, useWords } from '@/ui/words';
import { navigationGroups, SETTINGS_KINDS } from './navigation';

/** The left navigation: what this person may read, in the order of daily use. */
export function Navigation() {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const session = useSession();
  const { kinds } = useCatalogue();
  const open = useOpenAlertCount();
  const papers = useWaitingPaperCount();
  const todo = useOpenTaskCount();
  const permissions = session?.permissions ?? {};
  const groups = navigationGroups(kinds, permissions);
  const settings = SETTINGS_KINDS.some((kind) => (permissions[kind] ?? []).length > 0);
  return (
    <nav className="nav" aria-label={say('nav.label')}>
      <Link to="/" className="nav-link" activeOptions={{ exact: true }}>
        <HomeOutlined /> {say('nav.home')}
      </Link>
      {may('alert', 'read') && (
        <Link to="/inbox" className="nav-link">
          <BellOutlined /> {say('nav.inbox')}
          {open > 0 && <span className="nav-count num">{open > 99 ? '99+' : open}</span>}
        </Link>
      )}
      {may('task', 'read') && (
        <Link to="/work" className="nav-link">
          <CheckSquareOutlined /> {say('nav.work')}
          {todo > 0 && <span className="nav-count num">{todo > 99 ? '99+' : todo}</span>}
        </Link>
      )}
      {may('intake_item', 'read') && (
        <Link to="/papers" className="nav-link">
          <InboxOutlined /> {say('nav.papers')}
          {papers > 0 && <span className="nav-count quiet num">{papers > 99 ? '99+' : papers}</span>}
        </Link>
      )}
      {may('gate_override', 'ask') && (
        <Link to="/gate" className="nav-link">
          <SafetyOutlined /> {say('nav.gate')}
        </Link>
      )}
      {may('engagement', 'read') && (
        <Link to="/coverage" className="nav-link">
          <TableOutlined /> {say('nav.coverage')}
        </Link>
      )}
      {groups.map(({ group, kinds: members }) => (
        <Group key={group.key} title={say(group.title)}>
          {members.map((kind) => (
            <Link key={kind.name} to="/r/$kind" params={{ kind: kind.name }} className="nav-link">
              <KindIcon kind={kind.name} /> {label(kind.plural)}
            </Link>
          ))}
        </Group>
      ))}
      <hr />
      {(may('import_run', 'read') || may('import_run', 'start')) && (
        <Link to="/import" className="nav-link">
          <ImportOutlined /> {say('nav.import')}
        </Link>
      )}
      {settings && (
        <Link to="/settings" className="nav-link">
          <SettingOutlined /> {say('nav.settings')}
        </Link>
      )}
    </nav>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="nav-group">
      <p className="nav-title">{title}</p>
      {children}
    </div>
  );
}
