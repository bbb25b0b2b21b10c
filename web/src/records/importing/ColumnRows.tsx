import { Select, Tag } from 'antd';
import type { ImportColumn, ImportMapping, ImportRun, ImportTable, MappedColumn } from '@/api/imports';
import type { WordKey } from '@/foundation/words';
import { TONES } from '@/ui/theme';
import { useLabel, useWords } from '@/ui/words';
import { confidence, type Draft, withOption } from './draft';

const TONE = { sure: TONES.good, likely: TONES.moving, guess: TONES.soon } as const;
const ORDERS = ['ymd', 'dmy', 'mdy'] as const;

/** One line per column of the user's table: its heading, examples, the field it fills and why we think so. */
export function ColumnRows({
  run,
  mapping,
  table,
  draft,
  onField,
  onDraft,
}: {
  run: ImportRun;
  mapping: ImportMapping;
  table: ImportTable;
  draft: Draft;
  onField: (column: number, field: string | null) => void;
  onDraft: (next: Draft) => void;
}) {
  const say = useWords();
  return (
    <ul className="plain-list map-table" aria-label={say('import.stepMap')}>
      <li className="map-row map-head" aria-hidden="true">
        <span>{say('import.columnOf')}</span>
        <span>{say('import.samples')}</span>
        <span>{say('import.field')}</span>
        <span>{say('import.why')}</span>
      </li>
      {table.columns.map((column) => (
        <ColumnRow
          key={column.index}
          run={run}
          column={column}
          proposed={mapping.columns.find((one) => one.column === column.index)}
          draft={draft}
          onField={onField}
          onDraft={onDraft}
        />
      ))}
    </ul>
  );
}

function ColumnRow({
  run,
  column,
  proposed,
  draft,
  onField,
  onDraft,
}: {
  run: ImportRun;
  column: ImportColumn;
  proposed: MappedColumn | undefined;
  draft: Draft;
  onField: (column: number, field: string | null) => void;
  onDraft: (next: Draft) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const field = draft.fields.get(column.index) ?? null;
  const target = run.targets.find((one) => one.name === field);
  const taken = new Set([...draft.fields.values()].filter(Boolean));
  const heading = column.heading || column.letter;
  return (
    <li className={field ? 'map-row' : 'map-row ignored'}>
      <span className="map-heading">
        <span className="map-letter mono">{column.letter}</span>
        <strong>{heading}</strong>
      </span>
      <span className="map-samples quiet">{column.samples.slice(0, 3).join('、') || '—'}</span>
      <span className="map-field">
        <Select
          aria-label={say('import.fieldFor', { heading })}
          value={field ?? ''}
          onChange={(next) => onField(column.index, next || null)}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { value: '', label: say('import.ignored') },
            ...run.targets.map((one) => ({
              value: one.name,
              label: `${label(one.label)}${one.required ? ' *' : ''}${
                taken.has(one.name) && one.name !== field ? ' ✓' : ''
              }`,
            })),
          ]}
        />
        {target?.type === 'date' && column.unsure_dates && (
          <Select
            aria-label={say('import.dateOrder')}
            value={(draft.options.get(column.index)?.order as string) || column.order || 'ymd'}
            onChange={(next) => onDraft(withOption(draft, column.index, 'order', next))}
            options={ORDERS.map((one) => ({ value: one, label: say(`import.order.${one}` as WordKey) }))}
          />
        )}
      </span>
      <span className="map-why">{field && <Reason proposed={proposed} field={field} />}</span>
    </li>
  );
}

function Reason({ proposed, field }: { proposed: MappedColumn | undefined; field: string }) {
  const say = useWords();
  const label = useLabel();
  const known = proposed?.field === field ? proposed : proposed?.others.find((one) => one.field === field);
  if (!known?.reason) return <Tag>{say('import.chosen')}</Tag>;
  const level = confidence(known.score);
  return (
    <>
      <span className="map-level" style={{ color: TONE[level].text, background: TONE[level].back }}>
        {say(`import.${level}` as WordKey)}
      </span>{' '}
      <span className="quiet">{label(known.reason)}</span>
    </>
  );
}
