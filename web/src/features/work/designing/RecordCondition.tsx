import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { useKind } from '@/api/catalogue';
import { parseText, textOf } from '@/api/questions';
import { type Condition, complete, stripIds } from '@/foundation/condition';
import { PageLoading } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';

const ConditionBuilder = lazy(() => import('@/records/filter/ConditionBuilder'));

function parsed(kind: string, text: string) {
  return {
    queryKey: ['conditions', kind, text],
    queryFn: () => parseText(kind, text),
    enabled: kind !== '' && text !== '',
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** A condition over a kind of record as a sentence; the text itself where nobody understands it. */
export function ConditionWords({ kind, text }: { kind: string; text: string }) {
  const label = useLabel();
  const known = useQuery(parsed(kind, text));
  return <>{label(known.data?.sentence) || text}</>;
}

/** Only for records that meet a condition: shown as a sentence, opened to be changed; kept as text. */
export function RecordCondition({
  kind,
  text,
  onChange,
}: {
  kind: string;
  text: string;
  onChange: (text: string) => void;
}) {
  const say = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="start-condition">
      <span>
        {text ? (
          <>
            {say('starts.only')} <ConditionWords kind={kind} text={text} />
          </>
        ) : (
          <span className="quiet">{say('starts.all')}</span>
        )}
      </span>
      <Button size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
        {say('starts.condition')}
      </Button>
      {open && <Builder kind={kind} text={text} onChange={onChange} />}
    </div>
  );
}

function Builder({ kind, text, onChange }: { kind: string; text: string; onChange: (text: string) => void }) {
  const spec = useKind(kind);
  const [first] = useState(text);
  const [tree, setTree] = useState<Condition | null>(null);
  const known = useQuery(parsed(kind, first));
  const asked = useRef(0);
  if (!spec || (first && known.isPending)) return <PageLoading />;
  return (
    <Suspense fallback={<PageLoading />}>
      <ConditionBuilder
        kind={spec}
        value={tree ?? known.data?.condition ?? null}
        onChange={(next) => {
          setTree(next);
          const whole = complete(next);
          asked.current += 1;
          const turn = asked.current;
          if (!whole) onChange('');
          else
            void textOf(kind, stripIds(whole)).then((told) => {
              if (turn === asked.current) onChange(told);
            });
        }}
      />
    </Suspense>
  );
}
