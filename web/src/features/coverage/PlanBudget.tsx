import { AccountBookOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { type Budget, type BudgetOf, budgetFile, budgetQuery } from '@/api/budgets';
import { formatDay } from '@/foundation/dates';
import { ErrorNote, PageLoading } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { money, Sums } from './PlanMark';

/** The costs of a plan as budget lines, to be read and taken along. */
export function PlanBudget({ of }: { of: BudgetOf }) {
  const say = useWords();
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<AccountBookOutlined />} onClick={() => setOpen(true)}>
        {say('budget.title')}
      </Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        size={phone ? '100%' : 760}
        title={say('budget.title')}
        destroyOnHidden
      >
        <Shown of={of} />
      </Drawer>
    </>
  );
}

function Shown({ of }: { of: BudgetOf }) {
  const say = useWords();
  const found = useQuery(budgetQuery(of));
  if (found.error) return <ErrorNote error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <PageLoading />;
  return (
    <div className="plan-budget">
      <p className="quiet">{say('budget.help')}</p>
      <p>
        <strong>{say('plan.cost')}</strong>{' '}
        {found.data.total.length ? <Sums sums={found.data.total} /> : say('plan.unknown')}
        {found.data.without_cost.length > 0 && (
          <span className="quiet"> · {say('plan.noCost', { count: found.data.without_cost.length })}</span>
        )}
      </p>
      <p className="plan-files">
        {(['xlsx', 'csv'] as const).map((format) => (
          <a key={format} href={budgetFile(of, format)} download className="ant-btn-like">
            {say(format === 'xlsx' ? 'coverage.xlsx' : 'coverage.csv')}
          </a>
        ))}
      </p>
      <h3>{say('budget.sums')}</h3>
      <SumTable budget={found.data} />
      <h3>{say('budget.lines')}</h3>
      <LineTable budget={found.data} />
    </div>
  );
}

function SumTable({ budget }: { budget: Budget }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  if (phone)
    return (
      <ul className="plan-reasons">
        {budget.sums.map((one) => (
          <li key={`${one.unit.id} ${one.year} ${one.quarter} ${one.currency}`}>
            <strong>
              {one.year} Q{one.quarter}
            </strong>{' '}
            {one.amount === null ? say('plan.costUnknown') : money(one.amount, one.currency)}
            <div className="quiet">
              {label(one.unit)} · {say('budget.count')} {one.count}
            </div>
          </li>
        ))}
      </ul>
    );
  return (
    <TableRegion label={say('budget.sums')}>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">{say('budget.when')}</th>
            <th scope="col">{say('coverage.unit')}</th>
            <th scope="col">{say('plan.costOf')}</th>
            <th scope="col">{say('budget.count')}</th>
          </tr>
        </thead>
        <tbody>
          {budget.sums.map((one) => (
            <tr key={`${one.unit.id} ${one.year} ${one.quarter} ${one.currency}`}>
              <th scope="row">
                {one.year} Q{one.quarter}
              </th>
              <td>{label(one.unit)}</td>
              <td>{one.amount === null ? say('plan.costUnknown') : money(one.amount, one.currency)}</td>
              <td>{one.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function LineTable({ budget }: { budget: Budget }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const phone = usePhone();
  if (phone)
    return (
      <ul className="plan-reasons">
        {budget.lines.map((one) => (
          <li key={one.type.code}>
            {label(one.type)} <code>{one.type.code}</code>
            <div className="quiet">
              {one.year} Q{one.quarter} ·{' '}
              {one.amount === null ? say('plan.costUnknown') : money(one.amount, one.currency)}
            </div>
          </li>
        ))}
      </ul>
    );
  return (
    <TableRegion label={say('budget.lines')}>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">{say('plan.certificate')}</th>
            <th scope="col">{say('budget.when')}</th>
            <th scope="col">{say('plan.costOf')}</th>
            <th scope="col">{say('plan.start')}</th>
          </tr>
        </thead>
        <tbody>
          {budget.lines.map((one) => (
            <tr key={one.type.code}>
              <th scope="row">
                {label(one.type)} <code>{one.type.code}</code>
              </th>
              <td>
                {one.year} Q{one.quarter}
              </td>
              <td>{one.amount === null ? say('plan.costUnknown') : money(one.amount, one.currency)}</td>
              <td className="plan-date">{formatDay(one.start_on, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
