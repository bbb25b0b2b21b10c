import { learnWords } from '@/foundation/i18n';
import { WORK_DESIGN } from '@/foundation/words/designing';
import type { Chain } from '../shapes';
import { ChainView } from './ChainItems';
import { KnownVariables, useVariablesOf } from './variables';

learnWords(WORK_DESIGN);

/** A chain to be read. */
export default function ChainShown({ chain, kind }: { chain: Chain; kind: string }) {
  return (
    <KnownVariables value={useVariablesOf(chain)}>
      <ChainView chain={chain} kind={kind} />
    </KnownVariables>
  );
}
