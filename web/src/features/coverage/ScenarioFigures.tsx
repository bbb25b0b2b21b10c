import { Link } from '@tanstack/react-router';
import type { Compared, ComparedEntry, Figures } from '@/api/scenarios';
import { formatDay } from '@/foundation/dates';
import { useLabel, useLang, useWords } from '@/ui/words';
import { LossScenarios } from './LossScenarios';
import { money, useList } from './PlanMark';
import { ScenarioHead } from './ScenarioHead';
import { ItemShown, type Line, SideBySide, useFigureRows, usePartRows } from './SideBySide';
import { sorted } from './scenarios';

/** Scenarios side by side, questions of one sort together: figures first, then where they differ. */
export function ScenarioFigures({ items }: { items: Compared[] }) {
  const say = useWords();
  const { entries, losses } = sorted(items);
  const both = entries.length > 0 && losses.length > 0;
  return (
    <>
      {both && <h3>{say('scenario.entries')}</h3>}
      {entries.length > 0 && <Entries items={entries} />}
      {both && <h3>{say('scenario.losses')}</h3>}
      {losses.length > 0 && <LossScenarios items={losses} />}
    </>
  );
}

function useLines(): Line<Figures>[] {
  const say = useWords();
  const lang = useLang();
  const count = (some: unknown[]) => (some.length ? say('scenario.count', { count: some.length }) : '0');
  return [
    { word: 'plan.begin', of: (it) => formatDay(it.begin, lang) },
    { word: 'plan.earliest', of: (it) => formatDay(it.earliest, lang) },
    {
      word: 'scenario.inTime',
      of: (it) =>
        it.in_time === null ? say('scenario.noDay') : say(it.in_time ? 'scenario.yes' : 'scenario.no'),
    },
    { word: 'scenario.startBy', of: (it) => (it.start_by ? formatDay(it.start_by, lang) : '—') },
    {
      word: 'plan.cost',
      of: (it) =>
        it.cost.map((one) => money(one.amount, one.currency)).join(' + ') ||
        say(it.items.length ? 'plan.unknown' : 'plan.nothing'),
    },
    { word: 'scenario.noCost', of: (it) => count(it.without_cost) },
    { word: 'scenario.noTime', of: (it) => count(it.without_lead_time) },
    { word: 'plan.items', of: (it) => count(it.items) },
    { word: 'scenario.undecided', of: (it) => count(it.undecided) },
  ];
}

function Entries({ items }: { items: ComparedEntry[] }) {
  const say = useWords();
  const figures = useFigureRows(items, useLines());
  const certificates = usePartRows(
    items,
    (it) => it.items,
    (item) => <ItemShown item={item} />,
    'scenario.notNeeded',
    'scenario.gone',
  );
  return (
    <SideBySide
      label={say('scenario.entries')}
      items={items}
      heads={items.map((one) => <EntryHead key={one.id} one={one} />)}
      sections={[
        { title: '', rows: figures },
        { title: say('scenario.items'), rows: certificates },
      ]}
    />
  );
}

function EntryHead({ one }: { one: ComparedEntry }) {
  const say = useWords();
  const label = useLabel();
  const list = useList();
  return (
    <ScenarioHead one={one}>
      <span>
        {one.subject.label} → {list(one.markets)}
      </span>
      <span className="quiet">{label(one.prefer_label)}</span>
      <Link
        className="no-print"
        to="/coverage/plan"
        search={{
          subject: one.subject.id,
          markets: one.markets.join(','),
          begin: one.now?.begin ?? one.begin,
          ...(one.ready_by ? { by: one.ready_by } : {}),
          ...(one.prefer === 'fewest' ? {} : { prefer: one.prefer }),
        }}
      >
        {say('scenario.planAgain')}
      </Link>
    </ScenarioHead>
  );
}
