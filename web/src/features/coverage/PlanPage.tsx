import { PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { budgetOfPlan } from '@/api/budgets';
import { type Prefer, planQuery } from '@/api/planning';
import { useToday } from '@/api/session';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { PLANNING } from '@/foundation/words/planning';
import { SCENARIOS } from '@/foundation/words/scenarios';
import { DayInput } from '@/records/inputs/DayInput';
import { NameOf } from '@/records/inputs/NameOf';
import { RefSelect } from '@/records/inputs/RefSelect';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useWords } from '@/ui/words';
import { CoverageHead } from './CoverageHead';
import { PlanBudget } from './PlanBudget';
import { Mark } from './PlanMark';
import { PlanResult } from './PlanResult';
import { type PlanSearch, PREFER_WORDS, planQuestionOf } from './planning';
import { SaveScenario } from './SaveScenario';

learnWords(COVERAGE);
learnWords(PLANNING);
learnWords(SCENARIOS);

/** Entering markets with a product line: the question, and what it takes. */
export function PlanPage() {
  const say = useWords();
  const search = useSearch({ from: '/app/coverage/plan' });
  const navigate = useNavigate({ from: '/coverage/plan' });
  const today = useToday();
  const question = planQuestionOf(search, today);
  const asked = useQuery(planQuery(question));

  function go(next: PlanSearch): void {
    void navigate({ search: next });
    if (JSON.stringify(planQuestionOf(next, today)) === JSON.stringify(question)) void asked.refetch();
  }

  return (
    <div className="coverage-page plan-page">
      <CoverageHead>
        {asked.data && question && (
          <>
            <SaveScenario question={{ ...question }} />
            <PlanBudget of={budgetOfPlan(question)} />
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {say('plan.print')}
            </Button>
          </>
        )}
      </CoverageHead>
      <PlanForm key={JSON.stringify(search)} search={search} go={go} waiting={asked.isFetching} />
      {question && (
        <p className="plan-asked">
          <strong>
            <NameOf kind="product" id={question.subject} />
          </strong>
          {question.markets.map((one) => (
            <span key={one} className="plan-market">
              <NameOf kind="market" id={one} />
            </span>
          ))}
          {search.begin && search.begin < today && <Mark tone="open">{say('plan.fromToday')}</Mark>}
        </p>
      )}
      {asked.error ? (
        <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data && question ? (
        <PlanResult plan={asked.data} question={question} choose={(prefer) => go({ ...search, prefer })} />
      ) : (
        question && <PageLoading />
      )}
    </div>
  );
}

function PlanForm({
  search,
  go,
  waiting,
}: {
  search: PlanSearch;
  go: (next: PlanSearch) => void;
  waiting: boolean;
}) {
  const say = useWords();
  const today = useToday();
  const [draft, setDraft] = useState<PlanSearch>(search);
  const change = (part: PlanSearch) => setDraft((now) => ({ ...now, ...part }));
  return (
    <Panel title={say('plan.title')}>
      <p className="quiet">{say('plan.intro')}</p>
      <form
        className="gate-form plan-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (planQuestionOf(draft, today)) go({ ...draft, begin: draft.begin ?? today });
        }}
      >
        <Entry id="plan-subject" text={say('plan.subject')}>
          <RefSelect
            id="plan-subject"
            kind="product"
            allowCreate={false}
            value={draft.subject ?? null}
            onChange={(next) => change({ subject: typeof next === 'string' ? next : undefined })}
          />
        </Entry>
        <Entry id="plan-markets" text={say('plan.markets')}>
          <RefSelect
            id="plan-markets"
            kind="market"
            multiple
            allowCreate={false}
            value={draft.markets ? draft.markets.split(',') : []}
            onChange={(next) => change({ markets: Array.isArray(next) ? next.join(',') : undefined })}
          />
        </Entry>
        <Entry id="plan-begin" text={say('plan.begin')}>
          <DayInput
            id="plan-begin"
            value={draft.begin ?? today}
            onChange={(next) => change({ begin: next ?? undefined })}
          />
        </Entry>
        <Entry id="plan-by" text={say('plan.readyBy')}>
          <DayInput
            id="plan-by"
            value={draft.by ?? null}
            onChange={(next) => change({ by: next ?? undefined })}
          />
        </Entry>
        <Entry id="plan-prefer" text={say('plan.prefer')}>
          <Select<Prefer>
            id="plan-prefer"
            value={draft.prefer ?? 'fewest'}
            onChange={(next) => change({ prefer: next })}
            options={(['fewest', 'quickest', 'cheapest'] as const).map((one) => ({
              value: one,
              label: say(PREFER_WORDS[one]),
            }))}
          />
        </Entry>
        <Button type="primary" htmlType="submit" loading={waiting} disabled={!planQuestionOf(draft, today)}>
          {say('plan.ask')}
        </Button>
      </form>
    </Panel>
  );
}

function Entry({ id, text, children }: { id: string; text: string; children: ReactNode }) {
  return (
    <div className="gate-entry">
      <label htmlFor={id}>{text}</label>
      {children}
    </div>
  );
}
