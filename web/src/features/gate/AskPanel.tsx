import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { gateQuery } from '@/api/gate';
import { useMay, useToday } from '@/api/session';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { type GateSearch, questionOf } from './search';
import { VerdictPanel } from './VerdictPanel';

const SUBJECTS = ['product', 'person', 'organisation', 'project', 'site', 'equipment'];
const FIRST_ACT: Record<string, string> = { product: 'sell', person: 'work', organisation: 'bid' };

/** One question: who, what, where, when; the address keeps it, so that it can be sent to a colleague. */
export function AskPanel({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const today = useToday();
  const phone = usePhone();
  const { byName } = useCatalogue();
  const search = useSearch({ from: '/app/gate' });
  const navigate = useNavigate({ from: '/gate' });
  const [draft, setDraft] = useState<GateSearch>(search);
  const question = questionOf(search);
  const asked = useQuery(gateQuery(question));
  const answer = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(0);
  const { dataUpdatedAt } = asked;
  useEffect(() => {
    // On a phone the answer stands below the form: it comes into sight when it was asked for.
    if (phone && wanted > 0 && dataUpdatedAt > wanted) answer.current?.scrollIntoView({ block: 'start' });
  }, [phone, wanted, dataUpdatedAt]);
  const subjects = SUBJECTS.filter((name) => byName.has(name) && may(name, 'read'));
  const chosen = draft.kind ?? subjects[0] ?? 'product';
  const acts = fieldOf(kind, 'act')?.options ?? [];
  const act = draft.act ?? FIRST_ACT[chosen] ?? 'work';

  function change(part: GateSearch): void {
    setDraft((now) => ({ ...now, ...part }));
  }

  function ask(): void {
    setWanted(Date.now());
    const next: GateSearch = { ...draft, kind: chosen, act, on: draft.on ?? today };
    void navigate({ search: next });
    if (question && JSON.stringify(questionOf(next)) === JSON.stringify(question)) void asked.refetch();
  }

  return (
    <div className="gate-ask">
      <Panel title={say('gate.ask')}>
        <form
          className="gate-form"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Entry id="gate-kind" text={say('gate.kind')}>
            <Select
              id="gate-kind"
              value={chosen}
              onChange={(next) => change({ kind: next, subject: undefined, act: undefined })}
              options={subjects.map((name) => ({ value: name, label: label(byName.get(name)?.label) }))}
            />
          </Entry>
          <Entry id="gate-subject" text={say('gate.subject')}>
            <RefSelect
              id="gate-subject"
              kind={chosen}
              allowCreate={false}
              value={draft.subject ?? null}
              onChange={(next) => change({ subject: typeof next === 'string' ? next : undefined })}
            />
          </Entry>
          <Entry id="gate-act" text={say('gate.act')}>
            <Select
              id="gate-act"
              value={act}
              onChange={(next) => change({ act: next })}
              options={acts.map((one) => ({ value: one.value, label: label(one.label) }))}
            />
          </Entry>
          <Entry id="gate-market" text={say('gate.market')} help={say('gate.marketHelp')}>
            <RefSelect
              id="gate-market"
              kind="market"
              allowCreate={false}
              value={draft.market ?? null}
              onChange={(next) => change({ market: typeof next === 'string' ? next : undefined })}
            />
          </Entry>
          <Entry id="gate-on" text={say('gate.on')}>
            <DayInput
              id="gate-on"
              value={draft.on ?? today}
              onChange={(next) => change({ on: next ?? undefined })}
            />
          </Entry>
          {chosen === 'product' && (
            <Entry id="gate-arrives" text={say('gate.arrives')} help={say('gate.arrivesHelp')}>
              <DayInput
                id="gate-arrives"
                value={draft.arrives ?? null}
                onChange={(next) => change({ arrives: next ?? undefined })}
              />
            </Entry>
          )}
          <Entry id="gate-requires" text={say('gate.requires')} help={say('gate.requiresHelp')}>
            <RefSelect
              id="gate-requires"
              kind="credential_type"
              multiple
              allowCreate={false}
              value={draft.requires?.split(',') ?? []}
              onChange={(next) =>
                change({ requires: Array.isArray(next) && next.length > 0 ? next.join(',') : undefined })
              }
            />
          </Entry>
          <Button type="primary" htmlType="submit" disabled={!draft.subject} loading={asked.isFetching}>
            {say('gate.go')}
          </Button>
        </form>
      </Panel>
      <div className="gate-answer" ref={answer} aria-live="polite">
        {asked.error ? (
          <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
        ) : asked.data && question ? (
          <VerdictPanel verdict={asked.data} question={question} />
        ) : asked.isFetching ? (
          <PageLoading />
        ) : (
          <EmptyState title={say('gate.ask')} help={say('gate.before')} compact />
        )}
      </div>
    </div>
  );
}

function Entry({
  id,
  text,
  help,
  children,
}: {
  id: string;
  text: string;
  help?: string;
  children: ReactNode;
}) {
  return (
    <div className="gate-entry">
      <label htmlFor={id}>{text}</label>
      {children}
      {help && <span className="quiet">{help}</span>}
    </div>
  );
}
