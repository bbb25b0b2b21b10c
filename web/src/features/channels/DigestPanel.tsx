import { Checkbox, Select } from 'antd';
import type { Digest } from '@/api/channels';
import { formatInstant } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { useLabel, useLang, useWords } from '@/ui/words';

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: hour,
  label: `${String(hour).padStart(2, '0')}:00`,
}));

/** How often one wants a single mail with everything to decide. */
export function DigestPanel({
  digest,
  onChange,
}: {
  digest: Digest;
  onChange: (part: Partial<Digest>) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const off = digest.rhythm === 'off';
  return (
    <Panel title={say('notifications.digest')}>
      <p className="quiet">{say('notifications.digestHelp')}</p>
      <div className="button-row">
        <Select
          aria-label={say('notifications.rhythm')}
          style={{ minWidth: 120 }}
          value={digest.rhythm}
          onChange={(rhythm) => onChange({ rhythm })}
          options={digest.rhythms.map((one) => ({ value: one.value, label: label(one.label) }))}
        />
        {digest.rhythm === 'weekly' && (
          <Select
            aria-label={say('notifications.weekday')}
            style={{ minWidth: 120 }}
            value={digest.weekday}
            onChange={(weekday) => onChange({ weekday })}
            options={digest.weekdays.map((one) => ({ value: one.value, label: label(one.label) }))}
          />
        )}
        {!off && (
          <Select
            aria-label={say('notifications.hour')}
            style={{ minWidth: 96 }}
            value={digest.hour}
            onChange={(hour) => onChange({ hour })}
            options={HOURS}
          />
        )}
        {!off && (
          <Checkbox
            checked={digest.working_days}
            onChange={(event) => onChange({ working_days: event.target.checked })}
          >
            {say('notifications.workingDays')}
          </Checkbox>
        )}
      </div>
      {digest.next && (
        <p className="quiet num">{say('notifications.next', { at: formatInstant(digest.next, lang) })}</p>
      )}
    </Panel>
  );
}
