import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { compareQuery } from '@/api/scenarios';
import { learnWords } from '@/foundation/i18n';
import { LOSING } from '@/foundation/words/losing';
import { PLANNING } from '@/foundation/words/planning';
import { SCENARIOS } from '@/foundation/words/scenarios';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useWords } from '@/ui/words';
import { ScenarioFigures } from '../ScenarioFigures';

learnWords(PLANNING);
learnWords(LOSING);
learnWords(SCENARIOS);

/** A scenario's figures when it was saved, and worked out again today. */
export default function ScenarioPanel({ detail }: SectionProps) {
  const say = useWords();
  const found = useQuery(compareQuery([detail.id]));
  return (
    <Panel
      title={say('scenario.today')}
      extra={
        <Link to="/coverage/scenarios" search={{ ids: detail.id }}>
          {say('scenario.compare')}
        </Link>
      }
    >
      {found.error ? (
        <ErrorNote error={found.error} retry={() => void found.refetch()} />
      ) : found.data ? (
        <ScenarioFigures items={found.data.items} />
      ) : (
        <PageLoading />
      )}
    </Panel>
  );
}
