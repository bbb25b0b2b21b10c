import { ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMay } from '@/api/session';
import type { KindSpec } from '@/foundation/catalogue';
import { EmptyState } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';

/** An empty list says what to do next. */
export function ListEmpty({
  kind,
  narrowed,
  onClear,
}: {
  kind: KindSpec;
  narrowed: boolean;
  onClear: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const navigate = useNavigate();
  if (narrowed)
    return (
      <EmptyState title={say('list.emptyFiltered')} help={say('list.emptyFilteredHelp')}>
        <Button onClick={onClear}>{say('list.clearFilters')}</Button>
      </EmptyState>
    );
  const first = kind.actions.find((action) => action.creates && may(kind.name, action.name));
  const name = label(kind.plural);
  if (!first)
    return <EmptyState title={say('list.emptyNothing', { name })} help={say('list.emptyNothingNoRight')} />;
  return (
    <EmptyState title={say('list.emptyNothing', { name })} help={say('list.emptyNothingHelp')}>
      {may('import_run', 'read') && (
        <Button
          type="primary"
          icon={<ImportOutlined />}
          onClick={() => void navigate({ to: '/import', search: { kind: kind.name } })}
        >
          {say('list.import')}
        </Button>
      )}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          void navigate({ to: '/r/$kind/new', params: { kind: kind.name }, search: { action: first.name } })
        }
      >
        {say('list.new', { name: label(kind.label) })}
      </Button>
    </EmptyState>
  );
}
