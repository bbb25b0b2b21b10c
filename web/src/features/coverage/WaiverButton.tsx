import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import type { Requirement } from '@/api/coverage';
import { useMay } from '@/api/session';
import { actionOf } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { useWords } from '@/ui/words';

/** Asks that a requirement of a cell be waived for a time: of one engagement, for the subject of the cell. */
export function WaiverButton({ lacking, subject }: { lacking: Requirement[]; subject: string }) {
  const say = useWords();
  const may = useMay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { byName } = useCatalogue();
  const [open, setOpen] = useState(false);
  const kind = byName.get('waiver');
  const action = kind && actionOf(kind, 'request');
  const first = lacking[0];
  const same = lacking.every((one) => one.engagement === first?.engagement);
  if (!first || !kind || !action || !same || !may('waiver', 'request')) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('coverage.askWaiver')}</Button>
      {open && (
        <ActionDialog
          kind={kind}
          action={action}
          fixed={{
            engagement: first.engagement,
            rule: first.rule.id,
            subject: lacking.length === 1 ? first.subject.id : subject,
          }}
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            message.success(say('coverage.waiverAsked'));
            void client.invalidateQueries({ queryKey: ['coverage'] });
          }}
        />
      )}
    </>
  );
}
