import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { progressQuery } from '@/api/progress';
import { formatNumber } from '@/foundation/numbers';
import { useLabel, useLang, useWords } from '@/ui/words';

/** How far an action that takes long has come; nothing while it has nothing to tell. */
export function LongAct({ progress }: { progress: string }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const told = useQuery(progressQuery(progress)).data;
  if (!told) return null;
  return (
    <div role="status" className="long-act">
      <Progress percent={Math.round(told.part * 100)} status="active" showInfo={false} />
      <span className="quiet">
        {label(told.label)}
        {told.count !== null &&
          ` · ${say('progress.count', { count: told.count, text: formatNumber(told.count, lang) })}`}
      </span>
    </div>
  );
}
