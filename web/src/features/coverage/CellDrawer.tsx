import { type InfiniteData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { applyForGap } from '@/api/applying';
import type { CoverageAsked, Matrix, Requirement, TypeNamed } from '@/api/coverage';
import { requirementsQuery } from '@/api/coverage';
import { useMay } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { NameOf } from '@/records/inputs/NameOf';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { ApplyButton, RunningCases, useMayApply } from './Applying';
import { LimitMark } from './LimitMark';
import { Mark } from './PlanMark';
import { Questions } from './Questions';
import { StateMark } from './StateMark';
import { WaiverButton } from './WaiverButton';

const SHOWN = 40;
const CREW = 'crew'; // people in post there
const LACKING = ['missing', 'expired', 'suspended'];

/** What stands behind a cell: each requirement with its rule, its law, why it stands so, and what to do about it. */
export function CellDrawer({
  asked,
  kind,
  subject,
  column,
  onClose,
}: {
  asked: CoverageAsked;
  kind: string;
  subject: string;
  column: string;
  onClose: () => void;
}) {
  const say = useWords();
  const phone = usePhone();
  const found = useQuery(requirementsQuery(asked));
  const columnName = useColumnName();
  const byPlace = asked.rule !== column && asked.context !== 'market';
  const items = (found.data?.items ?? []).filter((one) => !byPlace || one.role === column);
  const rules = group(items);
  const open = items.some(
    (one) => one.state === 'unknown_fact' || one.limits.some((limit) => limit.asks.length > 0),
  );
  return (
    <Drawer
      open
      onClose={onClose}
      size={phone ? '100%' : 560}
      className="coverage-drawer"
      title={
        <span>
          <NameOf kind={kind} id={subject} /> <span className="quiet">· {columnName(column)}</span>
        </span>
      }
    >
      {found.error ? (
        <ErrorNote error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <PageLoading />
      ) : rules.length === 0 ? (
        <EmptyState
          title={say('coverage.nothingRequired')}
          help={say('coverage.nothingRequiredHelp')}
          compact
        />
      ) : (
        <>
          {open && <Questions subject={subject} />}
          <ul className="plain-list coverage-rules" aria-label={say('coverage.requirements')}>
            {rules.map((some) => (
              <Rule key={some[0]?.rule.code} some={some} kind={kind} subject={subject} asked={asked} />
            ))}
          </ul>
        </>
      )}
    </Drawer>
  );
}

/** What a column of the matrix behind the drawer is called; its code while no page of it was read. */
function useColumnName(): (code: string) => string {
  const client = useQueryClient();
  const label = useLabel();
  return (code) => {
    const read = client.getQueriesData<InfiniteData<Matrix>>({ queryKey: ['coverage', 'matrix'] });
    for (const [, data] of read)
      for (const page of data?.pages ?? []) {
        const found = page.columns.find((one) => one.code === code);
        if (found) return label(found) || code;
      }
    return code;
  };
}

/** Requirements by rule, in the order they came: the worst first. */
function group(items: Requirement[]): Requirement[][] {
  const found = new Map<string, Requirement[]>();
  for (const one of items) found.set(one.rule.code, [...(found.get(one.rule.code) ?? []), one]);
  return [...found.values()];
}

/** The requirements of one rule in a cell, and whose they are. */
interface Lacking {
  some: Requirement[];
  kind: string;
  subject: string;
  asked: CoverageAsked;
}

function Rule({ some, kind, subject, asked }: Lacking) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const may = useMay();
  const first = some[0];
  if (!first) return null;
  const { rule } = first;
  const alone = some.length === 1 && first.subject.id === subject;
  return (
    <li className="coverage-rule">
      <div className="coverage-rule-head">
        <StateMark state={first.state} />
        <strong>
          {may('requirement_rule', 'read') ? (
            <Link to="/r/$kind/$id" params={{ kind: 'requirement_rule', id: rule.id }}>
              {label(rule)}
            </Link>
          ) : (
            label(rule)
          )}
        </strong>
        <span className="mono quiet">{rule.code}</span>
      </div>
      <p className="quiet small">
        {say(rule.severity === 'blocking' ? 'coverage.mandatory' : 'coverage.advised')}
        {rule.certainty === 'check' && <> · {say('coverage.toConfirm')}</>}
        {rule.legal_basis && (
          <>
            {' · '}
            {say('coverage.basis')} {rule.legal_basis}
          </>
        )}
      </p>
      <p>
        {say('coverage.needs')}
        {lang === 'en' && ' '}
        <Ways ways={first.ways} />
      </p>
      {rule.note && <p className="quiet small">{rule.note}</p>}
      <ul className="plain-list coverage-subjects">
        {some.slice(0, SHOWN).map((one) => (
          <li key={`${one.subject.id}${one.market}${one.role}`}>
            <Standing one={one} kind={kind} named={!alone} />
          </li>
        ))}
      </ul>
      <Acts some={some} kind={kind} subject={subject} asked={asked} />
      {some.length > SHOWN && (
        <p className="quiet">{say('coverage.others', { count: some.length - SHOWN })}</p>
      )}
    </li>
  );
}

/** The types that meet a rule: all of one way. */
function Ways({ ways }: { ways: TypeNamed[][] }) {
  const say = useWords();
  const label = useLabel();
  return (
    <span>{ways.map((way) => way.map((one) => label(one)).join(' + ')).join(` ${say('coverage.or')} `)}</span>
  );
}

