import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { type CoverageAsked, type CoverageBy, type CoverageRate, ratesQuery } from '@/api/coverage';
import { useMay, useToday } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { ErrorNote, PageLoading } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CoverageHead } from './CoverageHead';
import { FileButtons } from './FileButtons';
import { PAIRS } from './MatrixFilters';
import { NothingFits } from './NothingFits';
import { CONTEXTS, type CoverageSearch, type ReportSearch, SUBJECT_KIND } from './search';

learnWords(COVERAGE);

const AHEAD = ['30', '90', '180'] as const;

/** Coverage and expiry by market, product line or unit; every figure opens the matrix behind it. */
export function ReportPage() {
  const say = useWords();
  const phone = usePhone();
  const search = useSearch({ from: '/app/coverage/report' });
  const by: CoverageBy = search.by ?? 'market';
  const context = search.context ?? 'market';
  const asked: CoverageAsked = { ...search, by, context };
  const found = useQuery(ratesQuery(asked));
  const label = useLabel();
  const lang = useLang();
  const items = [...(found.data?.items ?? [])].sort((one, other) =>
    label(one.label).localeCompare(label(other.label), lang === 'zh' ? 'zh-CN' : 'en'),
  );
  return (
    <div className="coverage-page">
      <CoverageHead>
        <FileButtons what="rates" asked={asked} />
      </CoverageHead>
      <p className="quiet">{say('coverage.reportIntro')}</p>
      <ReportChoices search={search} by={by} context={context} />
      {found.error ? (
        <ErrorNote error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <PageLoading />
      ) : items.length === 0 ? (
        <NothingFits asked={asked} />
      ) : phone ? (
        <ul className="plain-list coverage-cards">
          {items.map((one) => (
            <RateCard key={one.key} one={one} search={search} by={by} />
          ))}
        </ul>
      ) : (
        <RateTable items={items} search={search} by={by} />
      )}
    </div>
  );
}

function ReportChoices({ search, by, context }: { search: ReportSearch; by: CoverageBy; context: string }) {
  const say = useWords();
  const may = useMay();
  const today = useToday();
  const navigate = useNavigate({ from: '/coverage/report' });
  const go = (part: ReportSearch) => void navigate({ search: { ...search, ...part } });
  return (
    <div className="coverage-controls">
      <div className="coverage-pairs">
        <Select
          aria-label={say('coverage.pair')}
          value={context}
          popupMatchSelectWidth={false}
          onChange={(next) =>
            go({ context: next === 'market' ? undefined : next, by: undefined, subject: undefined })
          }
          options={CONTEXTS.filter((one) => may(SUBJECT_KIND[one] ?? '', 'read')).map((one) => ({
            value: one,
            label: say(PAIRS[one] ?? 'coverage.pair.market'),
          }))}
        />
        <Segmented<CoverageBy>
          aria-label={say('coverage.by.label')}
          value={by}
          onChange={(next) => go({ by: next })}
          options={[
            { value: 'market', label: say(context === 'market' ? 'coverage.byMarket' : 'coverage.byRole') },
            ...(context === 'market' ? [{ value: 'line' as const, label: say('coverage.byLine') }] : []),
            { value: 'unit', label: say('coverage.byUnit') },
          ]}
        />
        <div className="coverage-day">
          <label htmlFor="report-on">{say('coverage.on')}</label>
          <DayInput
            id="report-on"
            always
            value={search.on ?? today}
            onChange={(next) => go({ on: next && next !== today ? next : undefined })}
          />
        </div>
      </div>
      <div className="coverage-filters">
        {context === 'market' && (
          <div className="coverage-entry">
            <label htmlFor="report-line">{say('coverage.line')}</label>
            <RefSelect
              id="report-line"
              kind="product"
              allowCreate={false}
              value={search.subject ?? null}
              onChange={(next) => go({ subject: typeof next === 'string' ? next : undefined })}
            />
          </div>
        )}
        {may('unit', 'read') && (
          <div className="coverage-entry">
            <label htmlFor="report-unit">{say('coverage.unit')}</label>
            <RefSelect
              id="report-unit"
              kind="unit"
              allowCreate={false}
              value={search.unit ?? null}
              onChange={(next) => go({ unit: typeof next === 'string' ? next : undefined })}
            />
          </div>
        )}
      </div>
    </div>
  );
}

