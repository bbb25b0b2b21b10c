import type { WordKey } from '@/foundation/words';
import { useWords } from '@/ui/words';
import { spoken } from './hours';
import type { Row } from './shapes';

/** A length of time in the words of its clock. */
export function Time({ hours, clock }: { hours: number | null; clock: string }) {
  const say = useWords();
  if (hours === null) return <>–</>;
  const said = spoken(hours, clock);
  return <>{say(`time.${said.unit}` as WordKey, { n: said.count })}</>;
}

/** The median, with the 90th percentile beside it. */
export function Lead({ lead }: { lead: NonNullable<Row['lead']> }) {
  return <Time hours={lead.median_hours} clock={lead.clock} />;
}
