import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { isRef } from '@/api/names';
import { perform, type RecordDetail, refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import { Problem } from '@/foundation/problem';
import { formInputs } from '@/foundation/schema';
import { ActionForm } from '@/records/form/ActionForm';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import { creatingOf, knownOf, useTakers } from './takers';

/** The form of a new record beside the paper it is made from. */
export function RegisterPanel({
  paper,
  onDone,
  onBack,
}: {
  paper: RecordDetail;
  onDone: () => void;
  onBack: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const takers = useTakers().filter((one) => {
    const creating = creatingOf(one);
    return creating !== undefined && may(one.name, creating.name);
  });
  const [name, setName] = useState(takers[0]?.name);
  const kind = takers.find((one) => one.name === name);
  const action = kind && creatingOf(kind);
  const known = useMemo(() => {
    const idOf = (value: unknown) => (isRef(value) ? value.id : null);
    return knownOf(formInputs(action?.form), {
      title: String(paper.values.title ?? ''),
      unit: idOf(paper.values.unit),
      responsible: idOf(paper.values.responsible),
    });
  }, [action, paper]);

  async function register(values: Record<string, unknown>): Promise<void> {
    try {
      await perform({
        kind: 'intake_item',
        action: 'register_from',
        id: paper.id,
        version: paper.version,
        payload: { kind: name, action: action?.name ?? '', values },
      });
    } catch (error) {
      throw atTheFields(error);
    }
    await refreshAfterWrite(client, 'intake_item');
    message.success(say('papers.done', { action: say('papers.registerTitle') }));
    onDone();
  }

  return (
    <Panel
      title={say('papers.registerTitle')}
      extra={
        <Button type="text" icon={<ArrowLeftOutlined />} onClick={onBack}>
          {say('papers.back')}
        </Button>
      }
    >
      <p className="quiet">{say('papers.registerHelp')}</p>
      <div className="papers-kind">
        <label htmlFor="paper-kind">{say('papers.kind')}</label>
        <Select
          id="paper-kind"
          value={name}
          onChange={setName}
          options={takers.map((one) => ({ value: one.name, label: label(one.label) }))}
        />
      </div>
      {kind && action && (
        <ActionForm
          key={`${paper.id} ${kind.name}`}
          kind={kind}
          action={action}
          initial={known}
          submit={register}
          onDone={onDone}
          onCancel={onBack}
        />
      )}
    </Panel>
  );
}

/** What the server says of `values.title` is said at the field `title`. */
function atTheFields(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const errors = error.errors.map((one) => ({ ...one, field: one.field.replace(/^values\./, '') }));
  return new Problem(error.status, error.code, error.title, error.message, errors);
}
