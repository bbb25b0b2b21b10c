import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber } from 'antd';
import { useWords } from '@/ui/words';
import { CodeSelect, CodesSelect, type Named } from './CodeSelect';

interface Several<Value> {
  kind: Named;
  label: string;
  value: Value | null | undefined;
  onChange: (value: Value) => void;
}

/** Lists of codes of which one list must be met in full. */
export function CodeListsInput({ kind, label, value, onChange }: Several<string[][]>) {
  const say = useWords();
  const lists = value ?? [];
  return (
    <fieldset className="bare" aria-label={label}>
      {lists.map((codes, at) => (
        // lists of codes have no identity of their own
        // biome-ignore lint/suspicious/noArrayIndexKey: they are only added at the end and taken away
        <div key={at} className="form-list-item">
          <span className="quiet">{at > 0 ? say('rule.or') : say('rule.either')}</span>
          <CodesSelect
            kind={kind}
            label={`${label} ${at + 1}`}
            value={codes}
            onChange={(next) => onChange(lists.map((one, n) => (n === at ? next : one)))}
          />
          <Remove at={at} onRemove={() => onChange(lists.filter((_, n) => n !== at))} />
        </div>
      ))}
      <Add onAdd={() => onChange([...lists, []])} />
    </fieldset>
  );
}

type Entry = number | string | string[];

/** What is said of each of some codes: a number, a word, or codes of another kind. */
export function CodeMapInput({
  kind,
  label,
  value,
  onChange,
  says,
  of,
}: Several<Record<string, Entry>> & { says: 'number' | 'text' | 'codes'; of?: Named }) {
  const say = useWords();
  const rows = Object.entries(value ?? {});
  const put = (at: number, code: string, entry: Entry) =>
    onChange(Object.fromEntries(rows.map((row, n) => (n === at ? [code, entry] : row))));
  const first: Entry = says === 'number' ? 1 : says === 'text' ? '' : [];
  return (
    <fieldset className="bare" aria-label={label}>
      {rows.map(([code, entry], at) => (
        // the code of a row is what is being chosen
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end and taken away
        <div key={at} className="form-list-item">
          <CodeSelect
            kind={kind}
            label={`${label} ${at + 1}`}
            value={code}
            onChange={(next) => put(at, next, entry)}
          />
          <Said
            says={says}
            of={of}
            label={`${label} ${at + 1}`}
            entry={entry}
            onChange={(next) => put(at, code, next)}
          />
          <Remove at={at} onRemove={() => onChange(Object.fromEntries(rows.filter((_, n) => n !== at)))} />
        </div>
      ))}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        disabled={rows.some(([code]) => code === '')}
        onClick={() => onChange(Object.fromEntries([...rows, ['', first]]))}
      >
        {say('form.addItem')}
      </Button>
    </fieldset>
  );
}

function Said({
  says,
  of,
  label,
  entry,
  onChange,
}: {
  says: 'number' | 'text' | 'codes';
  of?: Named;
  label: string;
  entry: Entry;
  onChange: (entry: Entry) => void;
}) {
  const say = useWords();
  if (says === 'number')
    return (
      <InputNumber
        aria-label={`${label} · ${say('rule.howMany')}`}
        min={1}
        precision={0}
        value={Number(entry)}
        onChange={(next) => onChange(next ?? 1)}
      />
    );
  if (says === 'text')
    return (
      <Input
        aria-label={`${label} · ${say('rule.field')}`}
        value={String(entry)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <CodesSelect
      kind={of ?? 'market'}
      label={`${label} · ${say('rule.markets')}`}
      value={Array.isArray(entry) ? entry : []}
      onChange={onChange}
    />
  );
}

function Add({ onAdd }: { onAdd: () => void }) {
  const say = useWords();
  return (
    <Button type="dashed" icon={<PlusOutlined />} onClick={onAdd}>
      {say('form.addItem')}
    </Button>
  );
}

function Remove({ at, onRemove }: { at: number; onRemove: () => void }) {
  const say = useWords();
  return (
    <Button
      type="text"
      icon={<DeleteOutlined />}
      aria-label={`${say('form.removeItem')} ${at + 1}`}
      onClick={onRemove}
    />
  );
}
