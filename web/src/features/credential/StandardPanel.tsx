import { useQuery } from '@tanstack/react-query';
import { useKind } from '@/api/catalogue';
import { countQuery } from '@/api/records';
import type { Condition } from '@/foundation/condition';
import { RelatedRecords } from '@/records/detail/RelatedPanel';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useWords } from '@/ui/words';

/** The credentials that name an edition of a standard in their scope, with how they stand. */
export function StandardPanel({ detail }: SectionProps) {
  const say = useWords();
  const credential = useKind('credential');
  const condition: Condition = {
    combinator: 'and',
    rules: [{ field: 'standards', operator: 'contains', value: String(detail.values.code ?? '') }],
  };
  const answer = useQuery({ ...countQuery('credential', condition), enabled: credential !== undefined });
  const count = answer.data?.count ?? 0;
  if (!credential || answer.isPending) return null;
  return (
    <Panel title={say('standard.based')}>
      {count === 0 ? (
        <EmptyState compact title={say('standard.none')} />
      ) : (
        <RelatedRecords
          compact={false}
          group={{
            kind: 'credential',
            label: credential.plural,
            field: 'standards',
            field_label: credential.fields.find((one) => one.name === 'standards')?.label ?? credential.label,
            count,
            capped: answer.data?.capped ?? false,
            condition,
          }}
        />
      )}
    </Panel>
  );
}
