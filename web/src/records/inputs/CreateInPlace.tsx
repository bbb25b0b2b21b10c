import { Modal } from 'antd';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { formInputs } from '@/foundation/schema';
import { useLabel, useWords } from '@/ui/words';
import { ActionForm } from '../form/ActionForm';

/** A small window to create a referred record without leaving the form that needs it. */
export function CreateInPlace({
  kind,
  action,
  text,
  onClose,
  onCreated,
}: {
  kind: KindSpec;
  action: ActionSpec;
  text: string;
  onClose: () => void;
  onCreated: (id: string, name: string) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const inputs = formInputs(action.form);
  const names = ['title', 'name', 'name_zh', 'code', kind.title_field];
  const target = inputs.find((input) => names.includes(input.name) && input.type === 'text');
  return (
    <Modal
      open
      title={say('ref.createKind', { name: label(kind.label) })}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      <ActionForm
        kind={kind}
        action={action}
        initial={target && text ? { [target.name]: text } : {}}
        onDone={(outcome, payload) => {
          const typed = target ? payload[target.name] : undefined;
          onCreated(outcome.id, typeof typed === 'string' && typed ? typed : (outcome.number ?? text));
        }}
        onCancel={onClose}
      />
    </Modal>
  );
}
