import { BarChart, PieChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import type { EChartsCoreOption } from 'echarts/core';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { FONT } from './theme';
import { useLang } from './words';

echarts.use([
  BarChart,
  PieChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  AriaComponent,
  CanvasRenderer,
]);

export interface ChartProps {
  option: EChartsCoreOption;
  height: number;
  /** said to screen readers instead of the picture */
  label: string;
  onSelect?: (index: number) => void;
}

/** A picture of numbers; the same numbers stand in a table beside it for those who cannot see it. */
export default function Chart({ option, height, label, onSelect }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const lang = useLang();

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const chart = echarts.init(element, null, { locale: lang === 'zh' ? 'ZH' : 'EN', renderer: 'canvas' });
    chart.setOption({ textStyle: { fontFamily: FONT }, animationDuration: 300, ...option });
    chart.on('click', (event) => select.current?.(event.dataIndex));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, lang]);

  return <div ref={box} style={{ height }} role="img" aria-label={label} />;
}
