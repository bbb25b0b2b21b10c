import { lazy, Suspense } from 'react';
import { registerSelectionAct, type SelectionActProps } from '@/records/list/selectionActs';

const StartMany = lazy(() => import('./StartMany'));

/** Starting a process for selected rows comes when rows are selected. */
function Starting(props: SelectionActProps) {
  return (
    <Suspense fallback={null}>
      <StartMany {...props} />
    </Suspense>
  );
}

export function registerListStart(): void {
  registerSelectionAct('case.start', Starting);
}
