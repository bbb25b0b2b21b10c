import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusOutlined,
  PauseCircleFilled,
  QuestionCircleFilled,
  SafetyCertificateFilled,
  StopFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { CoverageState, MatrixCell } from '@/api/coverage';
import { formatDay } from '@/foundation/dates';
import type { WordKey } from '@/foundation/words';
import { TONES, type Tone } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Look {
  tone: Tone;
  sign: ReactNode;
  word: WordKey;
}

/** Colour, sign and word of every state: none of them is the only one. */
export const LOOKS: Record<CoverageState, Look> = {
  met: { tone: TONES.good, sign: <CheckCircleFilled />, word: 'coverage.state.met' },
  met_expiring: { tone: TONES.soon, sign: <ExclamationCircleFilled />, word: 'coverage.state.met_expiring' },
  missing: { tone: TONES.bad, sign: <CloseCircleFilled />, word: 'coverage.state.missing' },
  expired: { tone: TONES.bad, sign: <StopFilled />, word: 'coverage.state.expired' },
  suspended: { tone: TONES.held, sign: <PauseCircleFilled />, word: 'coverage.state.suspended' },
  unknown_fact: { tone: TONES.plain, sign: <QuestionCircleFilled />, word: 'coverage.state.unknown_fact' },
  in_application: { tone: TONES.moving, sign: <ClockCircleFilled />, word: 'coverage.state.in_application' },
  waived: { tone: TONES.ended, sign: <SafetyCertificateFilled />, word: 'coverage.state.waived' },
  not_applicable: { tone: TONES.plain, sign: <MinusOutlined />, word: 'coverage.state.not_applicable' },
};
export const SHOWN_STATES = Object.keys(LOOKS) as CoverageState[];

/** What a cell says in words: the state, how many stand so, and until when it holds. */
export function useCellText(): (cell: MatrixCell) => string {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (cell) => {
    const word = say(LOOKS[cell.state].word);
    if (cell.counted) return `${word} · ${label(cell.counted)}`;
    const count = cell.counts[cell.state] ?? 0;
    if (cell.state === 'met_expiring' && cell.until)
      return say('coverage.riskUntil', { day: formatDay(cell.until, lang) });
    return ['met', 'not_applicable', 'waived'].includes(cell.state) ? word : `${word} ${count}`;
  };
}

export function StateMark({ state, text }: { state: CoverageState; text?: string }) {
  const say = useWords();
  const { tone, sign, word } = LOOKS[state];
  return (
    <span className="coverage-mark" style={{ color: tone.text, background: tone.back }} data-state={state}>
      <span aria-hidden="true">{sign}</span> {text ?? say(word)}
    </span>
  );
}

/** What the colours and signs mean. */
export function Legend() {
  const say = useWords();
  return (
    <ul className="plain-list coverage-legend" aria-label={say('coverage.legend')}>
      {SHOWN_STATES.map((state) => (
        <li key={state}>
          <StateMark state={state} />
        </li>
      ))}
    </ul>
  );
}
