import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import { answerMany, type CoverageAsked, type Unjudged, unjudgedQuery } from '@/api/coverage';
import { useMay } from '@/api/session';
import { ErrorNote } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { AnswerInput } from './AnswerInput';
import { Mark } from './PlanMark';

/** Facts that limits of use wait for: how many lack each, and the way to enter them at once. */
export function UnjudgedNote({ asked }: { asked: CoverageAsked }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const found = useQuery(unjudgedQuery(asked));
  const [open, setOpen] = useState('');
  const items = found.data?.items ?? [];
  const item = items.find((one) => one.fact === open);
  if (found.error) return <ErrorNote error={found.error} retry={() => void found.refetch()} />;
  if (items.length === 0) return null;
  return (
    <>
      <ul className="plain-list coverage-unjudged" aria-label={say('coverage.unjudged')}>
        {items.map((one) => (
          <li key={one.fact}>
            <span>
              {say(one.kind === 'person' ? 'coverage.unjudgedPeople' : 'coverage.unjudgedRecords', {
                count: one.count,
                fact: label(one),
              })}
            </span>
            <Button size={phone ? 'middle' : 'small'} onClick={() => setOpen(one.fact)}>
              {say('coverage.fill')}
            </Button>
          </li>
        ))}
      </ul>
      {item && <Fill key={item.fact} item={item} onClose={() => setOpen('')} />}
    </>
  );
}

/** Everybody who lacks a fact, each with its own value; what is entered elsewhere is only led to. */
function Fill({ item, onClose }: { item: Unjudged; onClose: () => void }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const may = useMay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState<Record<string, string>>({});
  const [source, setSource] = useState('');
  const [trouble, setTrouble] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const input = may(item.kind, 'amend') ? item.input : null;
  const rest = item.count - item.records.length;

  async function send(): Promise<void> {
    setTrouble(null);
    setSending(true);
    try {
      const told = await answerMany(item.fact, values, source);
      setFailed(Object.fromEntries(told.failed.map((one) => [one.id, one.message])));
      setValues(Object.fromEntries(told.failed.map((one) => [one.id, values[one.id] ?? ''])));
      if (told.done > 0) message.success(say('coverage.filled', { count: told.done }));
      await client.invalidateQueries({ queryKey: ['coverage'] });
    } catch (error) {
      setTrouble(error);
    } finally {
      setSending(false);
    }
  }

  function put(id: string, next: string | undefined): void {
    setValues(({ [id]: _, ...now }) => (next ? { ...now, [id]: next } : now));
  }

  return (
    <Drawer
      open
      onClose={onClose}
      size={phone ? '100%' : 560}
      title={say('coverage.fillTitle', { fact: label(item) })}
      mask={{ closable: false }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <ul className="plain-list coverage-fill">
          {item.records.map((one) => (
            <li key={one.id}>
              <Link to="/r/$kind/$id" params={{ kind: item.kind, id: one.id }}>
                {one.label}
              </Link>
              {input && (
                <AnswerInput
                  type={input}
                  name={`${one.label} ${label(item)}`}
                  value={values[one.id]}
                  onChange={(next) => put(one.id, next === undefined ? undefined : String(next))}
                />
              )}
              {failed[one.id] && <Mark tone="bad">{failed[one.id]}</Mark>}
            </li>
          ))}
        </ul>
        {rest > 0 && <p className="quiet">{say('coverage.fillRest', { count: rest })}</p>}
        {item.kind === 'person' && (
          <p className="coverage-fill-list">
            <Link
              to="/r/$kind"
              params={{ kind: item.kind }}
              search={{
                c: { combinator: 'and', rules: [{ field: item.fact, operator: 'null', value: null }] },
                cols: `number,title,employer,${item.fact}`,
              }}
            >
              {say('coverage.fillList')}
            </Link>
          </p>
        )}
        {input && (
          <div className="coverage-questions">
            <Input
              aria-label={say('coverage.source')}
              placeholder={say('coverage.source')}
              maxLength={300}
              value={source}
              onChange={(event) => setSource(event.target.value)}
            />
            {trouble !== null && <ErrorNote error={trouble} />}
            <Button
              type="primary"
              htmlType="submit"
              loading={sending}
              disabled={Object.keys(values).length === 0}
            >
              {say('coverage.answer')}
            </Button>
          </div>
        )}
      </form>
    </Drawer>
  );
}