/** How one subject stands with it: why, which paper, and the way to get one. */
function Standing({ one, kind, named }: { one: Requirement; kind: string; named: boolean }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <div className="coverage-standing">
      {named && (
        <span>
          <Link to="/r/$kind/$id" params={{ kind, id: one.subject.id }}>
            {one.subject.label}
          </Link>{' '}
          {one.market && <span className="mono quiet">{one.market}</span>} <StateMark state={one.state} />
        </span>
      )}
      {one.counted && <strong className="num">{label(one.counted)}</strong>}
      {one.credential && (
        <span>
          {say(LACKING.includes(one.state) ? 'coverage.had' : 'coverage.by')}{' '}
          <Link to="/r/$kind/$id" params={{ kind: 'credential', id: one.credential.id }}>
            {one.credential.number}
          </Link>
          {one.until && ` · ${say('coverage.until', { day: formatDay(one.until, lang) })}`}
        </span>
      )}
      {one.limits.map((limit) => (
        <LimitMark key={limit.code} limit={limit} />
      ))}
      {one.waiver && (
        <span>
          <Link to="/r/$kind/$id" params={{ kind: 'waiver', id: one.waiver.id }}>
            {one.waiver.number}
          </Link>{' '}
          {one.waiver.reason} · {one.waiver.approved_by} ·{' '}
          {say('coverage.until', { day: formatDay(one.waiver.until, lang) })}
        </span>
      )}
      {one.waiver_requested && (
        <span>
          <Mark tone="open">{say('coverage.waiverWaits')}</Mark>{' '}
          <Link to="/r/$kind/$id" params={{ kind: 'waiver', id: one.waiver_requested.id }}>
            {one.waiver_requested.number}
          </Link>{' '}
          {one.waiver_requested.reason} · {one.waiver_requested.asked_by} ·{' '}
          {say('coverage.until', { day: formatDay(one.waiver_requested.until, lang) })}
        </span>
      )}
      <RunningCases cases={one.cases} />
      {one.asks.length > 0 && (
        <span className="quiet">
          {say('coverage.unknown')} {one.asks.map((ask) => label(ask)).join(lang === 'zh' ? '、' : ', ')}
        </span>
      )}
    </div>
  );
}

/** The ways to get what is lacking: register the paper, or start what leads to it. */
function Acts({ some, kind, subject, asked }: Lacking) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const mayApply = useMayApply(kind);
  const lacking = some.filter((one) => LACKING.includes(one.state));
  const first = lacking[0];
  if (!first) return null;
  if (first.rule.about === CREW)
    return <Posting first={first} waiver={!first.waiver_requested} some={lacking} />;
  const types = first.ways.flat().filter((type) => type.id);
  return (
    <div className="coverage-acts">
      {mayApply ? (
        types.map((type) => (
          <ApplyButton
            key={type.code}
            send={() => applyForGap({ ...asked, limit: undefined, rule: first.rule.code }, [type.code])}
          >
            {say('coverage.applyFor', { name: label(type) })}
          </ApplyButton>
        ))
      ) : (
        <Elsewhere kind={kind} id={first.subject.id} />
      )}
      {may('credential', 'register') &&
        types.map((type) => (
          <Link
            key={type.code}
            to="/r/$kind/new"
            params={{ kind: 'credential' }}
            search={{ with: registering(lacking, type) }}
            className="ant-btn-like"
          >
            {say('coverage.register', { name: label(type) })}
          </Link>
        ))}
      {!first.waiver_requested && <WaiverButton lacking={lacking} subject={subject} />}
    </div>
  );
}

/** Somebody in post is lacking: the way to put one there. */
function Posting({ first, some, waiver }: { first: Requirement; some: Requirement[]; waiver: boolean }) {
  const say = useWords();
  const may = useMay();
  const { subject, rule } = first;
  const where = subject.kind === 'project' ? { place: subject.id } : { organisation: subject.id };
  return (
    <div className="coverage-acts">
      {may('engagement', 'plan') && (
        <Link
          to="/r/$kind/new"
          params={{ kind: 'engagement' }}
          search={{ with: { context: 'post', ...where, ...(rule.posts[0] ? { role: rule.posts[0] } : {}) } }}
          className="ant-btn-like"
        >
          {say('coverage.post')}
        </Link>
      )}
      {waiver && <WaiverButton lacking={some} subject={subject.id} />}
    </div>
  );
}

/** Where no process takes applications for such subjects: the record, from which others start. */
function Elsewhere({ kind, id }: { kind: string; id: string }) {
  const say = useWords();
  const may = useMay();
  if (!may('case', 'start')) return null;
  return (
    <Link to="/r/$kind/$id" params={{ kind, id }} className="ant-btn-like">
      {say('coverage.apply')}
    </Link>
  );
}

/** The form of a new credential as far as the requirements know it. */
function registering(some: Requirement[], type: TypeNamed): Record<string, unknown> {
  const ids = [...new Set(some.map((one) => one.subject.id))].slice(0, SHOWN);
  const whose = some[0]?.subject.kind === 'product' ? { products: ids } : { holder: ids[0] };
  const markets = [...new Set(some.map((one) => one.market_id).filter((one) => one !== null))];
  return { type: type.id, ...whose, ...(markets.length > 0 ? { markets } : {}) };
}
