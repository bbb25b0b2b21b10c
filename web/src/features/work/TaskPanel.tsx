import { DownOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { SectionProps } from '@/records/detail/sections';
import { ActionDialog } from '@/records/form/ActionDialog';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import { CasePapers } from './CasePapers';
import { DecideDialog } from './DecideDialog';
import { LogList } from './LogList';
import { SinceDecided } from './SinceDecided';
import { FieldsShown } from './SubjectFields';
import type { Slot, TaskExtra } from './shapes';

const SHOWN = 3;

/** A task for whoever has to act: what it is about, what may be done, who signs, what happened. */
export function TaskPanel(props: SectionProps) {
  const extra = props.detail.extra as unknown as TaskExtra;
  return (
    <>
      {props.detail.values.state === 'open' && <SinceDecided since={extra.since} />}
      <Acting {...props} />
      <CasePapers detail={props.detail} id={extra.case.id} />
    </>
  );
}

function Acting({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const extra = detail.extra as unknown as TaskExtra;
  const [chosen, setChosen] = useState<TaskExtra['buttons'][number] | null>(null);
  const action = chosen && kind.actions.find((one) => one.name === chosen.code);
  const fixed =
    action && chosen ? fixedOf(Object.keys(action.form?.properties ?? {}), extra, chosen.slot) : {};
  const first = extra.buttons.slice(0, SHOWN);
  const rest = extra.buttons.slice(SHOWN);
  return (
    <Panel
      className="work-panel"
      title={String(detail.values.name ?? '')}
      extra={
        <div className="work-links">
          <Link to="/r/$kind/$id" params={{ kind: 'case', id: extra.case.id }}>
            {extra.case.number || say('work.case')}
          </Link>
          {extra.subject && (
            <Link to="/r/$kind/$id" params={extra.subject}>
              {say('work.open')}
            </Link>
          )}
        </div>
      }
    >
      {extra.content_changed && detail.values.state === 'open' && (
        <Alert type="warning" showIcon title={say('work.changed')} className="form-trouble" />
      )}
      {extra.buttons.length > 0 && (
        <div className="work-buttons">
          {first.map((one, at) => (
            <Button
              key={`${one.code} ${one.slot}`}
              type={at === 0 ? 'primary' : 'default'}
              danger={one.code === 'reject'}
              onClick={() => setChosen(one)}
            >
              {label(one.label)}
            </Button>
          ))}
          {rest.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: rest.map((one, at) => ({ key: String(at), label: label(one.label) })),
                onClick: ({ key }) => setChosen(rest[Number(key)] ?? null),
              }}
            >
              <Button>
                {say('app.more')} <DownOutlined />
              </Button>
            </Dropdown>
          )}
        </div>
      )}
      {extra.subject && <FieldsShown kind={extra.subject.kind} fields={extra.subject_fields ?? []} />}
      <h3>{say('work.signers')}</h3>
      <Slots slots={extra.slots} />
      {extra.readers.length > 0 && (
        <p className="quiet">{say('work.seenBy', { who: extra.readers.join('、') })}</p>
      )}
      <h3>{say('work.log')}</h3>
      <LogList lines={extra.log} />
      {chosen?.code === 'approve' && (
        <DecideDialog
          detail={detail}
          title={label(chosen.label)}
          slot={chosen.slot}
          onClose={() => setChosen(null)}
        />
      )}
      {chosen && action && chosen.code !== 'approve' && (
        <ActionDialog
          kind={kind}
          action={action}
          record={{ id: detail.id, version: detail.version, values: { ...detail.extra, ...detail.values } }}
          fixed={fixed}
          onDone={() => setChosen(null)}
          onCancel={() => setChosen(null)}
        />
      )}
    </Panel>
  );
}

/** What the page knows and nobody has to fill in, as far as the action's form has it. */
function fixedOf(names: string[], extra: TaskExtra, slot: string): Record<string, unknown> {
  const known: Record<string, unknown> = {
    slot,
    seen: extra.content_hash,
    step_version: extra.step_version,
    on_behalf: null,
    signature: '',
  };
  return Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name)));
}

function Slots({ slots }: { slots: Slot[] }) {
  const say = useWords();
  return (
    <ul className="plain-list work-slots">
      {slots.map((one) => (
        <li key={one.id} className={one.status === 'live' ? 'live' : undefined}>
          <strong>{one.decision?.by ?? (one.holder || one.pool.join(' / '))}</strong>
          {(one.decision?.on_behalf || one.stands_for) && (
            <span className="quiet">
              {say('work.behalf', { who: one.decision?.on_behalf || one.stands_for })}
            </span>
          )}
          <span className={`slot-${one.status}`}>{say(`slot.${one.status}` as 'slot.live')}</span>
          {one.decision?.opinion && <q>{one.decision.opinion}</q>}
        </li>
      ))}
    </ul>
  );
}
