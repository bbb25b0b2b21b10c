import { formatDay, type IsoDay } from '@/foundation/dates';
import { place, type Scale, scaleOf, ticksOf } from '@/foundation/timeline';
import { TONES, toneName } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { Seam, Segment, Term } from './shapes';

/** Not valid is striped as well as coloured, so that colour is never the only sign. */
const STRIPED = new Set(['bad', 'held', 'ended']);
const WORDS_FROM = 9;

/** How it stands over time, over the papers it stands on, with the day asked about marked. Seen only; the list below it
 * says the same in words. */
export function TimeLine({
  segments,
  terms,
  seams,
  day,
  dayName,
}: {
  segments: Segment[];
  terms: Term[];
  seams: Seam[];
  day: IsoDay;
  dayName: string;
}) {
  const lang = useLang();
  const say = useWords();
  const papers = terms.filter((term) => !term.superseded);
  const scale = scaleOf(
    [
      ...segments.map((one) => ({ from: one.starts, to: one.ends })),
      ...papers.map((one) => ({ from: one.valid_from ?? one.issued_on ?? null, to: one.valid_to })),
    ],
    day,
  );
  if (!scale) return null;
  const at = scale.at(day);
  return (
    <div className="line" aria-hidden="true">
      <div className="line-lane standing-lane">
        {segments.map((one) => (
          <Stretch key={`${one.starts}${one.state}`} segment={one} scale={scale} />
        ))}
      </div>
      <div className="line-lane paper-lane">
        {papers.map((one) => {
          const { left, width } = place(
            { from: one.valid_from ?? one.issued_on ?? null, to: one.valid_to },
            scale,
          );
          return (
            <span
              key={one.id}
              className={one.valid_to === null ? 'line-paper endless' : 'line-paper'}
              style={{ left: `${left}%`, width: `${width}%` }}
              title={`${one.credential_no ?? ''} ${formatDay(one.valid_from, lang)} – ${one.valid_to ? formatDay(one.valid_to, lang) : say('list.noExpiry')}`}
            >
              {width >= WORDS_FROM && (one.credential_no || say('terms.nth', { n: one.n }))}
            </span>
          );
        })}
        {seams.map((seam) => {
          const { left, width } = place({ from: seam.starts, to: seam.ends }, scale);
          return (
            <span
              key={`${seam.kind}${seam.starts}`}
              className={`line-seam ${seam.kind}`}
              style={{ left: `${left}%`, width: `${width}%` }}
              title={say(seam.kind === 'gap' ? 'line.gap' : 'line.overlap', {
                from: formatDay(seam.starts, lang),
                to: formatDay(seam.ends, lang) || '…',
              })}
            />
          );
        })}
      </div>
      <div className="line-ticks num">
        {ticksOf(scale).map((tick) => (
          <span key={tick.day} style={{ left: `${tick.left}%` }}>
            {tick.text}
          </span>
        ))}
      </div>
      <span className="line-day" style={{ left: `${at}%` }}>
        <span className={at > 80 ? 'line-flag before' : 'line-flag'}>{dayName}</span>
      </span>
    </div>
  );
}

function Stretch({ segment, scale }: { segment: Segment; scale: Scale }) {
  const label = useLabel();
  const lang = useLang();
  const { left, width } = place({ from: segment.starts, to: segment.ends }, scale);
  const name = toneName(segment.state);
  const tone = TONES[name];
  const days = `${formatDay(segment.starts, lang) || '…'} – ${formatDay(segment.ends, lang) || '…'}`;
  return (
    <span
      className={`line-stretch${STRIPED.has(name) ? ' striped' : ''}${segment.current ? ' current' : ''}`}
      style={{
        left: `${left}%`,
        width: `${width}%`,
        color: tone.text,
        backgroundColor: tone.back,
        borderTopColor: tone.mark,
      }}
      title={`${days} · ${label(segment.label)} · ${label(segment.reason)}`}
    >
      {width >= WORDS_FROM && <span>{label(segment.label)}</span>}
    </span>
  );
}
