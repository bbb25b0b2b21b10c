import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import type { ColumnType } from 'antd/es/table';
import type { Key } from 'react';
import { useMemo } from 'react';
import type { RecordRow } from '@/api/records';
import { type FieldSpec, type KindSpec, titleIn } from '@/foundation/catalogue';
import { useLabel, useLang, useWords } from '@/ui/words';
import { useAsOf } from '../asof/context';
import { plainText, Value } from '../values/Value';
import { columnWidth } from './columns';

export interface ListRowsProps {
  kind: KindSpec;
  columns: FieldSpec[];
  rows: RecordRow[];
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  selected: string[];
  onSelect: (ids: string[]) => void;
  loading: boolean;
}

/** The list as a table: sticky head, first column leads to the record, heads sort. */
export function ListTable(props: ListRowsProps) {
  const { kind, columns, rows, sort, onSort, selected, onSelect, loading } = props;
  const label = useLabel();
  const lang = useLang();
  const say = useWords();
  const asOf = useAsOf();
  const shape = useMemo<ColumnType<RecordRow>[]>(
    () =>
      columns.map((field, at) => {
        const isTitle = field.name === kind.title_field;
        return {
          key: field.name,
          title: isTitle && lang === 'en' && kind.title_en_field ? say('list.name') : label(field.label),
          width: columnWidth(field, isTitle),
          fixed: isTitle && at === 0 ? 'start' : undefined,
          align: ['number', 'integer', 'money'].includes(field.type) ? 'end' : undefined,
          sorter: field.sort,
          sortOrder: sortOrder(sort, field.name),
          ellipsis: false,
          render: (_: unknown, row: RecordRow) =>
            isTitle ? (
              <Link
                to="/r/$kind/$id"
                params={{ kind: kind.name, id: row.id }}
                search={asOf}
                className="title-link"
              >
                {plainText(titleIn(kind, row, lang)) || say('list.unnamed')}
              </Link>
            ) : (
              <Value field={field} value={row[field.name]} cell />
            ),
        };
      }),
    [columns, kind, label, lang, say, sort, asOf],
  );
  const width = columns.reduce((sum, field) => sum + columnWidth(field, field.name === kind.title_field), 48);
  return (
    <Table<RecordRow>
      className="record-table"
      rowKey="id"
      columns={shape}
      dataSource={rows}
      loading={loading}
      pagination={false}
      showSorterTooltip={false}
      sticky={{ offsetHeader: 56 }}
      scroll={{ x: width }}
      size="middle"
      rowSelection={{
        selectedRowKeys: selected,
        preserveSelectedRowKeys: true,
        columnWidth: 44,
        onChange: (keys: Key[]) => onSelect(keys.map(String)),
        getCheckboxProps: (row) => ({
          'aria-label': say('list.select', { name: plainText(titleIn(kind, row, lang)) }),
        }),
      }}
      onChange={(_page, _filters, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter;
        if (!one?.order) onSort(undefined);
        else onSort(`${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}`);
      }}
    />
  );
}

function sortOrder(sort: string | undefined, name: string): 'ascend' | 'descend' | null {
  const first = sort?.split(',')[0];
  if (first === name) return 'ascend';
  return first === `-${name}` ? 'descend' : null;
}
