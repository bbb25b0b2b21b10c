import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer, Form, Segmented, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { call } from '@/api/client';
import { detailQuery, type RecordDetail } from '@/api/records';
import { useSession } from '@/api/session';
import { formatInstant } from '@/foundation/dates';
import { RefSelect } from '@/records/inputs/RefSelect';
import { PageLoading, useProblemText } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { StepInputs } from '../StepInputs';
import type { ProcessExtra } from '../shapes';
import { startOf } from '../start';
import { LimitWords } from './LimitInput';
import type { Trial, TrialBranch, TrialWork } from './trial';
import { WayWords } from './WayCondition';

const Diagram = lazy(() => import('../Diagram'));

interface Asked {
  initiator?: string;
  subject?: string;
  data?: Record<string, unknown>;
  chosen?: Record<string, string[]>;
}

/** The draft tried with any user on any record: which way it goes, who is asked and why; nothing is written. */
export function TrialPanel({ detail, onClose }: { detail: RecordDetail; onClose: () => void }) {
  const say = useWords();
  const phone = usePhone();
  const session = useSession();
  const problemText = useProblemText();
  const [form] = Form.useForm<Asked>();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [branch, setBranch] = useState<Record<string, string>>({});
  // the draft as it is stored now: it may have been saved a moment ago
  const fresh = useQuery(detailQuery('process', detail.id));
  const extra = (fresh.data ?? detail).extra as unknown as ProcessExtra;
  const start = startOf(extra);
  const kind = String(detail.values.subject_kind ?? '');
  const trying = useMutation({
    mutationFn: (body: Record<string, unknown>) =>
      call<Trial>(`/processes/${detail.id}/trial`, { method: 'POST', body }),
  });

  function run(more: { answers?: Record<string, string>; branch?: Record<string, string> } = {}): void {
    const asked = form.getFieldsValue();
    trying.mutate({
      initiator: asked.initiator,
      subject: asked.subject ?? null,
      data: given(asked.data),
      chosen: given(asked.chosen),
      answers,
      branch,
      ...more,
    });
  }

  const shown = trying.data;
  return (
    <Drawer open size={phone ? '100%' : 720} title={say('trial.title')} onClose={onClose}>
      <p className="quiet">{say('trial.help')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ initiator: session?.user?.id }}
        onFinish={() => run()}
      >
        <Form.Item name="initiator" label={say('trial.initiator')} rules={[{ required: true }]}>
          <RefSelect kind="user" allowCreate={false} />
        </Form.Item>
        {kind && (
          <Form.Item name="subject" label={say('trial.subject')}>
            <RefSelect kind={kind} allowCreate={false} />
          </Form.Item>
        )}
        <StepInputs inputs={start.inputs.map((one) => ({ ...one, required: false }))} />
        {start.chosen.map((one) => (
          <Form.Item key={one.id} name={['chosen', one.id]} label={say('work.chosen', { step: one.name })}>
            <RefSelect kind="user" multiple allowCreate={false} />
          </Form.Item>
        ))}
        <Button type="primary" htmlType="submit" loading={trying.isPending}>
          {say('trial.run')}
        </Button>
      </Form>
      {trying.error && (
        <Alert type="error" showIcon title={problemText(trying.error)} className="trial-trouble" />
      )}
      {shown && (
        <section className="trial-result" aria-live="polite" aria-label={say('trial.result')}>
          <Outcome trial={shown} />
          <Suspense fallback={<PageLoading />}>
            <Diagram bpmn={extra.bpmn} passed={shown.passed} label={say('work.drawing')} />
          </Suspense>
          <ol className="plain-list trial-entries">
            {shown.entries.map((one, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step may come again, the order is fixed
              <li key={at}>
                {one.type === 'branch' && <BranchEntry one={one} kind={kind} />}
                {one.type === 'work' && (
                  <WorkEntry
                    one={one}
                    onAnswer={(answer) => {
                      const next = { ...answers, [one.node]: answer };
                      setAnswers(next);
                      run({ answers: next });
                    }}
                    onChoose={(flow) => {
                      const next = { ...branch, [one.gateway]: flow };
                      setBranch(next);
                      run({ branch: next });
                    }}
                  />
                )}
                {one.type === 'service' && (
                  <>
                    <strong>{one.name}</strong>
                    <span className="quiet">
                      {say('trial.service', { what: [one.kind, one.action].filter(Boolean).join('.') })}
                    </span>
                  </>
                )}
                {one.type === 'wait' && (
                  <>
                    <strong>{one.name}</strong>
                    <span className="quiet">
                      {one.kind === 'timer' ? (
                        <>
                          {say('work.waiting')} <LimitWords limit={one.limit} />
                        </>
                      ) : (
                        say('trial.message')
                      )}
                    </span>
                  </>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
    </Drawer>
  );
}

function given<T>(values: Record<string, T> | undefined): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, one]) => one !== undefined && one !== null && one !== ''),
  );
}

function Outcome({ trial }: { trial: Trial }) {
  const say = useWords();
  const lang = useLang();
  if (trial.trouble) return <Alert type="error" showIcon title={trial.trouble} />;
  return (
    <>
      {!trial.starts && <Alert type="warning" showIcon title={say('trial.mayNotStart')} />}
      <Alert
        type={trial.outcome === 'rejected' ? 'warning' : 'success'}
        showIcon
        title={say(trial.outcome === 'rejected' ? 'trial.rejected' : 'trial.completed')}
        description={trial.latest && say('trial.latest', { when: formatInstant(trial.latest, lang) })}
      />
    </>
  );
}

function BranchEntry({ one, kind }: { one: TrialBranch; kind: string }) {
  const say = useWords();
  return (
    <>
      <strong>{say(one.holds ? 'trial.taken' : 'trial.notTaken', { way: one.way || one.name })}</strong>
      {one.condition && (
        <WayWords
          way={{ name: one.way, condition: one.condition, language: one.language, items: [] }}
          kind={kind}
        />
      )}
    </>
  );
}

function WorkEntry({
  one,
  onAnswer,
  onChoose,
}: {
  one: TrialWork;
  onAnswer: (answer: string) => void;
  onChoose: (flow: string) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const signers = one.signers.map((who) =>
    who.stands_for
      ? `${who.name} ${say('work.behalf', { who: who.stands_for })}`
      : who.name || say('trial.pool', { who: who.pool.join('、') }),
  );
  const odd = one.people.filter((who) => who.fate !== 'signs' && who.fate !== 'may_claim');
  return (
    <>
      <div className="trial-head">
        <strong>{one.name}</strong>
        {signers.length > 0 && <span>{signers.join('、')}</span>}
        {one.signers.length > 1 && <span className="quiet">{say(`mode.${one.mode}` as 'mode.any')}</span>}
        {one.due && (
          <span className="quiet num">{say('work.due', { when: formatInstant(one.due, lang) })}</span>
        )}
      </div>
      {one.trouble && <Alert type="error" showIcon title={one.trouble} />}
      {odd.length > 0 && (
        <ul className="plain-list trial-why">
          {odd.map((who) => (
            <li key={`${who.name} ${who.fate}`} className="quiet">
              {who.name && <strong>{who.name}</strong>} {label(who.word)}
              {who.instead && ` → ${who.instead}`}
            </li>
          ))}
        </ul>
      )}
      {one.inputs.length > 0 && (
        <span className="quiet">
          {say('chain.fills', {
            what: one.inputs.map((input) => (lang === 'en' && input.en) || input.zh).join('、'),
          })}
        </span>
      )}
      {one.attachments.length > 0 && (
        <span className="quiet">{say('trial.papers', { what: one.attachments.join('、') })}</span>
      )}
      <div className="trial-answers">
        <Segmented
          size="small"
          aria-label={say('trial.answer', { step: one.name })}
          value={one.decision}
          onChange={onAnswer}
          options={[
            { value: 'approved', label: say('slot.approved') },
            { value: 'rejected', label: say('slot.rejected') },
          ]}
        />
        {one.choices.length > 0 && (
          <Select
            size="small"
            aria-label={say('work.branch')}
            placeholder={say('work.branch')}
            onChange={onChoose}
            options={one.choices.map((way) => ({ value: way.id, label: way.name }))}
          />
        )}
      </div>
    </>
  );
}
