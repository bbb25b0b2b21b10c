/** What features add to what can be done with selected rows, beside the actions of the kind itself. */
import type { ComponentType } from 'react';
import type { KindSpec } from '@/foundation/catalogue';

export interface SelectionActProps {
  kind: KindSpec;
  ids: string[];
  onDone: () => void;
}

const acts: { name: string; component: ComponentType<SelectionActProps> }[] = [];

export function registerSelectionAct(name: string, component: ComponentType<SelectionActProps>): void {
  const at = acts.findIndex((one) => one.name === name);
  if (at >= 0) acts[at] = { name, component };
  else acts.push({ name, component });
}

export function selectionActs(): readonly { name: string; component: ComponentType<SelectionActProps> }[] {
  return acts;
}
