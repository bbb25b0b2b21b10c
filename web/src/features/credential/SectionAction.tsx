import { Button } from 'antd';
import { useState } from 'react';
import { actionOf } from '@/foundation/catalogue';
import type { SectionProps } from '@/records/detail/sections';
import { ActionDialog } from '@/records/form/ActionDialog';
import { useLabel } from '@/ui/words';

/** A button of a section that opens one action's form, started or fixed by what the section shows; absent when it may
 * not be done. */
export function SectionAction({
  kind,
  detail,
  action: name,
  text,
  initial,
  fixed,
}: SectionProps & {
  action: string;
  text?: string;
  initial?: Record<string, unknown>;
  fixed?: Record<string, unknown>;
}) {
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const action = actionOf(kind, name);
  if (!action || !detail.actions.includes(name)) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {text ?? label(action.label)}
      </Button>
      {open && (
        <ActionDialog
          kind={kind}
          action={action}
          record={{
            id: detail.id,
            version: detail.version,
            values: { ...detail.extra, ...detail.values },
          }}
          initial={initial}
          fixed={fixed}
          onDone={() => setOpen(false)}
          onCancel={() => setOpen(false)}
        />
      )}
    </>
  );
}
