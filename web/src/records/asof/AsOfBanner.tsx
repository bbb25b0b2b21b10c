import { HistoryOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type AsOf, asOfWords, isNow, NOW } from '@/foundation/asof';
import { useLang, useWords } from '@/ui/words';

/** Says that the page does not show the present, and leads back to it. */
export function AsOfBanner({
  asOf,
  answered,
  onChange,
}: {
  asOf: AsOf;
  /** false: the server told the present although another time was asked */
  answered: boolean;
  onChange: (next: AsOf) => void;
}) {
  const say = useWords();
  const lang = useLang();
  if (isNow(asOf)) return null;
  return (
    <div className="as-of-banner" role="status">
      <HistoryOutlined aria-hidden="true" />
      <span>
        <strong className="num">{answered ? asOfWords(asOf, lang) : say('asof.presentOnly')}</strong>
        {answered && asOf.known && <span className="as-of-note">{say('asof.readOnly')}</span>}
      </span>
      <Button size="small" onClick={() => onChange(NOW)}>
        {say('asof.back')}
      </Button>
    </div>
  );
}
