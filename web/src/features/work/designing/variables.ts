import { createContext, useContext, useMemo } from 'react';
import type { KindSpec } from '@/foundation/catalogue';
import { WORK_DESIGN } from '@/foundation/words/designing';
import type { Chain } from '../shapes';
import { every, variables } from './chain';

const Known = createContext<KindSpec>(variables({}, [], () => ({ zh: '', en: '' })));

/** Gives the parts below what conditions may ask for. */
export const KnownVariables = Known.Provider;

export function useVariables(): KindSpec {
  return useContext(Known);
}

const [ZH, EN] = WORK_DESIGN['chain.agreed'];

/** What the conditions of a chain may ask for. */
export function useVariablesOf(chain: Chain | null): KindSpec {
  return useMemo(
    () =>
      variables(chain?.start ?? {}, chain ? every(chain.items) : [], (step) => ({
        zh: ZH.replace('{{step}}', step),
        en: EN.replace('{{step}}', step),
      })),
    [chain],
  );
}
