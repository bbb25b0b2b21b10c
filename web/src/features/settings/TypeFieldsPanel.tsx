import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { useMay } from '@/api/session';
import type { SectionProps } from '@/records/detail/sections';
import { ActionDialog } from '@/records/form/ActionDialog';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';

const FOR_CREDENTIALS = { kind: 'credential' };

/** The fields users gave this credential type, and the button that gives it another. */
export function TypeFieldsPanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const credential = useKind('credential');
  const fieldKind = useKind('custom_field');
  const [adding, setAdding] = useState(false);
  const creating = fieldKind?.actions.find((action) => action.creates && may('custom_field', action.name));
  const fields = (credential?.fields ?? []).filter(
    (field) => field.custom && field.types?.includes(detail.id),
  );
  return (
    <Panel
      title={say('settings.typeFields')}
      extra={
        creating && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {say('settings.addField')}
          </Button>
        )
      }
    >
      {fields.length === 0 && <EmptyState compact title={say('settings.noTypeFields')} />}
      <ul className="plain-list">
        {fields.map((field) => (
          <li key={field.name}>
            {label(field.label)} <span className="quiet">{field.type}</span>
          </li>
        ))}
      </ul>
      {adding && fieldKind && creating && (
        <ActionDialog
          kind={fieldKind}
          action={creating}
          initial={{ types: [detail.id] }}
          fixed={FOR_CREDENTIALS}
          onDone={() => setAdding(false)}
          onCancel={() => setAdding(false)}
        />
      )}
    </Panel>
  );
}
