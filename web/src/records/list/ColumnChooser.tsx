import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button, Checkbox, Drawer } from 'antd';
import { useState } from 'react';
import type { KindSpec } from '@/foundation/catalogue';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { defaultColumns } from './columns';

/** Which columns, in which order; works with the keyboard alone. */
export function ColumnChooser({
  kind,
  shown,
  onApply,
  onClose,
}: {
  kind: KindSpec;
  shown: string[];
  onApply: (names: string[] | null) => void;
  onClose: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const [names, setNames] = useState(shown);
  const offered = kind.fields.filter((field) => field.type !== 'json' || field.listed);
  const ordered = [
    ...names
      .map((name) => offered.find((field) => field.name === name))
      .filter((field) => field !== undefined),
    ...offered.filter((field) => !names.includes(field.name)),
  ];

  function move(name: string, by: number): void {
    const at = names.indexOf(name);
    const to = at + by;
    if (at < 0 || to < 0 || to >= names.length) return;
    const next = [...names];
    next.splice(at, 1);
    next.splice(to, 0, name);
    setNames(next);
  }

  return (
    <Drawer
      open
      title={say('list.columnsTitle')}
      size={phone ? '100%' : 380}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={() => setNames(defaultColumns(kind))}>{say('list.columnsReset')}</Button>
          <Button
            type="primary"
            onClick={() => onApply(names.join() === defaultColumns(kind).join() ? null : names)}
          >
            {say('app.ok')}
          </Button>
        </div>
      }
    >
      <ul className="plain-list column-list">
        {ordered.map((field) => {
          const at = names.indexOf(field.name);
          const name = label(field.label);
          return (
            <li key={field.name}>
              <Checkbox
                checked={at >= 0}
                disabled={field.name === kind.title_field}
                onChange={(event) =>
                  setNames(
                    event.target.checked ? [...names, field.name] : names.filter((one) => one !== field.name),
                  )
                }
              >
                {name}
              </Checkbox>
              {at >= 0 && (
                <span>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    disabled={at === 0}
                    aria-label={say('list.columnUp', { name })}
                    onClick={() => move(field.name, -1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    disabled={at === names.length - 1}
                    aria-label={say('list.columnDown', { name })}
                    onClick={() => move(field.name, 1)}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Drawer>
  );
}
