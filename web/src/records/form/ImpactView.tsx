import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useKind } from '@/api/catalogue';
import type { Impact, ImpactSide } from '@/api/records';
import type { ActionSpec } from '@/foundation/catalogue';
import { formatDay } from '@/foundation/dates';
import { formatNumber } from '@/foundation/numbers';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';
import { LongAct } from './LongAct';

const NAMED = 50;

/** Whom an action reaches, before it is done: how many, which, and what becomes of each. */
export function ImpactView({
  action,
  impact,
  busy,
  progress,
  onConfirm,
  onBack,
}: {
  action: ActionSpec;
  impact: Impact;
  busy: boolean;
  progress: string;
  onConfirm: () => void;
  onBack: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const none = impact.total === 0;
  return (
    <div className="impact">
      <h3 ref={head} tabIndex={-1} className="impact-total">
        {none
          ? say('impact.none')
          : say(required(impact) ? 'impact.totalRequired' : 'impact.total', {
              count: impact.total,
              text: formatNumber(impact.total, lang),
            })}
      </h3>
      {impact.first_day && !none && (
        <p className="num">{say('impact.firstDay', { day: formatDay(impact.first_day, lang) })}</p>
      )}
      {!none && <Counts impact={impact} />}
      {impact.items.length > 0 && <Items impact={impact} />}
      {impact.hidden > 0 && (
        <p className="quiet">
          {say(required(impact) ? 'impact.hiddenRequired' : 'impact.hidden', {
            count: impact.hidden,
            text: formatNumber(impact.hidden, lang),
          })}
        </p>
      )}
      {busy && impact.total > NAMED && (
        <p role="status" className="quiet">
          {say('impact.running', { text: formatNumber(impact.total, lang) })}
        </p>
      )}
      {busy && <LongAct progress={progress} />}
      <div className="form-foot">
        <Button onClick={onBack} disabled={busy}>
          {say('impact.back')}
        </Button>
        <Button type="primary" danger={action.danger || !none} loading={busy} onClick={onConfirm}>
          {say('impact.confirm', { action: label(action.label) })}
        </Button>
      </div>
    </div>
  );
}

/** Requirements of subjects stand differently, not credentials. */
function required(impact: Impact): boolean {
  return impact.kinds?.includes('obligation') === true && !impact.kinds.includes('credential');
}

function Counts({ impact }: { impact: Impact }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <div className="impact-counts">
      <ul className="plain-list" aria-label={say('impact.byState')}>
        {impact.by_state.map((one) => (
          <li key={one.state}>
            <StatusTag status={one.state} text={label(one.label)} />
            <strong className="num">{formatNumber(one.count, lang)}</strong>
          </li>
        ))}
      </ul>
      <ul className="plain-list" aria-label={say('impact.byType')}>
        {impact.by_type.slice(0, 6).map((one) => (
          <li key={label(one.label)}>
            <span>{label(one.label)}</span>
            <strong className="num">{formatNumber(one.count, lang)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Items({ impact }: { impact: Impact }) {
  const say = useWords();
  const lang = useLang();
  const seen = impact.total - impact.hidden;
  const which = say(required(impact) ? 'impact.whichRequired' : 'impact.which');
  return (
    <>
      <h4>
        {seen > impact.items.length
          ? say(required(impact) ? 'impact.firstRequired' : 'impact.first', { count: impact.items.length })
          : which}
      </h4>
      {/* a region that scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard */}
      <section className="impact-items" tabIndex={0} aria-label={which}>
        <ul className="plain-list">
          {impact.items.map((one) => (
            <li key={`${one.id} ${one.where ?? ''}`}>
              <Link
                to="/r/$kind/$id"
                params={{ kind: one.kind ?? 'credential', id: one.id }}
                target="_blank"
                className="record-link"
              >
                {one.title}
              </Link>
              <span className="mono quiet">{[one.number, one.where].filter(Boolean).join(' · ')}</span>
              {one.first_day && one.first_day !== impact.first_day && (
                <span className="quiet num">{formatDay(one.first_day, lang)}</span>
              )}
              <span className="impact-change">
                <Side side={one.was} />
                <span aria-hidden="true">→</span>
                <span className="visually-hidden">{say('impact.becomes')}</span>
                <Side side={one.will} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** How it stands today and until when; what follows where that changes. */
function Side({ side }: { side: ImpactSide }) {
  const say = useWords();
  const lang = useLang();
  const nameOf = useStatusName();
  const label = useLabel();
  const status = side.status ?? '';
  if (side.label) return <StatusTag status={status} text={label(side.label)} />;
  const then = side.effective_to && side.state && side.state !== status ? nameOf(side.state) : '';
  return (
    <span className="impact-side">
      <StatusTag status={status} text={nameOf(status)} />
      <span className="quiet num">
        {side.effective_to
          ? say('standing.until', { day: formatDay(side.effective_to, lang) })
          : say('standing.noEnd')}
        {then && ` · ${say('impact.then', { state: then })}`}
      </span>
    </span>
  );
}

/** The words of a status, as the register of credentials has them. */
function useStatusName(): (status: string) => string {
  const label = useLabel();
  const kind = useKind('credential');
  const options = kind?.fields.find((field) => field.name === 'status')?.options ?? [];
  return (status) => label(options.find((one) => one.value === status)?.label) || status;
}
