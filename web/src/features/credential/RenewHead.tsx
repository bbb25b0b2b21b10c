import { Form } from 'antd';
import { isRef, useNames } from '@/api/names';
import { daysUntil, formatDay, isIsoDay } from '@/foundation/dates';
import type { HeadProps } from '@/records/form/extras';
import { useLang, useWords } from '@/ui/words';

/** Old beside new while the new term is being written, with the gap or overlap between them. */
export function RenewHead({ values, form }: HeadProps) {
  const say = useWords();
  const lang = useLang();
  const nameOf = useNames();
  const typed = Form.useWatch([], form) as Record<string, unknown> | undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const issuer = isRef(values.issuer) ? values.issuer : null;
  const newIssuer = text(typed?.issuer);
  const rows = [
    {
      name: say('renew.number'),
      before: text(values.credential_no),
      after: text(typed?.credential_no) || text(values.credential_no),
    },
    {
      name: say('renew.issuer'),
      before: issuer?.label ?? '',
      after: newIssuer && newIssuer !== issuer?.id ? (nameOf(newIssuer) ?? '') : (issuer?.label ?? ''),
    },
    {
      name: say('renew.from'),
      before: formatDay(text(values.valid_from), lang),
      after: formatDay(text(typed?.valid_from), lang),
    },
    {
      name: say('renew.to'),
      before: values.valid_to ? formatDay(text(values.valid_to), lang) : say('list.noExpiry'),
      after: typed?.valid_to ? formatDay(text(typed.valid_to), lang) : say('list.noExpiry'),
    },
  ];
  return (
    <div className="renew-head">
      <table className="renew-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{say('renew.before')}</th>
            <th scope="col">{say('renew.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="num">{row.before || '—'}</td>
              <td className="num">
                {row.after === row.before && row.after ? (
                  <span className="quiet">{row.after}</span>
                ) : (
                  <strong>{row.after || '—'}</strong>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Joint ends={values.valid_to} begins={typed?.valid_from} />
    </div>
  );
}

function Joint({ ends, begins }: { ends: unknown; begins: unknown }) {
  const say = useWords();
  if (!isIsoDay(ends) || !isIsoDay(begins)) return null;
  const between = daysUntil(begins, ends) - 1;
  if (between === 0) return null;
  return (
    <p className={between > 0 ? 'day-bad' : 'day-soon'} role="status">
      {say(between > 0 ? 'renew.gap' : 'renew.overlap', { count: Math.abs(between) })}
    </p>
  );
}
