import { CloseOutlined, PrinterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { compareQuery } from '@/api/scenarios';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { LOSING } from '@/foundation/words/losing';
import { PLANNING } from '@/foundation/words/planning';
import { SCENARIOS } from '@/foundation/words/scenarios';
import { NameOf } from '@/records/inputs/NameOf';
import { RefSelect } from '@/records/inputs/RefSelect';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useWords } from '@/ui/words';
import { CoverageHead } from './CoverageHead';
import { ScenarioFigures } from './ScenarioFigures';
import { chosenOf, MOST } from './scenarios';

learnWords(COVERAGE);
learnWords(PLANNING);
learnWords(LOSING);
learnWords(SCENARIOS);

/** Kept scenarios side by side, each worked out again today. */
export function ScenariosPage() {
  const say = useWords();
  const search = useSearch({ from: '/app/coverage/scenarios' });
  const navigate = useNavigate({ from: '/coverage/scenarios' });
  const ids = chosenOf(search);
  const found = useQuery(compareQuery(ids));
  const [taken, setTaken] = useState(0);

  function go(some: string[]): void {
    const next = [...new Set(some)].slice(0, MOST);
    void navigate({ search: next.length ? { ids: next.join(',') } : {} });
  }

  return (
    <div className="coverage-page plan-page">
      <CoverageHead>
        {found.data && (
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {say('plan.print')}
          </Button>
        )}
      </CoverageHead>
      <div className="scenario-choice no-print">
        <label htmlFor="scenario-choice">{say('scenario.choose')}</label>
        <RefSelect
          key={taken}
          id="scenario-choice"
          kind="scenario"
          allowCreate={false}
          disabled={ids.length >= MOST}
          value={null}
          onChange={(next) => {
            setTaken(taken + 1); // the box is empty again
            if (typeof next === 'string') go([...ids, next]);
          }}
        />
        <div className="scenario-chosen">
          {ids.map((id) => (
            <Button
              key={id}
              icon={<CloseOutlined />}
              iconPlacement="end"
              onClick={() => go(ids.filter((one) => one !== id))}
            >
              <NameOf kind="scenario" id={id} />
            </Button>
          ))}
        </div>
      </div>
      {ids.length === 0 ? (
        <EmptyState title={say('scenario.none')} help={say('scenario.noneHelp')} />
      ) : found.error ? (
        <ErrorNote error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <PageLoading />
      ) : (
        <Panel title={say('scenario.figures')}>
          <ScenarioFigures items={found.data.items} />
        </Panel>
      )}
    </div>
  );
}
