import { Link } from '@tanstack/react-router';
import { Checkbox, Spin } from 'antd';
import { titleIn } from '@/foundation/catalogue';
import { useLabel, useLang, useWords } from '@/ui/words';
import { useAsOf } from '../asof/context';
import { isBlank, plainText, Value } from '../values/Value';
import type { ListRowsProps } from './ListTable';

/** The list on a phone: one card per record, the first few filled columns on each. */
export function ListCards({ kind, columns, rows, selected, onSelect, loading }: ListRowsProps) {
  const label = useLabel();
  const lang = useLang();
  const say = useWords();
  const asOf = useAsOf();
  const status = columns.find((field) => field.type === 'choice' && /status|state/.test(field.name));
  const rest = columns.filter((field) => field.name !== kind.title_field && field !== status);
  return (
    <Spin spinning={loading}>
      <ul className="cards">
        {rows.map((row) => {
          const title = plainText(titleIn(kind, row, lang)) || say('list.unnamed');
          const filled = rest
            .filter((field) => !isBlank(row[field.name]) || field.name === 'valid_to')
            .slice(0, 4);
          return (
            <li key={row.id} className={selected.includes(row.id) ? 'card selected' : 'card'}>
              <div className="card-head">
                <Checkbox
                  checked={selected.includes(row.id)}
                  aria-label={say('list.select', { name: title })}
                  onChange={(event) =>
                    onSelect(
                      event.target.checked ? [...selected, row.id] : selected.filter((id) => id !== row.id),
                    )
                  }
                />
                <Link
                  to="/r/$kind/$id"
                  params={{ kind: kind.name, id: row.id }}
                  search={asOf}
                  className="card-title"
                >
                  {title}
                </Link>
                {status && !isBlank(row[status.name]) && (
                  <Value field={status} value={row[status.name]} cell />
                )}
              </div>
              <dl className="card-facts">
                {filled.map((field) => (
                  <div key={field.name}>
                    <dt>{label(field.label)}</dt>
                    <dd>
                      <Value field={field} value={row[field.name]} cell />
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          );
        })}
      </ul>
    </Spin>
  );
}
