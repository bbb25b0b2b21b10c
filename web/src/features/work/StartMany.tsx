import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import type { Label } from '@/foundation/labels';
import type { SelectionActProps } from '@/records/list/selectionActs';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { PaperInputs, sentPapers } from './PaperInputs';
import { StepInputs } from './StepInputs';
import type { NodeSettings } from './shapes';

interface Startable {
  id: string;
  name: Label;
  start: NodeSettings;
  /** offered for selections */
  list: boolean;
}

interface Answer {
  started: { record: string; title: string; case: string; number: string }[];
  refused: { record: string; title: string; message: string }[];
}

interface Asked {
  data?: Record<string, unknown>;
  papers?: Record<string, string[]>;
}

/** One case for each selected record, where a process offers that. */
export default function StartMany({ kind, ids, onDone }: SelectionActProps) {
  const say = useWords();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const list = useQuery({
    queryKey: ['startable', kind.name],
    queryFn: ({ signal }) =>
      call<{ items: Startable[] }>('/processes/startable', { query: { kind: kind.name }, signal }),
    enabled: may('case', 'start'),
    staleTime: 60_000,
  });
  const offered = list.data?.items.filter((one) => one.list) ?? [];
  if (offered.length === 0) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {say('work.start')}
      </Button>
      {open && (
        <Dialog
          kind={kind.name}
          offered={offered}
          ids={ids}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
        />
      )}
    </>
  );
}

function Dialog({
  kind,
  offered,
  ids,
  onClose,
  onDone,
}: {
  kind: string;
  offered: Startable[];
  ids: string[];
  onClose: () => void;
  onDone: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [form] = Form.useForm<Asked>();
  const [process, setProcess] = useState(offered.length === 1 ? (offered[0]?.id ?? '') : '');
  const start = offered.find((one) => one.id === process)?.start;
  const starting = useMutation({
    mutationFn: (asked: Asked) =>
      call<Answer>('/processes/start', {
        method: 'POST',
        body: { process, ids, data: asked.data ?? {}, papers: sentPapers(asked.papers) },
      }),
    onSuccess: () => refreshAfterWrite(client, kind),
  });
  const done = starting.data;
  return (
    <Modal
      open
      title={say('work.startMany', { count: ids.length })}
      onCancel={done ? onDone : onClose}
      onOk={done ? onDone : () => form.submit()}
      okText={done ? say('app.close') : say('work.start')}
      okButtonProps={{ loading: starting.isPending, disabled: !done && !start }}
      cancelButtonProps={done ? { style: { display: 'none' } } : undefined}
      mask={{ closable: false }}
    >
      {done ? (
        <>
          <Alert type="success" showIcon title={say('work.startedMany', { count: done.started.length })} />
          {done.refused.length > 0 && (
            <ul className="plain-list bulk-list bulk-left">
              {done.refused.map((one) => (
                <li key={one.record}>
                  {one.title} <span className="quiet">{one.message}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <Form form={form} layout="vertical" onFinish={(asked) => starting.mutate(asked)}>
          {starting.error && (
            <Alert type="error" showIcon title={problemText(starting.error)} className="form-trouble" />
          )}
          <Form.Item label={say('work.process')} required htmlFor="start-many-process">
            <Select
              id="start-many-process"
              value={process || undefined}
              onChange={setProcess}
              options={offered.map((one) => ({ value: one.id, label: label(one.name) }))}
            />
          </Form.Item>
          {start && (
            <>
              <StepInputs inputs={start.inputs} />
              <PaperInputs names={start.attachments} />
            </>
          )}
        </Form>
      )}
    </Modal>
  );
}