interface RateProps {
  one: CoverageRate;
  search: ReportSearch;
  by: CoverageBy;
}

/** The matrix behind a line of the report. */
function behind({ one, search, by }: RateProps, state?: string): CoverageSearch {
  const { by: _, ...kept } = search;
  const part =
    by === 'unit'
      ? { unit: one.key }
      : by === 'line'
        ? { subject: one.key }
        : (search.context ?? 'market') === 'market'
          ? { market: one.key }
          : { across: 'place' };
  return { ...kept, ...part, ...(state ? { state } : {}) };
}

function Figure({ count, state, ...props }: RateProps & { count: number; state: string }) {
  if (count === 0) return <span className="quiet">0</span>;
  return (
    <Link to="/coverage" search={behind(props, state)}>
      {count}
    </Link>
  );
}

function Rate({ one }: { one: CoverageRate }) {
  return (
    <span className="coverage-rate">
      <span className="coverage-bar" aria-hidden="true">
        <span style={{ width: `${one.rate}%` }} />
      </span>
      <strong className="num">{one.rate.toFixed(1)}%</strong>
    </span>
  );
}

function lacking(one: CoverageRate): number {
  const { missing = 0, expired = 0, suspended = 0 } = one.requirements;
  return missing + expired + suspended;
}

function RateTable({ items, search, by }: { items: CoverageRate[] } & Omit<RateProps, 'one'>) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <TableRegion label={say('coverage.report')}>
      <table className="coverage-matrix coverage-report">
        <thead>
          <tr>
            <th scope="col">{say('coverage.name')}</th>
            <th scope="col">{say('coverage.rate')}</th>
            <th scope="col">{say('coverage.pairs')}</th>
            <th scope="col">{say('coverage.lacking')}</th>
            <th scope="col">{say('coverage.state.unknown_fact')}</th>
            <th scope="col">{say('coverage.state.met_expiring')}</th>
            {AHEAD.map((days) => (
              <th key={days} scope="col">
                {say('coverage.ending', { days })}
              </th>
            ))}
            <th scope="col">{say('coverage.first')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.key}>
              <th scope="row">
                <Link to="/coverage" search={behind({ one, search, by })}>
                  {label(one.label) || say('coverage.none')}
                </Link>
              </th>
              <td>
                <Rate one={one} />
              </td>
              <td className="num">
                {one.covered} / {one.pairs}
              </td>
              <td className="num">
                <Figure
                  one={one}
                  search={search}
                  by={by}
                  count={lacking(one)}
                  state="missing,expired,suspended"
                />
              </td>
              <td className="num">
                <Figure
                  one={one}
                  search={search}
                  by={by}
                  count={one.requirements.unknown_fact ?? 0}
                  state="unknown_fact"
                />
              </td>
              <td className="num">
                <Figure
                  one={one}
                  search={search}
                  by={by}
                  count={one.requirements.met_expiring ?? 0}
                  state="met_expiring"
                />
              </td>
              {AHEAD.map((days) => (
                <td key={days} className="num">
                  {one.ending[days]}
                </td>
              ))}
              <td className="num">{formatDay(one.until, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function RateCard(props: RateProps) {
  const { one } = props;
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <li className="coverage-card">
      <Link to="/coverage" search={behind(props)}>
        <strong>{label(one.label) || say('coverage.none')}</strong>
      </Link>
      <Rate one={one} />
      <span>
        {say('coverage.pairs')} {one.covered} / {one.pairs} · {say('coverage.lacking')}{' '}
        <Figure {...props} count={lacking(one)} state="missing,expired,suspended" /> ·{' '}
        {say('coverage.state.unknown_fact')}{' '}
        <Figure {...props} count={one.requirements.unknown_fact ?? 0} state="unknown_fact" /> ·{' '}
        {say('coverage.state.met_expiring')}{' '}
        <Figure {...props} count={one.requirements.met_expiring ?? 0} state="met_expiring" />
      </span>
      <span className="quiet">
        {AHEAD.map((days) => `${say('coverage.ending', { days })} ${one.ending[days]}`).join(' · ')}
        {one.until && ` · ${say('coverage.first')} ${formatDay(one.until, lang)}`}
      </span>
    </li>
  );
}
