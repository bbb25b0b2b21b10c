import { Table } from 'antd';
import { TableRegion } from '@/ui/TableRegion';
import { useLabel, useWords } from '@/ui/words';
import { Time } from './Lead';
import { Opens, Rate } from './numbers';
import type { Row } from './shapes';

/** Cases of a period, row by row. */
export function RowsTable({ rows, first, gains = false }: { rows: Row[]; first: string; gains?: boolean }) {
  const say = useWords();
  const label = useLabel();
  return (
    <TableRegion label={first}>
      <Table<Row>
        size="small"
        rowKey="key"
        dataSource={rows}
        pagination={rows.length > 20 ? { pageSize: 20 } : false}
        style={{ minInlineSize: 720 }}
        columns={[
          { title: first, render: (_, row) => label(row.label) },
          { title: say('measures.ended'), align: 'right', render: (_, row) => <Opens num={row.ended} /> },
          { title: say('measures.running'), align: 'right', render: (_, row) => <Opens num={row.running} /> },
          {
            title: say('measures.lead'),
            align: 'right',
            render: (_, row) =>
              row.lead ? <Time hours={row.lead.median_hours} clock={row.lead.clock} /> : '–',
          },
          {
            title: say('measures.p90'),
            align: 'right',
            render: (_, row) => (row.lead ? <Time hours={row.lead.p90_hours} clock={row.lead.clock} /> : '–'),
          },
          ...(gains
            ? [
                {
                  title: say('measures.gain'),
                  align: 'right' as const,
                  render: (_: unknown, row: Row) =>
                    typeof row.gain === 'number' ? `${Math.round(row.gain * 100)}%` : '–',
                },
              ]
            : []),
          {
            title: say('measures.onTime'),
            align: 'right',
            render: (_, row) => <Rate share={row.on_time} good />,
          },
          {
            title: say('measures.reworked'),
            align: 'right',
            render: (_, row) => <Rate share={row.reworked} />,
          },
          {
            title: say('measures.rejected'),
            align: 'right',
            render: (_, row) => <Opens num={row.rejected} />,
          },
          {
            title: say('measures.brokenOff'),
            align: 'right',
            render: (_, row) => <Opens num={row.broken_off} />,
          },
        ]}
      />
    </TableRegion>
  );
}
