import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Compared } from '@/api/scenarios';
import { Mark } from './PlanMark';

/** Name, question and trouble of a scenario. */
export function ScenarioHead({ one, children }: { one: Compared; children: ReactNode }) {
  return (
    <div className="plan-name">
      <Link to="/r/$kind/$id" params={{ kind: 'scenario', id: one.id }}>
        <strong>{one.title}</strong>
      </Link>
      {children}
      {one.trouble && <Mark tone="bad">{one.trouble}</Mark>}
    </div>
  );
}
