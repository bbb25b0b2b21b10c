import { Link } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { type RecordRow, usePerform } from '@/api/records';
import { useMay, useToday } from '@/api/session';
import { type ActionSpec, actionOf, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { daysUntil, distance, formatDay } from '@/foundation/dates';
import { isBlank, plainText, Value } from '@/records/values/Value';
import { useLabel, useLang, useWords } from '@/ui/words';
import { demandOf, plain } from './demands';

/** One alert: what it is about, by when, and what can be answered. */
export function AlertCard({
  kind,
  row,
  onAct,
  picked,
  onPick,
}: {
  kind: KindSpec;
  row: RecordRow;
  onAct: (action: ActionSpec) => void;
  picked: boolean;
  onPick: (picked: boolean) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const may = useMay();
  const today = useToday();
  const performing = usePerform();
  const level = fieldOf(kind, 'level');
  const state = fieldOf(kind, 'state');
  const decision = fieldOf(kind, 'decision');
  const reached = fieldOf(kind, 'reached');
  const deadline = fieldOf(kind, 'code');
  const due = String(row.due_on ?? '');
  const left = due ? daysUntil(due, today) : 0;
  const isOpen = row.state === 'open';
  // What is overdue cannot be put off any further; a request to let something lapse is answered with yes or no.
  const asked = plain(row.reached) === 'approver';
  const demand = demandOf(row);
  const puts = left > 0 && demand !== 'decision';
  const answers = asked ? ['approve', 'refuse'] : puts ? ['acknowledge', 'snooze'] : ['acknowledge'];
  const actions = answers
    .map((name) => actionOf(kind, name))
    .filter((action): action is ActionSpec => action !== undefined && may('alert', action.name));
  const unread = isBlank(row.read_at);

  function markRead(): void {
    if (unread && may('alert', 'read'))
      performing.mutate({ kind: 'alert', action: 'read', id: row.id, version: row.version, payload: {} });
  }

  return (
    <li className={unread && isOpen ? 'alert-card unread' : 'alert-card'}>
      {isOpen && (
        <Checkbox
          className="alert-pick"
          checked={picked}
          onChange={(event) => onPick(event.target.checked)}
          aria-label={say('inbox.select', { title: plainText(row.title) })}
        />
      )}
      <div className="alert-what">
        {!isBlank(row.record_id) && !isBlank(row.record_kind) ? (
          <Link
            to="/r/$kind/$id"
            params={{ kind: String(row.record_kind), id: String(row.record_id) }}
            className="title-link"
            onClick={markRead}
          >
            {plainText(row.title)}
          </Link>
        ) : (
          <strong>{plainText(row.title)}</strong>
        )}
        <p className="quiet">
          {deadline && !isBlank(row.code) && <Value field={deadline} value={row.code} cell />}{' '}
          <span className="mono">{plainText(row.number)}</span>{' '}
          {reached && !isBlank(row.reached) && <Value field={reached} value={row.reached} cell />}
        </p>
      </div>
      <div className="alert-due">
        <span className={left < 0 ? 'day-bad num' : left <= 30 ? 'day-soon num' : 'num'}>
          {formatDay(due, lang)}
        </span>
        <span className="quiet">{due && distance(due, today, lang)}</span>
      </div>
      <div className="alert-state">
        {isOpen
          ? level && <Value field={level} value={row.level} cell />
          : state && <Value field={state} value={row.state} cell />}
        {isOpen && demand !== 'acknowledge' && (
          <span className="alert-asks">
            {say(demand === 'action_plan' ? 'inbox.asksPlan' : 'inbox.asksDecision')}
          </span>
        )}
        {!isBlank(row.decision) && decision && <Value field={decision} value={row.decision} cell />}
      </div>
      <div className="alert-actions">
        {isOpen &&
          actions.map((action, at) => (
            <Button
              key={action.name}
              size="small"
              type={at === 0 ? 'primary' : 'default'}
              onClick={() => onAct(action)}
            >
              {label(action.label)}
            </Button>
          ))}
        {!isOpen && !isBlank(row.decision_note) && (
          <span className="quiet">
            {plainText(row.decision_note)}{' '}
            {!isBlank(row.plan_on) && <span className="num">{formatDay(String(row.plan_on), lang)}</span>}
          </span>
        )}
        <span className="visually-hidden">{say('inbox.due')}</span>
      </div>
    </li>
  );
}
