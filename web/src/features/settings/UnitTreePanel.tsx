import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Tree, type TreeDataNode } from 'antd';
import { isRef } from '@/api/names';
import { listQuery, type RecordRow } from '@/api/records';
import type { SectionProps } from '@/records/detail/sections';
import { plainText } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';

function parentId(row: RecordRow): string | null {
  return isRef(row.parent) ? row.parent.id : null;
}

function nodes(rows: RecordRow[], parent: string | null): TreeDataNode[] {
  const known = new Set(rows.map((row) => row.id));
  return rows
    .filter((row) => {
      const above = parentId(row);
      return above === parent || (parent === null && above !== null && !known.has(above));
    })
    .map((row) => ({ key: row.id, title: plainText(row.name), children: nodes(rows, row.id) }));
}

/** Where this unit stands among the others. */
export function UnitTreePanel({ detail }: SectionProps) {
  const say = useWords();
  const navigate = useNavigate();
  const list = useInfiniteQuery(listQuery('unit', { fields: ['name', 'parent'], limit: 500, sort: 'name' }));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={say('settings.tree')}>
      <Tree
        defaultExpandAll
        selectedKeys={[detail.id]}
        treeData={nodes(rows, null)}
        blockNode
        onSelect={([key]) => {
          if (key) void navigate({ to: '/r/$kind/$id', params: { kind: 'unit', id: String(key) } });
        }}
      />
    </Panel>
  );
}
