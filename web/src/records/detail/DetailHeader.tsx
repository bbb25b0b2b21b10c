import { CopyOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { App, Button, Tag } from 'antd';
import type { RecordDetail } from '@/api/records';
import type { AsOf } from '@/foundation/asof';
import { fieldOf, type KindSpec, titleIn } from '@/foundation/catalogue';
import { useLabel, useLang, useWords } from '@/ui/words';
import { AsOfPicker } from '../asof/AsOfPicker';
import { useAsOf } from '../asof/context';
import { isBlank, plainText, Value } from '../values/Value';
import { ActionButtons } from './ActionButtons';

const NUMBER_FIELDS = ['credential_no', 'number', 'code', 'username'];
const STATUS_FIELDS = ['status', 'state'];

/** Title, number, status, who is responsible, and what can be done. */
export function DetailHeader({
  kind,
  detail,
  onAsOf,
}: {
  kind: KindSpec;
  detail: RecordDetail;
  onAsOf: (next: AsOf) => void;
}) {
  const asOf = useAsOf();
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const { values } = detail;
  const title = plainText(titleIn(kind, values, lang)) || say('list.unnamed');
  const number = NUMBER_FIELDS.filter((name) => name !== kind.title_field)
    .map((name) => plainText(values[name]))
    .find(Boolean);
  const status = STATUS_FIELDS.map((name) => fieldOf(kind, name)).find(
    (field) => field && !isBlank(values[field.name]),
  );
  const type = kind.type_field ? fieldOf(kind, kind.type_field) : undefined;
  const responsible = fieldOf(kind, 'responsible');
  return (
    <header className="detail-head">
      <nav className="crumbs" aria-label={label(kind.plural)}>
        <Link to="/r/$kind" params={{ kind: kind.name }}>
          {label(kind.plural)}
        </Link>
        {type && !isBlank(values[type.name]) && (
          <>
            <span aria-hidden="true">/</span>
            <Value field={type} value={values[type.name]} />
          </>
        )}
      </nav>
      <div className="detail-title">
        <h1>{title}</h1>
        {status && <Value field={status} value={values[status.name]} />}
        {values.archived_at ? <Tag>{say('detail.archived')}</Tag> : null}
      </div>
      <div className="detail-facts">
        {number && <CopyNumber number={number} />}
        {responsible && (
          <span>
            <span className="quiet">{label(responsible.label)}</span>{' '}
            {isBlank(values.responsible) ? (
              <span className="day-soon">{say('detail.noResponsible')}</span>
            ) : (
              <Value field={responsible} value={values.responsible} />
            )}
          </span>
        )}
        <span className="quiet num">{say('detail.version', { n: detail.version })}</span>
      </div>
      <div className="detail-bar">
        <ActionButtons kind={kind} detail={detail} />
        {kind.has_deadlines && detail.as_of && <AsOfPicker asOf={asOf} onChange={onAsOf} />}
      </div>
    </header>
  );
}

function CopyNumber({ number }: { number: string }) {
  const say = useWords();
  const { message } = App.useApp();
  return (
    <span className="copy-number">
      <span className="mono">{number}</span>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={say('detail.copyNumber')}
        onClick={() =>
          void navigator.clipboard?.writeText(number).then(() => message.success(say('detail.copied')))
        }
      />
    </span>
  );
}
