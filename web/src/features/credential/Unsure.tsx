import { QuestionCircleOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useWords } from '@/ui/words';
import type { Certainty } from './shapes';

/** Marks what the field's tables still leave open: it warns and never blocks. */
export function Unsure({ certainty }: { certainty?: Certainty | null }) {
  const say = useWords();
  if (certainty !== 'check') return null;
  return (
    <Tooltip title={say('unsure.help')}>
      <span className="unsure">
        <QuestionCircleOutlined aria-hidden="true" /> {say('unsure.tag')}
      </span>
    </Tooltip>
  );
}
