import { Tag } from 'antd';
import { useToday } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import { joints, type Span, timeLine } from '@/foundation/terms';
import type { SectionProps } from '@/records/detail/sections';
import { plainText } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Term {
  id: string;
  valid_from: string | null;
  valid_to: string | null;
  issued_on?: string | null;
  credential_no?: string | null;
  number?: string | null;
  issuer?: unknown;
  no_expiry_reason?: Label | null;
  note?: string;
  superseded?: boolean;
}

/** The terms of a credential on a line of time, and as a list; gaps and overlaps are named. */
export function TermsPanel({ detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const today = useToday();
  const label = useLabel();
  const terms = detail.extra.terms as Term[];
  const spans: Span[] = terms
    .filter((term) => !term.superseded && (term.valid_from || term.issued_on))
    .map((term) => ({
      id: term.id,
      from: (term.valid_from ?? term.issued_on) as string,
      to: term.valid_to,
    }));
  const line = timeLine(spans, today);
  const found = joints(spans);
  const newest = [...terms].sort((a, b) => (b.valid_from ?? '').localeCompare(a.valid_from ?? ''));

  function place(term: Term): string {
    if (term.valid_from && term.valid_from > today) return say('terms.future');
    if (term.valid_to && term.valid_to < today) return say('terms.past');
    return say('terms.current');
  }

  if (terms.length === 0)
    return (
      <Panel title={say('terms.title')}>
        <EmptyState compact title={say('terms.none')} />
      </Panel>
    );
  return (
    <Panel title={say('terms.title')}>
      {line && (
        <div className="time-line" aria-hidden="true">
          {line.placed.map((span) => (
            <span
              key={span.id}
              className={`time-span${span.to && span.to < today ? ' past' : ''}${span.from > today ? ' future' : ''}${span.to === null ? ' endless' : ''}`}
              style={{ left: `${span.left}%`, width: `${span.width}%` }}
            />
          ))}
          <span className="time-today" style={{ left: `${line.today}%` }} />
          <span className="time-edge start num">{formatDay(line.placed[0]?.from, lang)}</span>
          <span className="time-edge now">{say('calendar.today')}</span>
        </div>
      )}
      <ol className="plain-list term-list">
        {newest.map((term) => {
          const joint = found.find((one) => one.before === term.id);
          return (
            <li key={term.id} className={term.superseded ? 'term superseded' : 'term'}>
              <span className="num term-dates">
                {formatDay(term.valid_from ?? term.issued_on, lang) || '—'} –{' '}
                {term.valid_to ? formatDay(term.valid_to, lang) : say('list.noExpiry')}
                {term.no_expiry_reason && <span className="quiet"> {label(term.no_expiry_reason)}</span>}
              </span>
              <span className="mono">{term.credential_no ?? term.number}</span>
              <span className="quiet">{plainText(term.issuer)}</span>
              {term.issued_on && (
                <span className="quiet num">
                  {say('terms.issued', { day: formatDay(term.issued_on, lang) })}
                </span>
              )}
              <Tag>{term.superseded ? say('terms.superseded') : place(term)}</Tag>
              {term.note && <span className="quiet">{say('terms.note', { note: term.note })}</span>}
              {joint && (
                <Tag color={joint.kind === 'gap' ? 'red' : 'orange'}>
                  {say(joint.kind === 'gap' ? 'terms.gap' : 'terms.overlap', { count: joint.days })}
                </Tag>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
