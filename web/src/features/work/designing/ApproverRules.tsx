import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, InputNumber, Select } from 'antd';
import type { WordKey } from '@/foundation/words';
import { CodeName, CodeSelect, type Named } from '@/records/inputs/CodeSelect';
import { useWords } from '@/ui/words';
import type { Approver } from '../shapes';

const BY = [
  'person',
  'post',
  'role',
  'manager',
  'unit_head',
  'responsible',
  'deputy',
  'initiator',
  'chosen',
  'previous',
];
const NAMED: Record<string, Named> = { person: 'user', post: 'post', role: 'role' };
const IN_UNIT = ['role', 'unit_head'];

/** A rule carries only what its sort has. */
export function cleanRule(rule: Approver): Approver {
  const kept: Approver = { by: rule.by };
  if (rule.by in NAMED) kept.code = rule.code ?? '';
  if (rule.by === 'manager') Object.assign(kept, { level: rule.level ?? 1, of: rule.of ?? 'initiator' });
  if (IN_UNIT.includes(rule.by)) kept.unit = rule.unit ?? 'subject';
  if (rule.claim && rule.by in NAMED) kept.claim = true;
  if (rule.veto) kept.veto = true;
  return kept;
}

/** Who acts: rules one below the other, each chosen by name. */
export function ApproverRules({
  rules,
  onChange,
  title,
  votes = false,
}: {
  rules: Approver[];
  onChange: (next: Approver[]) => void;
  title: string;
  /** whoever a rule names may have a veto */
  votes?: boolean;
}) {
  const say = useWords();
  const put = (at: number, next: Approver) =>
    onChange(rules.map((one, n) => (n === at ? cleanRule(next) : one)));
  return (
    <fieldset className="bare">
      <legend>{title}</legend>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own and are not reordered
        <div key={at} className="approver-rule">
          <Select
            aria-label={say('node.sort')}
            value={rule.by}
            onChange={(by) => put(at, { by })}
            options={BY.map((value) => ({ value, label: say(`by.${value}` as WordKey) }))}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={say('node.remove')}
            onClick={() => onChange(rules.filter((_, n) => n !== at))}
          />
          <RuleDetails rule={rule} votes={votes} onChange={(next) => put(at, next)} />
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => onChange([...rules, { by: 'person', code: '' }])}>
        {say('node.addApprover')}
      </Button>
    </fieldset>
  );
}

function RuleDetails({
  rule,
  votes,
  onChange,
}: {
  rule: Approver;
  votes: boolean;
  onChange: (next: Approver) => void;
}) {
  const say = useWords();
  const named = NAMED[rule.by];
  return (
    <div className="approver-details">
      {named && (
        <CodeSelect
          kind={named}
          value={rule.code ?? ''}
          label={say(`by.${rule.by}` as WordKey)}
          onChange={(code) => onChange({ ...rule, code })}
        />
      )}
      {rule.by === 'manager' && (
        <>
          <Select
            aria-label={say('node.whose')}
            value={rule.of ?? 'initiator'}
            onChange={(of) => onChange({ ...rule, of })}
            options={['initiator', 'responsible'].map((value) => ({
              value,
              label: say(`by.${value}` as WordKey),
            }))}
          />
          <InputNumber
            min={1}
            max={12}
            precision={0}
            aria-label={say('node.level')}
            prefix={say('node.level')}
            value={rule.level ?? 1}
            onChange={(level) => onChange({ ...rule, level: level ?? 1 })}
          />
        </>
      )}
      {IN_UNIT.includes(rule.by) && (
        <CodeSelect
          kind="unit"
          value={rule.unit ?? 'subject'}
          label={say('node.unit')}
          onChange={(unit) => onChange({ ...rule, unit })}
          first={[
            { value: 'subject', label: say('node.unitSubject') },
            ...(rule.by === 'role' ? [{ value: 'anywhere', label: say('node.unitAnywhere') }] : []),
          ]}
        />
      )}
      {(rule.by === 'role' || rule.by === 'post') && (
        <Checkbox
          checked={rule.claim ?? false}
          onChange={(event) => onChange({ ...rule, claim: event.target.checked })}
        >
          {say('node.claim')}
        </Checkbox>
      )}
      {votes && (
        <Checkbox
          checked={rule.veto ?? false}
          onChange={(event) => onChange({ ...rule, veto: event.target.checked })}
        >
          {say('node.veto')}
        </Checkbox>
      )}
    </div>
  );
}

/** A rule in words. */
export function RuleWords({ rule }: { rule: Approver }) {
  const say = useWords();
  const named = NAMED[rule.by];
  if (rule.by === 'person' && rule.code) return <CodeName kind="user" code={rule.code} />;
  if (named && rule.code)
    return (
      <>
        {say(`by.${rule.by}` as WordKey)} <CodeName kind={named} code={rule.code} />
        {rule.unit === 'anywhere' && ` (${say('node.unitAnywhere')})`}
      </>
    );
  if (rule.by === 'manager')
    return (
      <>
        {say('node.managerOf', {
          who: say(`by.${rule.of === 'responsible' ? 'responsible' : 'initiator'}`),
          level: rule.level ?? 1,
        })}
      </>
    );
  return <>{say(`by.${rule.by}` as WordKey)}</>;
}
