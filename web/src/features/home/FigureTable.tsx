import { Link } from '@tanstack/react-router';
import type { Figure } from '@/api/questions';
import { formatNumber } from '@/foundation/numbers';
import { searchFor } from '@/records/list/search';
import { useLang, useWords } from '@/ui/words';

/** The numbers of a chart as a table, each leading to its records. */
export function FigureTable({ head, rows }: { head: string; rows: (Figure & { name: string })[] }) {
  const say = useWords();
  const lang = useLang();
  return (
    <table className="small-table">
      <thead>
        <tr>
          <th>{head}</th>
          <th className="end">{say('home.count')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <td>{row.name}</td>
            <td className="end num">
              <Link
                to="/r/$kind"
                params={{ kind: row.kind ?? 'credential' }}
                search={searchFor(row.condition)}
              >
                {formatNumber(row.count, lang)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
