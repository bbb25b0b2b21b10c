import { Input, InputNumber, Select, Space } from 'antd';
import type { WordKey } from '@/foundation/words';
import { useWords } from '@/ui/words';

export type LimitUnit = 'WD' | 'WH' | 'D' | 'H';
const UNITS: LimitUnit[] = ['WD', 'WH', 'D', 'H'];

/** Number and unit of a limit as processes write it; null where it is written in another way. */
export function limitOf(text: string): { count: number; unit: LimitUnit } | null {
  const working = /^(\d+)\s*(WD|WH)$/i.exec(text);
  if (working) return { count: Number(working[1]), unit: (working[2] as string).toUpperCase() as LimitUnit };
  const calendar = /^P(?:(\d+)D|T(\d+)H)$/.exec(text);
  if (!calendar) return null;
  return calendar[1] ? { count: Number(calendar[1]), unit: 'D' } : { count: Number(calendar[2]), unit: 'H' };
}

export function limitText(count: number | null, unit: LimitUnit): string {
  if (!count) return '';
  if (unit === 'D') return `P${count}D`;
  return unit === 'H' ? `PT${count}H` : `${count}${unit}`;
}

export function LimitWords({ limit }: { limit: string }) {
  const say = useWords();
  const found = limitOf(limit);
  if (limit.startsWith('=')) return <>{say('limit.day', { name: limit.slice(1).trim() })}</>;
  return <>{found ? say(`limit.${found.unit}` as WordKey, { count: found.count }) : limit}</>;
}

/** A time limit: how many of what. */
export function LimitInput({
  id,
  value,
  onChange,
}: {
  id: string;
  value: string;
  onChange: (next: string) => void;
}) {
  const say = useWords();
  const found = limitOf(value);
  if (value && !found)
    return <Input id={id} value={value} maxLength={40} onChange={(event) => onChange(event.target.value)} />;
  const unit = found?.unit ?? 'WD';
  return (
    <Space.Compact block>
      <InputNumber
        id={id}
        min={0}
        max={999}
        precision={0}
        placeholder={say('limit.none')}
        value={found?.count ?? null}
        onChange={(count) => onChange(limitText(count, unit))}
      />
      <Select
        aria-label={say('limit.unit')}
        value={unit}
        disabled={!found}
        onChange={(next: LimitUnit) => onChange(limitText(found?.count ?? null, next))}
        options={UNITS.map((one) => ({ value: one, label: say(`limit.unit.${one}` as WordKey) }))}
      />
    </Space.Compact>
  );
}
