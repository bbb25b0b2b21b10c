import { Button, Modal } from 'antd';
import { useId, useState } from 'react';
import { type AsOf, asOfParts, isNow, NOW } from '@/foundation/asof';
import { useWords } from '@/ui/words';
import { DayInput } from '../inputs/DayInput';

/** The two times to choose. */
export default function AsOfDialog({
  asOf,
  onChoose,
  onClose,
}: {
  asOf: AsOf;
  onChoose: (next: AsOf) => void;
  onClose: () => void;
}) {
  const say = useWords();
  const id = useId();
  const [draft, setDraft] = useState<AsOf>(asOf);
  return (
    <Modal open title={say('asof.title')} footer={null} onCancel={onClose} width={420} destroyOnHidden>
      <form
        className="as-of-form"
        onSubmit={(event) => {
          event.preventDefault();
          onChoose(asOfParts(draft));
        }}
      >
        <label htmlFor={`${id}on`}>{say('asof.on')}</label>
        <DayInput
          id={`${id}on`}
          value={draft.on}
          onChange={(on) => setDraft({ ...draft, on: on ?? undefined })}
        />
        <p className="form-help">{say('asof.onHelp')}</p>
        <label htmlFor={`${id}known`}>{say('asof.known')}</label>
        <DayInput
          id={`${id}known`}
          value={draft.known}
          withTime
          onChange={(known) => setDraft({ ...draft, known: known ?? undefined })}
        />
        <p className="form-help">{say('asof.knownHelp')}</p>
        <div className="as-of-foot">
          <Button type="primary" htmlType="submit">
            {say('asof.show')}
          </Button>
          {!isNow(asOf) && <Button onClick={() => onChoose(NOW)}>{say('asof.back')}</Button>}
        </div>
      </form>
    </Modal>
  );
}
