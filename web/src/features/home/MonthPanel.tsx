import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { HomeBoard } from '@/api/questions';
import { useToday } from '@/api/session';
import { monthName } from '@/foundation/dates';
import { searchFor } from '@/records/list/search';
import { Panel } from '@/ui/Panel';
import { COLOURS } from '@/ui/theme';
import { useLang, useWords } from '@/ui/words';
import { FigureTable } from './FigureTable';

const Chart = lazy(() => import('@/ui/Chart'));

/** How many expire in each month; a bar opens that month's records. */
export function MonthPanel({ months }: { months: HomeBoard['by_month'] }) {
  const say = useWords();
  const lang = useLang();
  const today = useToday();
  const navigate = useNavigate();
  const [table, setTable] = useState(false);
  const option = useMemo(() => {
    const thisMonth = today.slice(0, 7);
    const soon = new Date(`${today}T00:00:00Z`);
    soon.setUTCMonth(soon.getUTCMonth() + 3);
    const soonMonth = soon.toISOString().slice(0, 7);
    return {
      aria: { enabled: false },
      grid: { left: 8, right: 8, top: 26, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
      xAxis: {
        type: 'category',
        data: months.map((one) => monthName(one.month, lang)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#cfccc1' } },
        axisLabel: { color: COLOURS.inkFaint, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: '#eeece4' } },
        axisLabel: { color: COLOURS.inkFaint },
      },
      series: [
        {
          type: 'bar',
          name: say('home.count'),
          cursor: 'pointer',
          barMaxWidth: 34,
          label: { show: true, position: 'top', color: COLOURS.inkSoft, fontSize: 12 },
          data: months.map((one) => ({
            value: one.count,
            label: { show: one.count > 0 },
            itemStyle: {
              color: one.month < thisMonth ? '#cf4034' : one.month <= soonMonth ? '#d18a1c' : COLOURS.teal,
              borderRadius: [4, 4, 0, 0],
            },
          })),
        },
      ],
    };
  }, [months, lang, today, say]);
  return (
    <Panel
      className="span-2"
      title={say('home.byMonth')}
      extra={
        <Button size="small" type="link" onClick={() => setTable(!table)}>
          {table ? say('home.asChart') : say('home.asTable')}
        </Button>
      }
    >
      {table ? (
        <FigureTable head={say('home.month')} rows={months.map((one) => ({ ...one, name: one.month }))} />
      ) : (
        <Suspense fallback={<div style={{ height: 280 }} />}>
          <Chart
            option={option}
            height={280}
            label={`${say('home.byMonth')}：${months.map((one) => `${one.month} ${one.count}`).join('，')}`}
            onSelect={(at) => {
              const month = months[at];
              if (month)
                void navigate({
                  to: '/r/$kind',
                  params: { kind: month.kind ?? 'credential' },
                  search: searchFor(month.condition),
                });
            }}
          />
        </Suspense>
      )}
      <p className="quiet small">{say('home.byMonthHelp')}</p>
    </Panel>
  );
}
