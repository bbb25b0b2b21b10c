import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { listQuery, type RecordRow } from '@/api/records';
import { useMay, useSession } from '@/api/session';
import { type ActionSpec, actionOf, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { formatDay } from '@/foundation/dates';
import { ActionDialog } from '@/records/form/ActionDialog';
import { isBlank, plainText, Value } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

/** Exceptions: what is asked for, what was granted, by whom and until when. */
export function OverridesPanel({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const may = useMay();
  const [acting, setActing] = useState<{ row: RecordRow; action: ActionSpec } | null>(null);
  const list = useInfiniteQuery(
    listQuery('gate_override', {
      sort: '-created_at',
      fields: kind.fields.map((field) => field.name),
      limit: 50,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title={say('gate.overrides')}
      extra={
        may('gate_override', 'request') && (
          <Link to="/r/$kind/new" params={{ kind: 'gate_override' }} search={{}} className="ant-btn-like">
            {say('gate.askOverride')}
          </Link>
        )
      }
    >
      {list.error ? (
        <ErrorNote error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <PageLoading />
      ) : rows.length === 0 ? (
        <EmptyState title={say('gate.noOverride')} help={say('gate.noOverrideHelp')} compact />
      ) : (
        <ul className="plain-list gate-rows">
          {rows.map((row) => (
            <OverrideRow key={row.id} kind={kind} row={row} onAct={(action) => setActing({ row, action })} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {say('list.loadMore', { count: 50 })}
        </Button>
      )}
      {acting && (
        <ActionDialog
          kind={kind}
          action={acting.action}
          record={{ id: acting.row.id, version: acting.row.version, values: acting.row }}
          onDone={() => setActing(null)}
          onCancel={() => setActing(null)}
        />
      )}
    </Panel>
  );
}

function OverrideRow({
  kind,
  row,
  onAct,
}: {
  kind: KindSpec;
  row: RecordRow;
  onAct: (action: ActionSpec) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const may = useMay();
  const me = useSession()?.user?.id;
  const state = fieldOf(kind, 'state');
  const asker = (row.responsible as { id?: string } | null)?.id;
  const names = row.state === 'requested' ? ['approve', 'refuse', 'revoke'] : ['revoke'];
  // Nobody decides on their own request: the buttons are for the others.
  const actions = (row.state === 'requested' || row.state === 'approved' ? names : [])
    .filter((name) => may('gate_override', name) && (name === 'revoke' || asker !== me))
    .map((name) => actionOf(kind, name))
    .filter((action): action is ActionSpec => action !== undefined);
  return (
    <li>
      <div className="gate-row-head">
        {state && <Value field={state} value={row.state} cell />}
        <span className="mono quiet">{plainText(row.number)}</span>
        <Link to="/r/$kind/$id" params={{ kind: 'gate_override', id: row.id }} className="title-link">
          {plainText(row.title)}
        </Link>
        <span className="quiet">
          {say('gate.overrideSpan', {
            from: formatDay(String(row.starts_on), lang),
            to: formatDay(String(row.expires_on), lang),
          })}
        </span>
      </div>
      <p>{plainText(row.reason)}</p>
      <div className="gate-row-foot">
        <span className="quiet">
          {!isBlank(row.responsible) && say('gate.askedBy', { name: plainText(row.responsible) })}{' '}
          {!isBlank(row.decided_by) && say('gate.decidedBy', { name: plainText(row.decided_by) })}
        </span>
        {actions.map((action) => (
          <Button
            key={action.name}
            size="small"
            type={action.name === 'approve' ? 'primary' : 'default'}
            danger={action.danger}
            onClick={() => onAct(action)}
          >
            {label(action.label)}
          </Button>
        ))}
      </div>
    </li>
  );
}
