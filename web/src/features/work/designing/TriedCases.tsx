import { Link } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import type { Label } from '@/foundation/labels';
import { useLabel, useWords } from '@/ui/words';

export interface Tried {
  id: string;
  number: string;
  title: string;
  version: number;
  ok: boolean;
  reason: Label | null;
}

/** Which cases can go on with the new version, which not and why. `onChange` absent: nobody may choose. */
export function TriedCases({
  cases,
  chosen,
  onChange,
}: {
  cases: Tried[];
  chosen: string[];
  onChange?: (ids: string[]) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const able = cases.filter((one) => one.ok).map((one) => one.id);
  const all = able.length > 0 && able.every((id) => chosen.includes(id));
  return (
    <>
      {onChange && able.length > 0 && (
        <Checkbox
          checked={all}
          indeterminate={!all && chosen.length > 0}
          onChange={(event) => onChange(event.target.checked ? able : [])}
        >
          {say('publish.all')}
        </Checkbox>
      )}
      <ul className="plain-list publish-cases">
        {cases.map((one) => (
          <li key={one.id} className={one.ok ? 'can' : 'cannot'}>
            {onChange && one.ok && (
              <Checkbox
                aria-label={say('publish.pick', { number: one.number })}
                checked={chosen.includes(one.id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
                }
              />
            )}
            <span className="publish-case">
              <Link to="/r/$kind/$id" params={{ kind: 'case', id: one.id }} className="record-link">
                {one.title}
              </Link>
              <span className="quiet num">
                {one.number} · {say('publish.version', { n: one.version })}
              </span>
              <span>
                {one.ok
                  ? say('publish.can')
                  : say('publish.cannot', { why: one.reason ? label(one.reason) : '' })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
