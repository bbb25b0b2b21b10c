import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { isRef } from '@/api/names';
import { progressKey } from '@/api/progress';
import { type ActionOutcome, detailQuery, type Impact, previewImpact, usePerform } from '@/api/records';
import { useToday } from '@/api/session';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { Problem } from '@/foundation/problem';
import { formInputs } from '@/foundation/schema';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { footOf, headOf, othersIn, reachOf, withChoices } from './extras';
import { FormFields, RecordType } from './FormFields';
import { ImpactView } from './ImpactView';
import { LongAct } from './LongAct';
import { changesOf, formPath, isEdit, payloadOf, startValues, unchanged } from './payload';
import { SecretOnce } from './SecretOnce';
import { startOf } from './starts';
import { useDoneWithUndo } from './useUndo';

export interface ActionFormProps {
  kind: KindSpec;
  action: ActionSpec;
  record?: { id: string; version: number; values: Record<string, unknown> };
  initial?: Record<string, unknown>;
  /** sent as they are, not asked for: what the place the form was opened from already says */
  fixed?: Record<string, unknown>;
  onDone: (outcome: ActionOutcome, payload: Record<string, unknown>) => void;
  onCancel?: () => void;
  /** instead of performing at once: used by bulk actions */
  submit?: (payload: Record<string, unknown>) => Promise<void>;
}

