import { Button } from 'antd';
import { useWords } from '@/ui/words';
import type { Finding } from './shapes';

/** What is wrong with a drawing, in words, with the line and the element. */
export function Findings({ found, onPick }: { found: Finding[]; onPick?: (element: string) => void }) {
  const say = useWords();
  if (found.length === 0) return <p className="quiet">{say('process.sound')}</p>;
  return (
    <ul className="plain-list process-findings">
      {found.map((one) => (
        <li key={`${one.code} ${one.element} ${one.line} ${one.message}`} className={one.level}>
          <span>{one.message}</span>
          <span className="quiet">
            {one.line > 0 && say('process.line', { line: one.line })}{' '}
            {onPick && one.element ? (
              <Button type="link" size="small" onClick={() => onPick(one.element)}>
                {one.name || one.element}
              </Button>
            ) : (
              one.name || one.element
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
