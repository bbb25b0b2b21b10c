import { HistoryOutlined } from '@ant-design/icons';
import { Button, Popover, Spin } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { type AsOf, isNow } from '@/foundation/asof';
import { useWords } from '@/ui/words';

/** The calendar of the date inputs is heavy and seldom needed on a list. */
const AsOfTimes = lazy(() => import('./AsOfTimes'));

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
        <Suspense fallback={<Spin />}>
          <AsOfTimes
            asOf={asOf}
            onChoose={(next) => {
              setOpen(false);
              onChange(next);
            }}
          />
        </Suspense>
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
