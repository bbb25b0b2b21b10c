import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Progress } from 'antd';
import { address, call } from '@/api/client';
import { learnWords } from '@/foundation/i18n';
import { WORK_DESIGN } from '@/foundation/words/designing';
import { WORK_MEASURES } from '@/foundation/words/measures';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { Lead, Time } from './Lead';
import { Opens, Rate } from './numbers';
import { RowsTable } from './RowsTable';
import { StepsTable } from './StepsTable';
import type { Measured, Row } from './shapes';

learnWords(WORK_MEASURES);
learnWords(WORK_DESIGN);

/** How long processes take, where time goes, what came back and what was in time; every number opens its list. */
export function MeasuresPage() {
  const say = useWords();
  const label = useLabel();
  const asked = useSearch({ from: '/app/processes/measures' });
  const navigate = useNavigate({ from: '/processes/measures' });
  useTitle(say('measures.title'));
  const query = {
    since: asked.since,
    until: asked.until,
    process: asked.process,
    unit: asked.unit,
    ...(asked.against ? before(asked.since, asked.until) : {}),
  };
  const answer = useQuery({
    queryKey: ['measures', query],
    queryFn: ({ signal }) => call<Measured>('/processes/measures', { query, signal }),
  });
  const put = (told: Partial<typeof asked>) => void navigate({ search: { ...asked, ...told } });
  const found = answer.data;
  return (
    <div className="measures-page">
      <header className="page-head">
        <h1>{say('measures.title')}</h1>
        <Link to="/work">{say('work.title')}</Link>
        <div className="designer-actions">
          <Button
            icon={<DownloadOutlined />}
            href={address('/processes/measures/export', { ...query, format: 'xlsx' })}
          >
            {say('measures.export')}
          </Button>
        </div>
      </header>
      <div className="measures-asked">
        <label htmlFor="measures-since">
          {say('measures.since')}
          <DayInput
            id="measures-since"
            value={asked.since ?? found?.since ?? null}
            onChange={(day) => put({ since: day || undefined })}
          />
        </label>
        <label htmlFor="measures-until">
          {say('measures.until')}
          <DayInput
            id="measures-until"
            value={asked.until ?? found?.until ?? null}
            onChange={(day) => put({ until: day || undefined })}
          />
        </label>
        <label htmlFor="work-process">
          {say('work.process')}
          <RefSelect
            kind="process"
            allowCreate={false}
            id="work-process"
            placeholder={say('measures.all')}
            value={asked.process ?? null}
            onChange={(id) => put({ process: (id as string) || undefined })}
          />
        </label>
        <label htmlFor="measures-unit">
          {say('measures.unit')}
          <RefSelect
            kind="unit"
            allowCreate={false}
            id="measures-unit"
            placeholder={say('measures.all')}
            value={asked.unit ?? null}
            onChange={(id) => put({ unit: (id as string) || undefined })}
          />
        </label>
        <Checkbox
          checked={asked.against ?? false}
          onChange={(event) => put({ against: event.target.checked || undefined })}
        >
          {say('measures.against')}
        </Checkbox>
      </div>
      {answer.error ? (
        <ErrorNote error={answer.error} retry={() => void answer.refetch()} />
      ) : !found ? (
        <PageLoading />
      ) : (
        <>
          <Overall row={found.overall} before={found.against?.overall ?? null} />
          {found.steps.length === 0 ? (
            <EmptyState title={say('measures.empty')} help={say('measures.emptyHelp')} />
          ) : (
            <Panel title={say('measures.steps')}>
              <StepsTable steps={found.steps} />
            </Panel>
          )}
          <Panel title={say('measures.processes')}>
            <RowsTable rows={found.processes} first={say('work.process')} gains={found.against !== null} />
          </Panel>
          <Panel title={say('measures.units')}>
            <RowsTable rows={found.units} first={say('measures.unit')} />
          </Panel>
          <Panel title={say('measures.months')}>
            <RowsTable rows={found.months} first={say('measures.month')} />
          </Panel>
          {found.slowest.length > 0 && (
            <Panel title={say('measures.slowest')}>
              <ol className="plain-list work-cases">
                {found.slowest.map((one) => (
                  <li key={one.id}>
                    <Link to="/r/$kind/$id" params={{ kind: 'task', id: one.id }} className="record-link">
                      {one.title}
                    </Link>
                    <span className="num">
                      <Time hours={one.hours} clock={one.clock} />
                    </span>
                  </li>
                ))}
              </ol>
            </Panel>
          )}
          <ul className="plain-list quiet measures-words">
            {Object.entries(found.words).map(([key, one]) => (
              <li key={key}>{label(one)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The period of the same length before; without dates the server's last 90 days are meant. */
function before(since?: string, until?: string): { against_since: string; against_until: string } {
  const end = until ? Date.parse(until) : Date.now();
  const start = since ? Date.parse(since) : end - 89 * DAY;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { against_since: day(start - (end - start) - DAY), against_until: day(start - DAY) };
}

const DAY = 86_400_000;

function Overall({ row, before: was }: { row: Row; before: Row | null }) {
  const say = useWords();
  return (
    <div className="measures-cards">
      <Card title={say('measures.lead')}>
        <strong className="num">{row.lead ? <Lead lead={row.lead} /> : '–'}</strong>
        {was?.lead && (
          <span className="quiet">
            {say('measures.was')} <Lead lead={was.lead} />
          </span>
        )}
        {typeof row.gain === 'number' && (
          <span className={row.gain >= 0 ? 'measures-good' : 'day-bad'}>
            {say(row.gain >= 0 ? 'measures.faster' : 'measures.slower', {
              share: Math.round(Math.abs(row.gain) * 100),
            })}
          </span>
        )}
      </Card>
      <Card title={say('measures.ended')}>
        <strong>
          <Opens num={row.ended} />
        </strong>
        <span className="quiet">
          {say('measures.running')} <Opens num={row.running} />
        </span>
      </Card>
      <Card title={say('measures.onTime')}>
        <strong>
          <Rate share={row.on_time} good />
        </strong>
        {row.on_time.rate !== null && (
          <Progress
            percent={Math.round(row.on_time.rate * 100)}
            showInfo={false}
            aria-label={say('measures.onTime')}
          />
        )}
      </Card>
      <Card title={say('measures.reworked')}>
        <strong>
          <Rate share={row.reworked} />
        </strong>
      </Card>
    </div>
  );
}

function Card({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="panel measures-card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
