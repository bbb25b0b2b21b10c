import { Button } from 'antd';
import { useState } from 'react';
import { isRef } from '@/api/names';
import type { RecordDetail } from '@/api/records';
import { carriedBy, type FieldSpec, type KindSpec } from '@/foundation/catalogue';
import { WORDS, type WordKey } from '@/foundation/words';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import { isBlank, Value } from '../values/Value';
import { claimedFields } from './sections';

const GROUP_ORDER = [
  'main',
  'dates',
  'standing',
  'scope',
  'roles',
  'attributes',
  'people',
  'cost',
  'custom',
  'record',
];

/** What is left of the standing belongs to the facts. */
function groupOf(field: FieldSpec): string {
  if (field.custom) return 'custom';
  return !field.group || field.group === 'standing' ? 'main' : field.group;
}

function groupRank(field: FieldSpec): number {
  const at = GROUP_ORDER.indexOf(groupOf(field));
  return at < 0 ? GROUP_ORDER.indexOf('custom') : at;
}

/** The fields of a record, by group; empty ones stay folded away. */
export function FieldsPanel({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const [all, setAll] = useState(false);
  const claimed = claimedFields(kind, detail);
  const type = kind.type_field ? detail.values[kind.type_field] : undefined;
  const typeId = isRef(type) ? type.id : null;
  const fields = kind.fields
    .filter(
      (field) =>
        field.name in detail.values &&
        field.name !== kind.title_field &&
        !claimed.has(field.name) &&
        carriedBy(field, typeId),
    )
    .sort((a, b) => groupRank(a) - groupRank(b));
  const groups = new Map<string, FieldSpec[]>();
  for (const field of fields) {
    const group = groupOf(field);
    groups.set(group, [...(groups.get(group) ?? []), field]);
  }
  const empty = fields.filter((field) => isBlank(detail.values[field.name])).length;
  return (
    <Panel
      title={say('detail.fields')}
      extra={
        empty > 0 && (
          <Button type="link" size="small" onClick={() => setAll(!all)}>
            {all ? say('detail.hideEmpty') : say('detail.showEmpty', { count: empty })}
          </Button>
        )
      }
    >
      {[...groups].map(([group, members]) => (
        <Group
          key={group}
          name={group}
          fields={members}
          values={detail.values}
          all={all}
          heading={groups.size > 1}
        />
      ))}
    </Panel>
  );
}

function Group({
  name,
  fields,
  values,
  all,
  heading,
}: {
  name: string;
  fields: FieldSpec[];
  values: Record<string, unknown>;
  all: boolean;
  heading: boolean;
}) {
  const say = useWords();
  const label = useLabel();
  const shown = all
    ? fields
    : fields.filter((field) => !isBlank(values[field.name]) || field.name === 'valid_to');
  if (shown.length === 0) return null;
  const key = `group.${name}`;
  const title = key in WORDS ? say(key as WordKey) : name;
  return (
    <div className="field-group">
      {heading && name !== 'main' && <h3>{title}</h3>}
      <dl className="facts">
        {shown.map((field) => (
          <div key={field.name} className={isWide(field) ? 'fact wide' : 'fact'}>
            <dt title={field.help ? label(field.help) : undefined}>{label(field.label)}</dt>
            <dd>
              <Value field={field} value={values[field.name]} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function isWide(field: FieldSpec): boolean {
  return field.type === 'longtext' || field.type === 'json' || field.type === 'many';
}
