import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  InfoCircleOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { type Answer, type GateQuestion, type GateReason, signedAnswer, type Verdict } from '@/api/gate';
import { useMay } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { ErrorNote } from '@/ui/states';
import { TONES } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SAID } from './answers';
import { saveFile } from './saving';

const TONE = { allow: TONES.good, warn: TONES.soon, deny: TONES.bad } as const;
const SIGN: Record<Answer | 'info', ReactNode> = {
  allow: <CheckCircleFilled />,
  warn: <ExclamationCircleFilled />,
  deny: <CloseCircleFilled />,
  info: <InfoCircleOutlined />,
};

/** The answer: colour, sign and word together, every reason, and when it changes. */
export function VerdictPanel({ verdict, question }: { verdict: Verdict; question: GateQuestion }) {
  const say = useWords();
  const lang = useLang();
  const may = useMay();
  const [trouble, setTrouble] = useState<unknown>(null);
  const tone = TONE[verdict.answer];

  async function sign(): Promise<void> {
    setTrouble(null);
    try {
      const signed = await signedAnswer(question);
      saveFile(new Blob([JSON.stringify(signed, null, 2)], { type: 'application/json' }), 'gate-answer.json');
    } catch (error) {
      setTrouble(error);
    }
  }

  return (
    <section className="panel gate-verdict" data-answer={verdict.answer} aria-label={say('gate.title')}>
      <header style={{ background: tone.back, color: tone.text }}>
        <strong className="gate-word">
          {SIGN[verdict.answer]} {say(SAID[verdict.answer])}
        </strong>
        <span>
          {verdict.subject?.title} · {formatDay(verdict.asked.on, lang)}
        </span>
        <span className="gate-change">
          {verdict.changes_on && verdict.changes_to
            ? say('gate.changes', {
                day: formatDay(verdict.changes_on, lang),
                answer: say(SAID[verdict.changes_to]),
              })
            : say('gate.steady')}
        </span>
      </header>
      <ul className="plain-list gate-reasons" aria-label={say('gate.reasons')}>
        {verdict.reasons.map((one) => (
          <ReasonLine key={`${one.code}${one.credential?.id ?? ''}${one.clause ?? ''}`} reason={one} />
        ))}
      </ul>
      <footer>
        {verdict.answer === 'deny' && verdict.subject && may('gate_override', 'request') && (
          <Link
            to="/r/$kind/new"
            params={{ kind: 'gate_override' }}
            search={{
              with: {
                subject: verdict.subject.id,
                act: verdict.asked.act,
                ...(question.market ? { market: question.market } : {}),
              },
            }}
            className="ant-btn-like"
          >
            {say('gate.askOverride')}
          </Link>
        )}
        <Button type="text" onClick={() => void sign()} title={say('gate.signHelp')}>
          {say('gate.sign')}
        </Button>
      </footer>
      {trouble !== null && <ErrorNote error={trouble} />}
    </section>
  );
}

export function ReasonLine({ reason }: { reason: GateReason }) {
  const say = useWords();
  const label = useLabel();
  const tone = reason.severity === 'info' ? TONES.plain : TONE[reason.severity];
  return (
    <li>
      <span className="gate-sign" style={{ color: tone.mark }}>
        {SIGN[reason.severity]}
        <span className="visually-hidden">{say(SAID[reason.severity])}</span>
      </span>
      <span>
        {label(reason.text)}{' '}
        {reason.credential && (
          <Link
            to="/r/$kind/$id"
            params={{ kind: 'credential', id: reason.credential.id }}
            className="gate-paper"
          >
            {reason.credential.title}
          </Link>
        )}
      </span>
    </li>
  );
}

/** An answer as a small mark in a table. */
export function AnswerMark({ answer }: { answer: Answer }) {
  const say = useWords();
  const tone = TONE[answer];
  return (
    <span className="gate-mark" style={{ color: tone.text, background: tone.back }}>
      {SIGN[answer]} {say(SAID[answer])}
    </span>
  );
}