/** The form of any action, made from its JSON schema; knows conflicts (412) and refusals at fields (422). */
export function ActionForm(props: ActionFormProps) {
  const { kind, action, record, initial, fixed, onDone, onCancel, submit } = props;
  const say = useWords();
  const label = useLabel();
  const problemText = useProblemText();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const done = useDoneWithUndo();
  const [form] = Form.useForm();
  const performing = usePerform();
  const [trouble, setTrouble] = useState<{ text: string; conflict: boolean } | null>(null);
  const [version, setVersion] = useState(record?.version);
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState('');
  const [reach, setReach] = useState<{ impact: Impact; payload: Record<string, unknown> } | null>(null);
  const alertBox = useRef<HTMLDivElement>(null);
  const today = useToday();
  const inputs = useMemo(
    () =>
      withChoices(kind.name, action.name, formInputs(action.form), record?.values).filter(
        (input) => !fixed || !(input.name in fixed),
      ),
    [kind.name, action.name, action.form, fixed, record?.values],
  );
  const reaches = submit ? undefined : reachOf(kind.name, action.name);
  const Head = record ? headOf(kind.name, action.name) : undefined;
  const Foot = submit ? undefined : footOf(kind.name, action.name);
  const start = useMemo(
    () => ({
      ...startValues(action.name, inputs, record?.values ?? {}),
      ...(record ? startOf(kind.name, action.name, record.values, today) : {}),
      ...initial,
    }),
    [kind.name, action.name, inputs, record, initial, today],
  );

  const type = kind.type_field ? record?.values[kind.type_field] : undefined;
  const recordType = isRef(type) ? type.id : null;

  function show(error: unknown): void {
    if (error instanceof Problem && error.status === 412) {
      setTrouble({ text: '', conflict: true });
    } else if (error instanceof Problem && error.errors.length > 0) {
      const loose: string[] = [];
      for (const one of error.errors) {
        const path = formPath(one.field, inputs);
        if (path) form.setFields([{ name: path, errors: [one.message] }]);
        else loose.push(one.message);
      }
      const text = loose.join('；') || say('form.fixErrors', { count: error.errors.length });
      setTrouble({ text, conflict: false });
      const first = error.errors.map((one) => formPath(one.field, inputs)).find(Boolean);
      if (first) form.focusField(first);
    } else {
      setTrouble({ text: problemText(error), conflict: false });
    }
    requestAnimationFrame(() => alertBox.current?.focus());
  }

  async function send(values: Record<string, unknown>): Promise<void> {
    const filled = payloadOf(inputs, values);
    const partial = record && isEdit(action.name) && action.name !== 'correct_term';
    const before = payloadOf(inputs, start);
    if (partial && !submit && !fixed && !initial && inputs.length > 0 && unchanged(filled, before)) {
      message.info(say('form.unchanged')); // no new version of what is the same
      onCancel?.();
      return;
    }
    const asked = partial ? changesOf(inputs, filled, before) : filled;
    await carryOut({ ...fixed, ...asked }, reaches !== undefined);
  }

  /** `ask`: first say whom it reaches, and do it once that is confirmed. */
  async function carryOut(payload: Record<string, unknown>, ask: boolean): Promise<void> {
    const key = progressKey();
    setTrouble(null);
    setBusy(true);
    setProgress(key);
    try {
      if (submit) {
        await submit(payload);
        return;
      }
      if (ask) {
        const impact = await previewImpact({
          kind: kind.name,
          action: action.name,
          id: record?.id,
          version,
          payload,
          progress: key,
        });
        if (reaches === 'always' || othersIn(impact, record?.id) > 0) {
          setReach({ impact, payload });
          return;
        }
      }
      const outcome = await performing.mutateAsync({
        kind: kind.name,
        action: action.name,
        id: record?.id,
        version,
        payload,
        progress: key,
      });
      if (outcome.secret)
        modal.success({
          title: say('form.secret'),
          content: <SecretOnce secret={outcome.secret} />,
          okText: say('form.secretKept'),
        });
      done(kind, action, outcome, record?.values, payload);
      onDone(outcome, payload);
    } catch (error) {
      // what the server refuses is put right in the form
      setReach(null);
      show(error);
    } finally {
      setBusy(false);
    }
  }

  async function reload(): Promise<void> {
    if (!record) return;
    const latest = await client.fetchQuery({ ...detailQuery(kind.name, record.id), staleTime: 0 });
    setVersion(latest.version);
    const untouched = startValues(action.name, inputs, latest.values);
    for (const input of inputs)
      if (!form.isFieldTouched(input.name)) form.setFieldValue(input.name, untouched[input.name]);
    setTrouble({ text: say('form.reloaded', { version: latest.version }), conflict: false });
  }

  return (
    <>
      {reach && (
        <ImpactView
          action={action}
          impact={reach.impact}
          busy={busy}
          progress={progress}
          onConfirm={() => void carryOut(reach.payload, false)}
          onBack={() => setReach(null)}
        />
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={start}
        onFinish={send}
        requiredMark
        scrollToFirstError={{ behavior: 'smooth', focus: true }}
        className={reach ? 'action-form away' : 'action-form'}
      >
        {trouble && (
          <div ref={alertBox} tabIndex={-1} className="form-trouble">
            <Alert
              type={trouble.conflict ? 'warning' : 'error'}
              showIcon
              title={trouble.conflict ? say('form.conflict') : trouble.text}
              description={trouble.conflict ? say('form.conflictHelp') : undefined}
              action={trouble.conflict ? <Button onClick={reload}>{say('form.reload')}</Button> : undefined}
            />
          </div>
        )}
        {Head && record && <Head values={record.values} form={form} />}
        {inputs.length === 0 && !Head && <p className="quiet">{say('form.nothing')}</p>}
        <RecordType value={recordType}>
          <FormFields inputs={inputs} kind={kind} />
        </RecordType>
        {Foot && <Foot form={form} read={(values) => ({ ...fixed, ...payloadOf(inputs, values) })} />}
        {busy && !reach && <LongAct progress={progress} />}
        <div className="form-foot">
          {onCancel && <Button onClick={onCancel}>{say('app.cancel')}</Button>}
          <Button type="primary" danger={action.danger} htmlType="submit" loading={busy}>
            {reaches === 'always' ? say('impact.check') : label(action.label)}
          </Button>
        </div>
      </Form>
    </>
  );
}
