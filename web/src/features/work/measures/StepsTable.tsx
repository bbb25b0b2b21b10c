import { Table } from 'antd';
import { TableRegion } from '@/ui/TableRegion';
import { useLabel, useWords } from '@/ui/words';
import { LimitWords } from '../designing/LimitInput';
import { Time } from './Lead';
import { Opens, Rate } from './numbers';
import type { Step } from './shapes';

/** Where the time goes, the step that takes most of it first. */
export function StepsTable({ steps }: { steps: Step[] }) {
  const say = useWords();
  const label = useLabel();
  return (
    <TableRegion label={say('measures.step')}>
      <Table<Step>
        size="small"
        rowKey="key"
        dataSource={steps}
        pagination={steps.length > 20 ? { pageSize: 20 } : false}
        style={{ minInlineSize: 860 }}
        columns={[
          {
            title: say('measures.step'),
            render: (_, step) => (
              <>
                <strong>{label(step.label)}</strong> <span className="quiet">{label(step.process.name)}</span>
              </>
            ),
          },
          {
            title: say('measures.share'),
            width: 150,
            render: (_, step) => (
              <div className="measures-share">
                <span style={{ inlineSize: `${Math.round(step.share * 100)}%` }} />
                <em className="num">{`${Math.round(step.share * 100)}%`}</em>
              </div>
            ),
          },
          {
            title: say('measures.dwell'),
            align: 'right',
            render: (_, step) => <Time hours={step.median_hours} clock={step.clock} />,
          },
          {
            title: say('measures.p90'),
            align: 'right',
            render: (_, step) => <Time hours={step.p90_hours} clock={step.clock} />,
          },
          {
            title: say('node.limit'),
            align: 'right',
            render: (_, step) => (step.limit ? <LimitWords limit={step.limit} /> : '–'),
          },
          { title: say('measures.done'), align: 'right', render: (_, step) => <Opens num={step.done} /> },
          {
            title: say('measures.onTime'),
            align: 'right',
            render: (_, step) => <Rate share={step.on_time} good />,
          },
          {
            title: say('measures.returned'),
            align: 'right',
            render: (_, step) => <Rate share={step.returned} />,
          },
          {
            title: say('measures.open'),
            align: 'right',
            render: (_, step) => (
              <>
                <Opens num={step.open} />
                {step.open_late && step.open_late.count > 0 && (
                  <span className="work-late">
                    {' '}
                    <Opens num={step.open_late}>
                      {say('measures.openLate', { count: step.open_late.count })}
                    </Opens>
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
    </TableRegion>
  );
}
