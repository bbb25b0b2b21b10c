import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { budgetOfLoss } from '@/api/budgets';
import { factsQuery } from '@/api/catalogue';
import { type LostKind, losingQuery } from '@/api/losing';
import { useMay, useToday } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { LOSING } from '@/foundation/words/losing';
import { PLANNING } from '@/foundation/words/planning';
import { SCENARIOS } from '@/foundation/words/scenarios';
import { DayInput } from '@/records/inputs/DayInput';
import { NameOf } from '@/records/inputs/NameOf';
import { RefSelect } from '@/records/inputs/RefSelect';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CoverageHead } from './CoverageHead';
import { LosingResult } from './LosingResult';
import { keptOf, LOST_KINDS, LOST_WORDS, type LosingSearch, lossOf } from './losing';
import { PlanBudget } from './PlanBudget';
import { SaveScenario } from './SaveScenario';

learnWords(COVERAGE);
learnWords(PLANNING);
learnWords(LOSING);
learnWords(SCENARIOS);

/** What if we lose a credential, a supplier, an edition of a standard, a person: the question, and what falls. */
export function LosingPage() {
  const say = useWords();
  const lang = useLang();
  const search = useSearch({ from: '/app/coverage/losing' });
  const navigate = useNavigate({ from: '/coverage/losing' });
  const loss = lossOf(search);
  const asked = useQuery(losingQuery(loss));

  function go(next: LosingSearch): void {
    void navigate({ search: next });
    if (JSON.stringify(lossOf(next)) === JSON.stringify(loss)) void asked.refetch();
  }

  return (
    <div className="coverage-page plan-page">
      <CoverageHead>
        {asked.data && loss && (
          <>
            <SaveScenario question={keptOf(loss)} />
            {asked.data.replacement && <PlanBudget of={budgetOfLoss(loss)} />}
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {say('plan.print')}
            </Button>
          </>
        )}
      </CoverageHead>
      <LosingForm key={JSON.stringify(search)} search={search} go={go} waiting={asked.isFetching} />
      {loss && (
        <p className="plan-asked">
          <strong>
            <NameOf kind={loss.kind} id={loss.record} />
          </strong>
          {loss.on && <span>{say('losing.from', { day: formatDay(loss.on, lang) })}</span>}
        </p>
      )}
      {asked.error ? (
        <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data && loss ? (
        <LosingResult found={asked.data} loss={loss} />
      ) : (
        loss && <PageLoading />
      )}
    </div>
  );
}

function LosingForm({
  search,
  go,
  waiting,
}: {
  search: LosingSearch;
  go: (next: LosingSearch) => void;
  waiting: boolean;
}) {
  const say = useWords();
  const today = useToday();
  const [draft, setDraft] = useState<LosingSearch>(search);
  const change = (part: LosingSearch) => setDraft((now) => ({ ...now, ...part }));
  const kind = draft.kind ?? 'credential';
  return (
    <Panel title={say('losing.title')}>
      <p className="quiet">{say('losing.intro')}</p>
      <form
        className="gate-form plan-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (lossOf(draft)) go({ ...draft, on: draft.on ?? today });
        }}
      >
        <div className="gate-entry">
          <label htmlFor="losing-kind">{say('losing.what')}</label>
          <Select<LostKind>
            id="losing-kind"
            value={kind}
            onChange={(next) => change({ kind: next, record: undefined, role: undefined })}
            options={LOST_KINDS.map((one) => ({ value: one, label: say(LOST_WORDS[one]) }))}
          />
        </div>
        <div className="gate-entry">
          <label htmlFor="losing-record">{say('losing.which')}</label>
          <RefSelect
            key={kind}
            id="losing-record"
            kind={kind}
            allowCreate={false}
            value={draft.record ?? null}
            onChange={(next) => change({ record: typeof next === 'string' ? next : undefined })}
          />
        </div>
        {kind === 'person' && <Post value={draft.role} onChange={(role) => change({ role })} />}
        <div className="gate-entry">
          <label htmlFor="losing-on">{say('losing.on')}</label>
          <DayInput
            id="losing-on"
            value={draft.on ?? today}
            onChange={(next) => change({ on: next ?? undefined })}
          />
        </div>
        <Button type="primary" htmlType="submit" loading={waiting} disabled={!lossOf(draft)}>
          {say('plan.ask')}
        </Button>
      </form>
    </Panel>
  );
}

/** The post a person goes to; none where they leave. */
function Post({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (role: string | undefined) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const facts = useQuery({ ...factsQuery, enabled: may('requirement_rule', 'read') });
  const posts = facts.data?.fields.find((one) => one.name === 'person_role')?.options ?? [];
  return (
    <div className="gate-entry">
      <label htmlFor="losing-role">{say('losing.role')}</label>
      <Select
        id="losing-role"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={say('losing.leaves')}
        value={value}
        onChange={(next: string | undefined) => onChange(next)}
        options={posts.map((one) => ({ value: one.value, label: label(one.label) }))}
      />
    </div>
  );
}
