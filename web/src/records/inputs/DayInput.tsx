import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useLang } from '@/ui/words';

export interface DayInputProps {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
  ariaLabel?: string;
  withTime?: boolean;
  status?: 'error' | '';
  /** a day is always chosen: nothing to clear */
  always?: boolean;
}

/** A calendar day as ISO text; typing `20261121`, `2026-11-21` or `2026/11/21` works as well as choosing. */
export function DayInput({
  id,
  value,
  onChange,
  ariaLabel,
  withTime = false,
  status,
  always,
}: DayInputProps) {
  const lang = useLang();
  const shown = lang === 'zh' ? 'YYYY-MM-DD' : 'D MMM YYYY';
  // the same objects as long as they say the same: other ones take away what is being typed
  const formats = useMemo(
    () =>
      withTime
        ? [`${shown} HH:mm`, 'YYYY-MM-DD HH:mm']
        : [shown, 'YYYY-MM-DD', 'YYYYMMDD', 'YYYY/MM/DD', 'YYYY.MM.DD', 'YYYY年M月D日'],
    [shown, withTime],
  );
  const parsed = useMemo(() => (value ? dayjs(value) : null), [value]);
  return (
    <DatePicker
      id={id}
      aria-label={ariaLabel}
      className="day-input"
      status={status || undefined}
      allowClear={!always}
      showTime={withTime ? { format: 'HH:mm' } : false}
      format={formats}
      value={parsed?.isValid() ? parsed : null}
      onKeyDown={(event) => {
        // Enter takes the typed day; it must not send the form as well
        if (event.key === 'Enter') event.preventDefault();
      }}
      onChange={(day) => {
        if (!day) onChange?.(null);
        else onChange?.(withTime ? day.toISOString() : day.format('YYYY-MM-DD'));
      }}
    />
  );
}
