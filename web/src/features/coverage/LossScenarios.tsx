import { Link } from '@tanstack/react-router';
import type { ComparedLoss, LossFigures } from '@/api/scenarios';
import { formatDay } from '@/foundation/dates';
import { useLabel, useLang, useWords } from '@/ui/words';
import { LOST_WORDS } from './losing';
import { money } from './PlanMark';
import { ScenarioHead } from './ScenarioHead';
import { ItemShown, type Line, SideBySide, useFigureRows, usePartRows } from './SideBySide';

/** What a scenario of losing something says, as lines; those of people only where somebody goes. */
function useLines(items: ComparedLoss[]): Line<LossFigures>[] {
  const say = useWords();
  const lang = useLang();
  const day = (value: string | null) => (value ? formatDay(value, lang) : '—');
  const people: Line<LossFigures>[] = [
    { word: 'losing.vacated', of: (it) => String(it.vacated) },
    {
      word: 'losing.handover',
      of: (it) => (it.handover === undefined ? '—' : String(it.handover)),
    },
    { word: 'losing.missing', of: (it) => String(it.missing.length) },
  ];
  return [
    { word: 'losing.on', of: (it) => formatDay(it.begin, lang) },
    { word: 'losing.falls', of: (it) => String(it.total) },
    { word: 'losing.subjects', of: (it) => String(it.subjects) },
    { word: 'losing.first', of: (it) => day(it.first) },
    ...(items.some((one) => one.lost.kind === 'person') ? people : []),
    { word: 'losing.replaced', of: (it) => day(it.earliest) },
    {
      word: 'scenario.inTime',
      of: (it) => (it.in_time === null ? '—' : say(it.in_time ? 'scenario.yes' : 'scenario.no')),
    },
    { word: 'scenario.startBy', of: (it) => day(it.start_by) },
    {
      word: 'losing.cost',
      of: (it) =>
        it.cost.map((one) => money(one.amount, one.currency)).join(' + ') ||
        (it.items.length ? say('plan.unknown') : '—'),
    },
    { word: 'scenario.noCost', of: (it) => String(it.without_cost.length) },
    { word: 'scenario.noTime', of: (it) => String(it.without_lead_time.length) },
  ];
}

/** Losses side by side: how much falls, where, by which rules, and what replaces it. */
export function LossScenarios({ items }: { items: ComparedLoss[] }) {
  const say = useWords();
  const lang = useLang();
  const from = (day: string) => say('losing.from', { day: formatDay(day, lang) });
  const places = usePartRows(
    items,
    (it) =>
      it.places.map((one) => ({ ...(one.label ?? { zh: one.code, en: one.code }), ...one, label: null })),
    (one) => `${say('losing.places.count', { count: one.subjects })} · ${from(one.since)}`,
    'scenario.stays',
    'scenario.staysNow',
  );
  const rules = usePartRows(
    items,
    (it) => it.rules,
    (one) => `${say('losing.count', { count: one.requirements })} · ${from(one.since)}`,
    'scenario.stays',
    'scenario.staysNow',
  );
  const certificates = usePartRows(
    items,
    (it) => it.items,
    (item) => <ItemShown item={item} />,
    'scenario.notNeeded',
    'scenario.gone',
  );
  return (
    <SideBySide
      label={say('scenario.losses')}
      items={items}
      heads={items.map((one) => <LossHead key={one.id} one={one} />)}
      sections={[
        { title: '', rows: useFigureRows(items, useLines(items)) },
        { title: say('losing.places'), rows: places },
        { title: say('scenario.rules'), rows: rules },
        { title: say('scenario.items'), rows: certificates },
      ]}
    />
  );
}

function LossHead({ one }: { one: ComparedLoss }) {
  const say = useWords();
  const label = useLabel();
  return (
    <ScenarioHead one={one}>
      <span>
        {one.lost.label || say('scenario.unseen')}
        {one.role_label && ` → ${label(one.role_label)}`}
      </span>
      <span className="quiet">{say(LOST_WORDS[one.lost.kind])}</span>
      {one.lost.label && (
        <Link
          className="no-print"
          to="/coverage/losing"
          search={{
            kind: one.lost.kind,
            record: one.lost.id,
            on: one.now?.begin ?? one.begin,
            ...(one.role ? { role: one.role } : {}),
          }}
        >
          {say('scenario.loseAgain')}
        </Link>
      )}
    </ScenarioHead>
  );
}
