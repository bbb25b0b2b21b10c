import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { answerFacts, type FactAsked, questionnaireQuery } from '@/api/coverage';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { ErrorNote } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';

type Answer = boolean | number | string;
const FIRST = 6;

/** The facts nobody has said yet, those that decide most rules first; answered here, with their source. */
export function Questions({ subject }: { subject: string }) {
  const say = useWords();
  const label = useLabel();
  const client = useQueryClient();
  const asked = useQuery(questionnaireQuery(subject));
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const [source, setSource] = useState('');
  const [trouble, setTrouble] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const open = (asked.data?.unknown ?? []).filter((one) => one.here).slice(0, FIRST);
  if (asked.error) return <ErrorNote error={asked.error} retry={() => void asked.refetch()} />;
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
            one={one}
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

function AnswerInput({
  one,
  value,
  onChange,
}: {
  one: FactAsked;
  value: Answer | undefined;
  onChange: (next: Answer | undefined) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const name = label(one.label);
  if (one.type === 'bool')
    return (
      <Radio.Group
        aria-label={name}
        value={value}
        onChange={(event) => onChange(event.target.value as boolean)}
        options={[
          { value: true, label: say('coverage.yes') },
          { value: false, label: say('coverage.no') },
        ]}
      />
    );
  if (one.type === 'date')
    return (
      <DayInput
        ariaLabel={name}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  if (one.type === 'organisation')
    return (
      <RefSelect
        kind={one.type}
        ariaLabel={name}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(typeof next === 'string' ? next : undefined)}
      />
    );
  if (one.options.length > 0)
    return (
      <Select
        aria-label={name}
        allowClear
        value={value}
        onChange={(next: Answer | undefined) => onChange(next)}
        options={one.options.map((option) => ({ value: option.value, label: label(option) }))}
      />
    );
  if (['number', 'integer', 'money'].includes(one.type))
    return (
      <InputNumber
        aria-label={name}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    );
  return (
    <Input
      aria-label={name}
      maxLength={200}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}
