import { useWords } from '@/ui/words';
import { Opens } from '../measures/numbers';
import type { Num } from '../measures/shapes';

export interface Place {
  version: number;
  nodes: { node: string; name: string; open: Num }[];
}

/** Where cases stand, by version and step; each number opens its tasks. */
export function Standing({ places }: { places: Place[] }) {
  const say = useWords();
  return (
    <ul className="plain-list publish-places">
      {places.map((place) => (
        <li key={place.version}>
          <strong>{say('publish.version', { n: place.version })}</strong>
          {place.nodes.map((one) => (
            <span key={one.node}>
              {one.name} <Opens num={one.open} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
