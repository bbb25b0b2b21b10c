import { Button, Checkbox, Select } from 'antd';
import { useMemo } from 'react';
import {
  type ActionProps,
  type Field,
  type NotToggleProps,
  QueryBuilder,
  type RuleGroupType,
  type Translations,
  type ValueEditorProps,
  type ValueSelectorProps,
} from 'react-querybuilder';
import 'react-querybuilder/dist/query-builder-layout.css';
import { type FieldSpec, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { type Condition, EVERYTHING } from '@/foundation/condition';
import { operatorWords } from '@/foundation/sentence';
import { type Say, useLabel, useLang, useWords } from '@/ui/words';
import { RuleValue } from './RuleValue';

interface BuilderContext {
  kind: KindSpec;
}

function ValueEditor(props: ValueEditorProps) {
  const { kind } = props.context as BuilderContext;
  const field = fieldOf(kind, props.field);
  if (!field) return null;
  return (
    <RuleValue
      field={field}
      operator={props.operator}
      value={props.value as unknown}
      onChange={(value) => props.handleOnChange(value)}
    />
  );
}

/** Chooses field, comparison or combination; unlike the stock part it tells its name to screen readers. */
function Choose({ title, className, value, options, handleOnChange, disabled }: ValueSelectorProps) {
  return (
    <Select
      aria-label={title}
      className={className}
      value={value}
      disabled={disabled}
      popupMatchSelectWidth={false}
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      onChange={handleOnChange}
      options={options.map((one) => ({ value: 'name' in one ? one.name : one.label, label: one.label }))}
    />
  );
}

/** Adding stands out, removing keeps quiet. */
function Act({ className, title, label, handleOnClick, disabled }: ActionProps) {
  const removes = className?.includes('remove') ?? false;
  return (
    <Button
      size="small"
      type={removes ? 'text' : 'default'}
      className={className}
      aria-label={title}
      title={title}
      disabled={disabled}
      onClick={(event) => handleOnClick(event)}
    >
      {label}
    </Button>
  );
}

function Not({ className, checked, handleOnChange, label, disabled }: NotToggleProps) {
  return (
    <Checkbox
      className={className}
      checked={checked ?? false}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.target.checked)}
    >
      {label}
    </Checkbox>
  );
}

const ELEMENTS = {
  valueEditor: ValueEditor,
  valueSelector: Choose,
  actionElement: Act,
  notToggle: Not,
  shiftActions: null,
  dragHandle: null,
};

/** The visual editor of a condition tree over the fields of a kind. */
export default function ConditionBuilder({
  kind,
  value,
  onChange,
}: {
  kind: KindSpec;
  value: Condition | null;
  onChange: (next: Condition) => void;
}) {
  const lang = useLang();
  const label = useLabel();
  const say = useWords();
  const fields = useMemo<Field[]>(
    () =>
      kind.fields
        .filter((field) => field.filter && (field.operators?.length ?? 0) > 0)
        .map((field) => ({ name: field.name, label: label(field.label) })),
    [kind, label],
  );
  const combinators = useMemo(
    () => [
      { name: 'and', label: say('filter.and') },
      { name: 'or', label: say('filter.or') },
    ],
    [say],
  );
  const context = useMemo<BuilderContext>(() => ({ kind }), [kind]);
  const translations = useMemo(() => translate(say), [say]);
  return (
    <QueryBuilder
      fields={fields}
      combinators={combinators}
      query={(value ?? EVERYTHING) as RuleGroupType}
      onQueryChange={(next) => onChange(next as unknown as Condition)}
      getOperators={(name) => operators(fieldOf(kind, name), lang)}
      getDefaultOperator={(name) => defaultOperator(fieldOf(kind, name))}
      getDefaultValue={(rule) => defaultValue(fieldOf(kind, rule.field), rule.operator)}
      resetOnFieldChange
      resetOnOperatorChange={false}
      showNotToggle
      listsAsArrays
      addRuleToNewGroups
      maxLevels={3}
      context={context}
      controlElements={ELEMENTS}
      translations={translations}
      controlClassnames={{ queryBuilder: 'condition-builder' }}
    />
  );
}

function operators(field: FieldSpec | undefined, lang: 'zh' | 'en') {
  const names = field?.operators?.length ? field.operators : ['='];
  return names.map((name) => ({ name, value: name, label: operatorWords(name, field, lang) }));
}

const PREFERRED: Partial<Record<FieldSpec['type'], string[]>> = {
  text: ['contains', '='],
  longtext: ['contains'],
  choice: ['in', '='],
  ref: ['in', '='],
  many: ['any'],
  date: ['<=', '<'],
  datetime: ['>='],
};

function defaultOperator(field: FieldSpec | undefined): string {
  const offered = field?.operators ?? [];
  const wanted = (field && PREFERRED[field.type]) ?? [];
  return wanted.find((name) => offered.includes(name)) ?? offered[0] ?? '=';
}

function defaultValue(field: FieldSpec | undefined, operator: string): unknown {
  if (field?.type === 'bool') return true;
  if (field?.type === 'date' && !operator.includes('etween')) return '+3m';
  return '';
}

function translate(say: Say): Partial<Translations> {
  const remove = say('filter.removeRule');
  return {
    fields: { title: say('filter.chooseField') },
    operators: { title: say('filter.chooseOperator') },
    value: { title: say('filter.value') },
    combinators: { title: say('filter.combinator') },
    removeRule: { label: '✕', title: remove },
    removeGroup: { label: '✕', title: say('filter.removeGroup') },
    addRule: { label: `＋ ${say('filter.addRule')}`, title: say('filter.addRule') },
    addGroup: { label: `＋ ${say('filter.addGroup')}`, title: say('filter.addGroup') },
    notToggle: { label: say('filter.not'), title: say('filter.not') },
  };
}
