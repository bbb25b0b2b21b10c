import { Select } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import type { ImportRun, ImportTarget } from '@/api/imports';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import type { FormInput, InputType } from '@/foundation/schema';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import { InputControl } from '../form/InputControl';
import { type Draft, withDefault } from './draft';

/** One value for every row, where the table has no column for a field. */
export function DefaultValues({
  run,
  draft,
  missing,
  onDraft,
}: {
  run: ImportRun;
  draft: Draft;
  missing: ImportTarget[];
  onDraft: (next: Draft) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const kind = useKind(run.kind);
  const [added, setAdded] = useState<string[]>([]);
  const filled = new Set(draft.fields.values());
  const shown = run.targets.filter(
    (one) =>
      !filled.has(one.name) &&
      (missing.includes(one) || added.includes(one.name) || one.name in draft.defaults),
  );
  const others = run.targets.filter((one) => !filled.has(one.name) && !shown.includes(one));
  return (
    <Panel title={missing.length > 0 ? say('import.missing') : undefined}>
      {missing.length > 0 && <p className="quiet">{say('import.missingHelp')}</p>}
      <div className="default-grid">
        {shown.map((target) => {
          const id = `default-${target.name}`;
          return (
            <div key={target.name} className="default-cell">
              <label htmlFor={id}>{say('import.defaultFor', { field: label(target.label) })}</label>
              <InputControl
                id={id}
                input={inputOf(target, kind)}
                value={draft.defaults[target.name]}
                onChange={(value) => onDraft(withDefault(draft, target.name, eventValue(value)))}
              />
            </div>
          );
        })}
        {others.length > 0 && (
          <Select
            className="default-add"
            aria-label={say('import.addDefault')}
            placeholder={say('import.addDefault')}
            value={null}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(name: string | null) => name && setAdded([...added, name])}
            options={others.map((one) => ({ value: one.name, label: label(one.label) }))}
          />
        )}
      </div>
    </Panel>
  );
}

/** Plain inputs hand over an event, the others the value itself. */
function eventValue(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'target' in value)
    return (value as { target: { value: unknown } }).target.value;
  return value;
}

function inputOf(target: ImportTarget, kind: KindSpec | undefined): FormInput {
  const known = kind ? fieldOf(kind, target.name)?.options : undefined;
  return {
    name: target.name,
    label: target.label,
    type: (target.type === 'texts' ? 'text' : target.type) as InputType,
    required: true,
    nullable: true,
    ref: target.ref || undefined,
    options: target.options.length
      ? target.options.map((value) => ({
          value,
          label: known?.find((one) => one.value === value)?.label ?? { zh: value, en: value },
        }))
      : undefined,
    order: 0,
  };
}
