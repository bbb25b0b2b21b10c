import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { countQuery } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';
import { type Condition, complete, EVERYTHING, isEmpty, stripIds } from '@/foundation/condition';
import { formatCount } from '@/foundation/numbers';
import { PageLoading } from '@/ui/states';
import { usePhone, useSettled } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { QUICK_CONDITIONS } from './quick';

const ConditionBuilder = lazy(() => import('./ConditionBuilder'));

/** Builds the list's condition beside the list; tells how many match before it is applied. */
export function FilterDrawer({
  kind,
  condition,
  q,
  onApply,
  onClose,
}: {
  kind: KindSpec;
  condition: Condition | null;
  q: string;
  onApply: (next: Condition | null) => void;
  onClose: () => void;
}) {
  const say = useWords();
  const lang = useLang();
  const phone = usePhone();
  const [draft, setDraft] = useState<Condition>(condition ?? EVERYTHING);
  const whole = complete(draft);
  const asked = useSettled(JSON.stringify(whole ? stripIds(whole) : null), 350);
  const count = useQuery(countQuery(kind.name, JSON.parse(asked) as Condition | null, q));
  const quick = QUICK_CONDITIONS.filter((one) => one.fits(kind));
  return (
    <Drawer
      open
      title={say('filter.title')}
      size={phone ? '100%' : 760}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <span className="quiet num" aria-live="polite">
            {count.data && count.data.count !== null
              ? say('filter.preview', { text: formatCount(count.data.count, count.data.capped, lang) })
              : ''}
          </span>
          <Button onClick={() => setDraft(EVERYTHING)}>{say('filter.clear')}</Button>
          <Button type="primary" onClick={() => onApply(whole ? stripIds(whole) : null)}>
            {say('filter.apply')}
          </Button>
        </div>
      }
    >
      {isEmpty(draft) && quick.length > 0 && (
        <div className="quick-conditions">
          <p className="quiet">{say('filter.empty')}</p>
          {quick.map((one) => (
            <Button key={one.zh} onClick={() => setDraft(one.condition)}>
              {lang === 'zh' ? one.zh : one.en}
            </Button>
          ))}
        </div>
      )}
      <Suspense fallback={<PageLoading />}>
        <ConditionBuilder kind={kind} value={draft} onChange={setDraft} />
      </Suspense>
    </Drawer>
  );
}
