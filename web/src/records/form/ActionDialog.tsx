import { Drawer, Modal } from 'antd';
import { lazy, Suspense } from 'react';
import { formInputs } from '@/foundation/schema';
import { PageLoading } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import type { ActionFormProps } from './ActionForm';

/** Forms come with every input there is; pages that only may open one do not carry them. */
const ActionForm = lazy(async () => ({ default: (await import('./ActionForm')).ActionForm }));

/** An action's form in a window: a dialog for few inputs, a side panel for many, full width on a phone. */
export function ActionDialog({ title, ...props }: ActionFormProps & { title?: string }) {
  const label = useLabel();
  const say = useWords();
  const phone = usePhone();
  const { fixed } = props;
  const inputs = formInputs(props.action.form).filter((one) => !fixed || !(one.name in fixed));
  const many = inputs.length > 5 || inputs.some((one) => (one.inputs?.length ?? 0) > 3);
  const heading =
    title ??
    (props.action.danger
      ? say('form.dangerTitle', { action: label(props.action.label) })
      : label(props.action.label));
  const form = (
    <Suspense fallback={<PageLoading />}>
      <ActionForm {...props} />
    </Suspense>
  );
  if (many || phone)
    return (
      <Drawer
        open
        title={heading}
        size={phone ? '100%' : 720}
        onClose={props.onCancel}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {form}
      </Drawer>
    );
  return (
    <Modal
      open
      title={heading}
      footer={null}
      onCancel={props.onCancel}
      destroyOnHidden
      mask={{ closable: false }}
      width={560}
    >
      {form}
    </Modal>
  );
}
