import { HistoryOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { type AsOf, isNow } from '@/foundation/asof';
import { useWords } from '@/ui/words';

/** The calendar of the date inputs is heavy and seldom needed on a list. */
const AsOfDialog = lazy(() => import('./AsOfDialog'));

/** Ask for another day, or for what was known at an instant. */
export function AsOfPicker({ asOf, onChange }: { asOf: AsOf; onChange: (next: AsOf) => void }) {
  const say = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<HistoryOutlined />}
        type={isNow(asOf) ? 'default' : 'primary'}
        ghost={!isNow(asOf)}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {say('asof.open')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <AsOfDialog
            asOf={asOf}
            onClose={() => setOpen(false)}
            onChoose={(next) => {
              setOpen(false);
              onChange(next);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
