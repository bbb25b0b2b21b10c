import { CopyOutlined, DownOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { App, Button, Dropdown, Tag } from 'antd';
import { useState } from 'react';
import type { RecordDetail } from '@/api/records';
import { type ActionSpec, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import { isBlank, plainText, Value } from '../values/Value';

const NUMBER_FIELDS = ['credential_no', 'number', 'code', 'username'];
/** What a record is opened for most stands first. */
const FIRST_ACTIONS = ['renew', 'acknowledge'];
const STATUS_FIELDS = ['status', 'state'];

/** Title, number, status, who is responsible, and what can be done. */
export function DetailHeader({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const label = useLabel();
  const { values } = detail;
  const title = plainText(values[kind.title_field]) || say('list.unnamed');
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
      <ActionButtons kind={kind} detail={detail} />
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

/** One main action, two beside it, the rest in a menu; destructive ones always last. */
function ActionButtons({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const [chosen, setChosen] = useState<ActionSpec | null>(null);
  const allowed = kind.actions.filter((action) => detail.actions.includes(action.name) && !action.creates);
  const rank = (action: ActionSpec) => (action.danger ? 2 : FIRST_ACTIONS.includes(action.name) ? 0 : 1);
  const ordered = [...allowed].sort((a, b) => rank(a) - rank(b));
  const [main, ...others] = ordered;
  if (!main) return null;
  const beside = phone ? [] : others.filter((action) => !action.danger).slice(0, 2);
  const rest = others.filter((action) => !beside.includes(action));
  return (
    <div className="detail-actions">
      <Button type="primary" danger={main.danger} onClick={() => setChosen(main)}>
        {label(main.label)}
      </Button>
      {beside.map((action) => (
        <Button key={action.name} onClick={() => setChosen(action)}>
          {label(action.label)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((action) => ({
              key: action.name,
              label: label(action.label),
              danger: action.danger,
            })),
            onClick: ({ key }) => setChosen(rest.find((action) => action.name === key) ?? null),
          }}
        >
          <Button>
            {say('app.more')} <DownOutlined />
          </Button>
        </Dropdown>
      )}
      {chosen && (
        <ActionDialog
          kind={kind}
          action={chosen}
          record={{
            id: detail.id,
            version: detail.version,
            values: { ...detail.extra, ...detail.values },
          }}
          onDone={() => setChosen(null)}
          onCancel={() => setChosen(null)}
        />
      )}
    </div>
  );
}
