import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import type { RecordDetail } from '@/api/records';
import { useToday } from '@/api/session';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import { arrangementOf } from './arrangement';

/** One main action by situation, two beside it, the rest in a menu with a line of help each. */
export function ActionButtons({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const today = useToday();
  const [chosen, setChosen] = useState<ActionSpec | null>(null);
  const allowed = kind.actions.filter((action) => detail.actions.includes(action.name) && !action.creates);
  const { main, beside, menu } = arrangementOf(kind.name, detail, allowed, today);
  if (allowed.length === 0) return null;
  const shown = phone ? [] : beside;
  const groups = phone && beside.length > 0 ? [{ title: null, actions: beside }, ...menu] : menu;
  const items: MenuProps['items'] = groups.map(({ title, actions }, at) => ({
    type: 'group',
    key: title ?? `rest${at}`,
    label: title ? say(title) : undefined,
    children: actions.map((action) => ({
      key: action.name,
      danger: action.danger,
      label: (
        <span className="menu-action">
          <span>{label(action.label)}</span>
          {action.help && <span className="menu-help">{label(action.help)}</span>}
        </span>
      ),
    })),
  }));
  return (
    <div className="detail-actions">
      {main && (
        <Button type="primary" danger={main.danger} onClick={() => setChosen(main)}>
          {label(main.label)}
        </Button>
      )}
      {shown.map((action) => (
        <Button key={action.name} onClick={() => setChosen(action)}>
          {label(action.label)}
        </Button>
      ))}
      {groups.length > 0 && (
        <Dropdown
          trigger={['click']}
          overlayClassName="action-menu"
          menu={{
            items,
            onClick: ({ key }) => setChosen(allowed.find((action) => action.name === key) ?? null),
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
