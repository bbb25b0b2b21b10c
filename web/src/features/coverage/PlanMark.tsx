import type { ReactNode } from 'react';
import type { PlanCost, PlanTime } from '@/api/planning';
import { useLang, useWords } from '@/ui/words';

/** A short word with the colour of what it says. */
export function Mark({ tone, children }: { tone?: 'good' | 'bad' | 'open'; children: ReactNode }) {
  return <span className={`plan-mark ${tone ?? ''}`}>{children}</span>;
}

/** Several words in the manner of the language. */
export function useList(): (words: string[]) => string {
  const lang = useLang();
  return (words) => words.join(lang === 'zh' ? '、' : ', ');
}

/** An amount as it was entered, grouped for reading. */
export function money(amount: string, currency: string): string {
  const [whole = '', cents = '00'] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents} ${currency}`.trim();
}

export function Sums({ sums }: { sums: { currency: string; amount: string }[] }) {
  return <>{sums.map((one) => money(one.amount, one.currency)).join(' + ')}</>;
}

export function TimeOf({ time }: { time: PlanTime }) {
  const say = useWords();
  if (time.source === 'learned')
    return <>{say('plan.learned', { p50: time.p50 ?? 0, p80: time.p80 ?? 0, cases: time.cases ?? 0 })}</>;
  if (time.source === 'type') return <>{say('plan.typical', { days: time.days ?? 0 })}</>;
  return <span className="quiet">{say('plan.timeUnknown')}</span>;
}

export function CostOf({ cost }: { cost: PlanCost }) {
  const say = useWords();
  if (cost.amount === null) return <span className="quiet">{say('plan.costUnknown')}</span>;
  const amount = money(cost.amount, cost.currency);
  return (
    <>{cost.source === 'learned' ? say('plan.costLearned', { amount, cases: cost.cases ?? 0 }) : amount}</>
  );
}
