import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { FACTS, factsQuery, useKind } from '@/api/catalogue';
import { type Condition, complete, stripIds } from '@/foundation/condition';
import { PageLoading } from '@/ui/states';

const ConditionBuilder = lazy(() => import('./ConditionBuilder'));

/** A condition as an input of a form (alert scopes, grants, saved views). */
export function ConditionInput({
  kind,
  value,
  onChange,
}: {
  kind: string;
  value?: Condition | null;
  onChange?: (value: unknown) => void;
}) {
  const registered = useKind(kind);
  const facts = useQuery({ ...factsQuery, enabled: kind === FACTS });
  const spec = kind === FACTS ? facts.data : registered;
  const [draft, setDraft] = useState<Condition | null>(value ?? null);
  if (!spec) return null;
  return (
    <Suspense fallback={<PageLoading />}>
      <ConditionBuilder
        kind={spec}
        value={draft}
        onChange={(next) => {
          setDraft(next);
          const whole = complete(next);
          onChange?.(whole ? stripIds(whole) : null);
        }}
      />
    </Suspense>
  );
}
