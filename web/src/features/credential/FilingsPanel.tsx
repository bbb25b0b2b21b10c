import { formatDay } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SectionAction } from './SectionAction';
import type { Filing } from './shapes';

const TONE: Record<string, string> = { granted: 'done', refused: 'rejected', withdrawn: 'cancelled' };

/** Renewals handed in with the issuer, and what became of them. */
export function FilingsPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const filings = (detail.extra.filings as Filing[] | undefined) ?? [];
  return (
    <Panel title={say('filings.title')}>
      <ul className="plain-list filings">
        {filings.map((one) => (
          <li key={one.id} className={one.superseded ? 'superseded' : undefined}>
            <p className="depends-head">
              <StatusTag
                status={one.decided_on ? (TONE[one.outcome] ?? 'done') : 'pending'}
                text={one.decided_on ? label(one.outcome_label) || one.outcome : say('filings.pending')}
              />
              <span className="num">{say('filings.filed', { day: formatDay(one.filed_on, lang) })}</span>
              {one.accepted_no && <span className="mono">{one.accepted_no}</span>}
              {one.decided_on && (
                <span className="num">
                  {say('filings.decided', { day: formatDay(one.decided_on, lang) })}
                </span>
              )}
              {one.in_time === false && <span className="day-soon">{say('filings.late')}</span>}
            </p>
            {one.note && <p className="quiet">{one.note}</p>}
          </li>
        ))}
      </ul>
      {filings.some((one) => !one.decided_on && !one.superseded) && (
        <SectionAction kind={kind} detail={detail} action="decide_renewal" />
      )}
    </Panel>
  );
}
