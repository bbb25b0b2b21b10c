import type { CountName, ImportRun } from '@/api/imports';
import { formatNumber } from '@/foundation/numbers';
import type { WordKey } from '@/foundation/words';
import { TONES } from '@/ui/theme';
import { useLang, useWords } from '@/ui/words';

const CARDS: { name: CountName; state: string; tone: keyof typeof TONES; always?: boolean }[] = [
  { name: 'rows', state: '', tone: 'plain', always: true },
  { name: 'created', state: 'created', tone: 'good', always: true },
  { name: 'updated', state: 'updated', tone: 'moving', always: true },
  { name: 'unchanged', state: 'unchanged', tone: 'plain' },
  { name: 'rejected', state: 'rejected', tone: 'bad', always: true },
  { name: 'duplicates', state: 'duplicate', tone: 'soon' },
  { name: 'skipped', state: 'skipped', tone: 'ended' },
  { name: 'warnings', state: 'warnings', tone: 'soon' },
];

/** How many rows became what; each number shows its rows below. */
export function CountCards({
  run,
  shown,
  onShow,
}: {
  run: ImportRun;
  shown: string;
  onShow: (state: string) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const cards = CARDS.filter((card) => card.always || run.counts[card.name] > 0);
  return (
    <fieldset className="count-cards">
      <legend className="visually-hidden">{say('import.rowsOf')}</legend>
      {cards.map((card) => {
        const count = run.counts[card.name];
        const tone = count > 0 ? TONES[card.tone] : TONES.plain;
        return (
          <button
            type="button"
            key={card.name}
            className="count-card"
            aria-pressed={shown === card.state}
            style={{ borderTopColor: tone.mark }}
            onClick={() => onShow(card.state)}
          >
            <span className="count-number num" style={{ color: tone.text }}>
              {formatNumber(count, lang)}
            </span>
            <span>{say(`import.count.${card.name}` as WordKey)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
