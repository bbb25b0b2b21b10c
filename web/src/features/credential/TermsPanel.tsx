import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { formatDay, formatInstant } from '@/foundation/dates';
import { joints } from '@/foundation/terms';
import { useAsOf, useDay } from '@/records/asof/context';
import type { SectionProps } from '@/records/detail/sections';
import { plainText } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { Term } from './shapes';

/** The terms of a credential, newest first, each with what was corrected; gaps and overlaps are named. */
export function TermsPanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const day = useDay();
  const terms = detail.extra.terms as Term[];
  const papers = terms.filter((term) => !term.superseded);
  const found = joints(
    papers
      .filter((term) => term.valid_from || term.issued_on)
      .map((term) => ({
        id: term.id,
        from: (term.valid_from ?? term.issued_on) as string,
        to: term.valid_to,
      })),
  );
  const newest = [...papers].sort((a, b) => (b.valid_from ?? '').localeCompare(a.valid_from ?? ''));

  function place(term: Term): string {
    if (term.valid_from && term.valid_from > day) return say('terms.future');
    if (term.valid_to && term.valid_to < day) return say('terms.past');
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
      <ol className="plain-list term-list">
        {newest.map((term) => {
          const joint = found.find((one) => one.before === term.id);
          const earlier = terms.filter((one) => one.n === term.n && one.superseded);
          return (
            <li key={term.id} className="term">
              <TermFacts term={term} />
              <Tag>{place(term)}</Tag>
              {joint && (
                <Tag color={joint.kind === 'gap' ? 'red' : 'orange'}>
                  {say(joint.kind === 'gap' ? 'terms.gap' : 'terms.overlap', { count: joint.days })}
                </Tag>
              )}
              {label(term.back_dated) && <span className="late">{label(term.back_dated)}</span>}
              {term.note && <span className="quiet">{say('terms.note', { note: term.note })}</span>}
              {earlier.length > 0 && <Versions versions={earlier} />}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function TermFacts({ term }: { term: Term }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <>
      <span className="num term-dates">
        {formatDay(term.valid_from ?? term.issued_on, lang) || '—'} –{' '}
        {term.valid_to ? formatDay(term.valid_to, lang) : say('list.noExpiry')}
        {term.no_expiry_reason && <span className="quiet"> {label(term.no_expiry_reason)}</span>}
      </span>
      <span className="mono">{term.credential_no}</span>
      <span className="quiet">{plainText(term.issuer)}</span>
      {term.issued_on && (
        <span className="quiet num">{say('terms.issued', { day: formatDay(term.issued_on, lang) })}</span>
      )}
    </>
  );
}

/** What was believed of a term before it was corrected, and since when each was known. */
function Versions({ versions }: { versions: Term[] }) {
  const say = useWords();
  const lang = useLang();
  const asOf = useAsOf();
  return (
    <details className="term-versions">
      <summary>{say('terms.versions', { count: versions.length })}</summary>
      <ol className="plain-list">
        {versions.map((one) => (
          <li key={one.id} className="term superseded">
            <TermFacts term={one} />
            <Link to="." search={{ ...asOf, known: one.known_from }} className="record-link num">
              {say('terms.knownFrom', {
                from: formatInstant(one.known_from, lang),
                to: formatInstant(one.known_to, lang),
              })}
            </Link>
          </li>
        ))}
      </ol>
    </details>
  );
}
