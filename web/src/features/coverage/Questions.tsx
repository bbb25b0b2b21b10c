import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { answerFacts, type FactAsked, questionnaireQuery } from '@/api/coverage';
import { ErrorNote } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { type Answer, AnswerInput } from './AnswerInput';

const FIRST = 6;

/** The facts nobody has said yet about a subject, those that decide most rules first. */
export function Questions({ subject }: { subject: string }) {
  const asked = useQuery(questionnaireQuery(subject));
  if (asked.error) return <ErrorNote error={asked.error} retry={() => void asked.refetch()} />;
  return <Asked subject={subject} facts={asked.data?.unknown ?? []} />;
}

/** Facts to be answered here, with their source; what they decide is asked again. */
export function Asked({ subject, facts }: { subject: string; facts: FactAsked[] }) {
  const say = useWords();
  const label = useLabel();
  const client = useQueryClient();
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const [source, setSource] = useState('');
  const [trouble, setTrouble] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const open = facts.filter((one) => one.here).slice(0, FIRST);
  if (open.length === 0) return null;

  async function send(): Promise<void> {
    setTrouble(null);
    setSending(true);
    try {
      await answerFacts(subject, answers, source);
      setAnswers({});
      await client.invalidateQueries({ queryKey: ['coverage'] });
    } catch (error) {
      setTrouble(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <form
      className="coverage-questions"
      aria-label={say('coverage.questions')}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3>{say('coverage.questions')}</h3>
      {open.map((one) => (
        <fieldset key={one.fact}>
          <legend>
            {label(one.label)}{' '}
            <span className="quiet small">{say('coverage.decides', { count: one.decides })}</span>
          </legend>
          <AnswerInput
            type={one.type}
            options={one.options}
            name={label(one.label)}
            value={answers[one.fact]}
            onChange={(next) =>
              setAnswers(({ [one.fact]: _, ...now }) =>
                next === undefined ? now : { ...now, [one.fact]: next },
              )
            }
          />
        </fieldset>
      ))}
      <Input
        aria-label={say('coverage.source')}
        placeholder={say('coverage.source')}
        maxLength={300}
        value={source}
        onChange={(event) => setSource(event.target.value)}
      />
      {trouble !== null && <ErrorNote error={trouble} />}
      <Button type="primary" htmlType="submit" loading={sending} disabled={Object.keys(answers).length === 0}>
        {say('coverage.answer')}
      </Button>
    </form>
  );
}
