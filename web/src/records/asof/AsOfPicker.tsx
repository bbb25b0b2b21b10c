import { HistoryOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useId, useState } from 'react';
import { type AsOf, asOfParts, isNow, NOW } from '@/foundation/asof';
import { useWords } from '@/ui/words';
import { DayInput } from '../inputs/DayInput';

/** Ask for another day, or for what was known at an instant. */
export function AsOfPicker({
  asOf,
  onChange,
  size,
}: {
  asOf: AsOf;
  onChange: (next: AsOf) => void;
  size?: 'small';
}) {
  const say = useWords();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={say('asof.title')}
      content={
        <Times
          asOf={asOf}
          onChoose={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      }
    >
      <Button
        size={size}
        icon={<HistoryOutlined />}
        type={isNow(asOf) ? 'default' : 'primary'}
        ghost={!isNow(asOf)}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        {say('asof.open')}
      </Button>
    </Popover>
  );
}

function Times({ asOf, onChoose }: { asOf: AsOf; onChoose: (next: AsOf) => void }) {
  const say = useWords();
  const id = useId();
  const [draft, setDraft] = useState<AsOf>(asOf);
  return (
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
  );
}
