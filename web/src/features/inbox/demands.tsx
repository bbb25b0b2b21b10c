import { Alert } from 'antd';
import { type HeadProps, registerFormHead, registerShape } from '@/records/form/extras';
import { useWords } from '@/ui/words';

export type Demand = 'acknowledge' | 'action_plan' | 'decision';

/** What the ladder asks of whoever answers this alert; a request to approve asks for yes or no. */
export function demandOf(row: Record<string, unknown>): Demand {
  const asks = plain(row.asks);
  if (plain(row.reached) === 'approver') return 'acknowledge';
  return asks === 'action_plan' || asks === 'decision' ? asks : 'acknowledge';
}

/** A chosen value as its code, whether it came with words or not. */
export function plain(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? String((value as { value?: unknown }).value)
    : String(value ?? '');
}

function DemandHead({ values }: HeadProps) {
  const say = useWords();
  const demand = demandOf(values);
  if (demand === 'acknowledge') return null;
  const plan = demand === 'action_plan';
  return (
    <Alert
      type="warning"
      showIcon
      className="demand-head"
      title={say(plan ? 'inbox.asksPlan' : 'inbox.asksDecision')}
      description={say(plan ? 'inbox.asksPlanHelp' : 'inbox.asksDecisionHelp')}
    />
  );
}

/** The form of an answer asks for what the ladder wants: a day for a plan, no way round a decision. */
export function registerDemands(): void {
  registerFormHead('alert', ['acknowledge'], DemandHead);
  registerShape('alert', 'acknowledge', (inputs, values) => {
    const demand = demandOf(values);
    return inputs
      .filter((input) => input.name !== 'plan_on' || demand === 'action_plan')
      .map((input) =>
        input.name === 'decision' && demand === 'decision'
          ? { ...input, options: input.options?.filter((one) => one.value !== 'not_needed') }
          : input,
      );
  });
}
