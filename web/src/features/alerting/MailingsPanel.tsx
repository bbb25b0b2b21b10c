import { formatDay, formatInstant } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

interface MailingRow {
  id: number;
  day: string;
  recipient: string;
  files: { name: string; bytes: number; sha256: string }[];
  state: string;
  state_label: Label;
  reason_label: Label | null;
  sent_at: string | null;
  error: string;
}

/** To whom a weekly pack went, with which files, and what became of it. */
export function MailingsPanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const rows = (detail.extra.mailings ?? []) as MailingRow[];
  return (
    <Panel title={say('mailings.title')}>
      {rows.length === 0 ? (
        <EmptyState title={say('mailings.none')} compact />
      ) : (
        <ul className="plain-list">
          {rows.map((row) => (
            <li key={row.id}>
              <strong>{row.recipient}</strong> <span className="num">{formatDay(row.day, lang)}</span>{' '}
              <span className={row.state === 'dead' ? 'channel-bad' : 'quiet'}>
                {[
                  label(row.state_label),
                  row.reason_label && label(row.reason_label),
                  row.sent_at && formatInstant(row.sent_at, lang),
                  row.error,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <div className="quiet">{row.files.map((file) => file.name).join(' · ')}</div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
