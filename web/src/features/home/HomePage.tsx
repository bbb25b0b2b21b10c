import { ImportOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { type Figure, type HomeBoard, homeQuery } from '@/api/questions';
import { useMay, useSession, useToday } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { formatNumber } from '@/foundation/numbers';
import { searchFor } from '@/records/list/search';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { TONES } from '@/ui/theme';
import { useTitle } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { MonthPanel } from './MonthPanel';
import { StatusPanel } from './StatusPanel';
import { TypePanel } from './TypePanel';

/** The first page: what needs me, what lapses when, and how the register stands. */
export function HomePage() {
  const say = useWords();
  const lang = useLang();
  const session = useSession();
  const today = useToday();
  const board = useQuery(homeQuery);
  useTitle(say('nav.home'));
  return (
    <div className="home">
      <header className="page-head">
        <h1>{say('nav.home')}</h1>
        <span className="page-count">
          {say('home.greeting', { name: session?.user?.name ?? '', day: formatDay(today, lang) })}
        </span>
      </header>
      {board.error ? (
        <ErrorNote error={board.error} retry={() => void board.refetch()} />
      ) : board.data ? (
        <Board board={board.data} />
      ) : (
        <PageLoading />
      )}
    </div>
  );
}

function Board({ board }: { board: HomeBoard }) {
  const total = board.by_status.reduce((sum, one) => sum + one.count, 0);
  if (total === 0) return <FirstSteps />;
  return (
    <>
      <Attention items={board.attention} />
      <div className="home-grid">
        <MonthPanel months={board.by_month} />
        <StatusPanel items={board.by_status} />
        <TypePanel items={board.by_type} />
      </div>
    </>
  );
}

function FirstSteps() {
  const say = useWords();
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Panel>
      <EmptyState title={say('home.emptyTitle')} help={say('home.emptyHelp')}>
        <Button
          type="primary"
          icon={<ImportOutlined />}
          onClick={() => void navigate({ to: '/import', search: { kind: 'credential' } })}
        >
          {say('home.emptyImport')}
        </Button>
        {may('credential', 'register') && (
          <Button
            icon={<PlusOutlined />}
            onClick={() =>
              void navigate({
                to: '/r/$kind/new',
                params: { kind: 'credential' },
                search: { action: 'register' },
              })
            }
          >
            {say('home.emptyRegister')}
          </Button>
        )}
      </EmptyState>
    </Panel>
  );
}

const ATTENTION_TONE: Record<string, keyof typeof TONES> = {
  expired: 'bad',
  overdue: 'bad',
  suspended: 'held',
  duty_overdue: 'bad',
  unmet: 'bad',
  mine_expiring: 'soon',
  alerts: 'soon',
  inbox: 'soon',
  expiring: 'soon',
  expiring_30: 'soon',
  expiring_90: 'soon',
  expiring_soon: 'soon',
  no_responsible: 'moving',
};

function tone(key: string, count: number): (typeof TONES)[keyof typeof TONES] {
  if (count === 0) return TONES.plain;
  const exact = ATTENTION_TONE[key];
  if (exact) return TONES[exact];
  return TONES[key.startsWith('expir') ? 'soon' : 'moving'];
}

function Attention({ items }: { items: (Figure & { key: string })[] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const needing = items.filter((item) => item.count > 0);
  if (needing.length === 0)
    return (
      <Panel title={say('home.attention')}>
        <EmptyState compact title={say('home.allClear')} />
      </Panel>
    );
  return (
    <section className="attention" aria-label={say('home.attention')}>
      {items.map((item) => (
        <Link
          key={item.key}
          to="/r/$kind"
          params={{ kind: item.kind ?? 'credential' }}
          search={searchFor(item.condition)}
          className="attention-card"
          style={{ borderTopColor: tone(item.key, item.count).mark }}
        >
          <span className="attention-count num" style={{ color: tone(item.key, item.count).text }}>
            {formatNumber(item.count, lang)}
          </span>
          <span className="attention-label">{label(item.label) || item.key}</span>
          <RightOutlined className="attention-go" aria-hidden="true" />
        </Link>
      ))}
    </section>
  );
}
