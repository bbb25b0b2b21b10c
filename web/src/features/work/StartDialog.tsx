import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { detailQuery, listQuery, usePerform } from '@/api/records';
import { RefSelect } from '@/records/inputs/RefSelect';
import { useProblemText } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { PaperInputs, sentPapers } from './PaperInputs';
import { StepInputs } from './StepInputs';
import type { ProcessExtra } from './shapes';
import { startOf } from './start';

const published = listQuery('process', {
  condition: { combinator: 'and', rules: [{ field: 'published', operator: '>=', value: 1 }] },
  sort: 'name',
  fields: ['name', 'name_en', 'subject_kind'],
  limit: 200,
});

interface Asked {
  subject?: string;
  title?: string;
  data?: Record<string, unknown>;
  chosen?: Record<string, string[]>;
  papers?: Record<string, string[]>;
}

/** Starting a case: which process, about what, with what it asks for. */
export function StartDialog({
  about,
  onClose,
}: {
  about?: { kind: string; id: string };
  onClose: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const { byName } = useCatalogue();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [form] = Form.useForm<Asked>();
  const [process, setProcess] = useState('');
  const [trouble, setTrouble] = useState('');
  const performing = usePerform();
  const list = useInfiniteQuery(published);
  const rows = list.data?.pages.flatMap((one) => one.items) ?? [];
  const found = rows.filter((one) => !about || one.subject_kind === about.kind);
  const row = found.find((one) => one.id === process);
  const detail = useQuery({ ...detailQuery('process', process), enabled: process !== '' });
  const start = detail.data ? startOf(detail.data.extra as unknown as ProcessExtra) : null;
  const subjectKind = typeof row?.subject_kind === 'string' ? row.subject_kind : '';

  async function send(asked: Asked): Promise<void> {
    setTrouble('');
    try {
      const done = await performing.mutateAsync({
        kind: 'case',
        action: 'start',
        payload: {
          process,
          subject: about?.id ?? asked.subject ?? null,
          title: asked.title ?? '',
          data: asked.data ?? {},
          chosen: asked.chosen ?? {},
          papers: sentPapers(asked.papers),
        },
      });
      message.success(say('work.started.ok'));
      onClose();
      void navigate({ to: '/r/$kind/$id', params: { kind: 'case', id: done.id } });
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  return (
    <Modal
      open
      title={say('work.start')}
      okText={say('work.start')}
      onOk={() => form.submit()}
      okButtonProps={{ loading: performing.isPending, disabled: !start }}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" onFinish={(asked) => void send(asked)}>
        {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
        {list.data && found.length === 0 && <p className="quiet">{say('work.noProcess')}</p>}
        <Form.Item label={say('work.process')} required htmlFor="start-process">
          <Select
            id="start-process"
            value={process || undefined}
            onChange={setProcess}
            showSearch={{ optionFilterProp: 'label' }}
            options={found.map((one) => ({
              value: one.id,
              label: String((lang === 'en' && one.name_en) || one.name),
            }))}
          />
        </Form.Item>
        {start && subjectKind && !about && (
          <Form.Item
            name="subject"
            label={byName.has(subjectKind) ? label(byName.get(subjectKind)?.label) : say('work.subject')}
            rules={[{ required: true }]}
          >
            <RefSelect kind={subjectKind} allowCreate={false} />
          </Form.Item>
        )}
        {start && (
          <>
            <StepInputs inputs={start.inputs} />
            {start.chosen.map((one) => (
              <Form.Item
                key={one.id}
                name={['chosen', one.id]}
                label={say('work.chosen', { step: one.name })}
                rules={[{ required: true }]}
              >
                <RefSelect kind="user" multiple allowCreate={false} />
              </Form.Item>
            ))}
            <PaperInputs names={start.attachments} />
            <Form.Item name="title" label={say('work.startTitle')} help={say('work.startTitleHelp')}>
              <Input maxLength={300} />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
