import { useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, Radio } from 'antd';
import { lazy, Suspense, useId, useRef, useState } from 'react';
import { useKind } from '@/api/catalogue';
import { parseText, textOf } from '@/api/questions';
import type { KindSpec } from '@/foundation/catalogue';
import { type Condition, complete, stripIds } from '@/foundation/condition';
import { ruleWords } from '@/foundation/sentence';
import { PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { ChainWay } from '../shapes';
import { expressionOf, treeOf } from './expressions';
import { useVariables } from './variables';

const ConditionBuilder = lazy(() => import('@/records/filter/ConditionBuilder'));

type Sort = 'otherwise' | 'expression' | 'record';

/** The last way is the one for everything else until a condition is given. */
function sortOf(way: ChainWay, last: boolean): Sort {
  return !way.condition && last ? 'otherwise' : way.language;
}

function parsed(kind: string, text: string) {
  return {
    queryKey: ['conditions', kind, text],
    queryFn: () => parseText(kind, text),
    enabled: kind !== '' && text !== '',
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** When a way is taken, as a sentence. */
export function WayWords({
  way,
  kind,
  open = false,
}: {
  way: ChainWay;
  kind: string;
  /** its condition is still to be written */
  open?: boolean;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const known = useVariables();
  const about = useQuery(parsed(way.language === 'record' ? kind : '', way.condition));
  if (open) return <span className="day-bad">{say('chain.open')}</span>;
  if (!way.condition) return <span className="quiet">{say('chain.otherwise')}</span>;
  if (way.language === 'record') {
    const sentence = label(about.data?.sentence);
    return <span className="quiet">{say('chain.when', { what: sentence || way.condition })}</span>;
  }
  const tree = treeOf(way.condition);
  const sentence = tree ? ruleWords(tree, known, lang, () => undefined) : way.condition;
  return <span className="quiet">{say('chain.when', { what: sentence })}</span>;
}

/** When a way is taken: by what was filled in or decided, by the record, or in every other case. */
export function WayCondition({
  way,
  kind,
  last,
  onChange,
}: {
  way: ChainWay;
  last: boolean;
  /** the kind of record the process is about; empty: any */
  kind: string;
  onChange: (told: Partial<ChainWay>) => void;
}) {
  const say = useWords();
  const id = useId();
  const variables = useVariables();
  const subject = useKind(kind);
  const label = useLabel();
  const [sort, setSort] = useState<Sort>(sortOf(way, last));
  return (
    <>
      <Form.Item label={say('chain.wayName')} htmlFor={id}>
        <Input
          id={id}
          value={way.name}
          maxLength={200}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Form.Item>
      <Radio.Group
        className="chain-sorts"
        aria-label={say('chain.condition')}
        value={sort}
        onChange={(event) => {
          const next = event.target.value as Sort;
          setSort(next);
          onChange({ condition: '', language: next === 'record' ? 'record' : 'expression' });
        }}
        options={[
          { value: 'expression', label: say('chain.byCase') },
          ...(subject
            ? [{ value: 'record', label: say('chain.byRecord', { kind: label(subject.label) }) }]
            : []),
          { value: 'otherwise', label: say('chain.otherwise') },
        ]}
      />
      {sort === 'expression' && <ByCase way={way} variables={variables} onChange={onChange} />}
      {sort === 'record' && subject && <ByRecord way={way} kind={subject} onChange={onChange} />}
      {way.condition && (
        <p className="chain-sentence">
          <WayWords way={way} kind={kind} />
        </p>
      )}
    </>
  );
}

function ByCase({
  way,
  variables,
  onChange,
}: {
  way: ChainWay;
  variables: KindSpec;
  onChange: (told: Partial<ChainWay>) => void;
}) {
  const say = useWords();
  const [tree, setTree] = useState<Condition | null>(() => treeOf(way.condition));
  const shown = way.condition === '' || treeOf(way.condition) !== null;
  if (!shown)
    return (
      <Input.TextArea
        aria-label={say('chain.condition')}
        className="mono"
        value={way.condition}
        maxLength={2000}
        autoSize
        onChange={(event) => onChange({ condition: event.target.value })}
      />
    );
  if (variables.fields.length === 0)
    return <Alert type="info" showIcon title={say('chain.noVariables')} className="form-trouble" />;
  return (
    <Suspense fallback={<PageLoading />}>
      <ConditionBuilder
        kind={variables}
        value={tree}
        onChange={(next) => {
          setTree(next);
          const whole = complete(next);
          onChange({ condition: expressionOf(whole ? stripIds(whole) : null), language: 'expression' });
        }}
      />
    </Suspense>
  );
}

function ByRecord({
  way,
  kind,
  onChange,
}: {
  way: ChainWay;
  kind: KindSpec;
  onChange: (told: Partial<ChainWay>) => void;
}) {
  const [first] = useState(way.condition);
  const [tree, setTree] = useState<Condition | null>(null);
  const known = useQuery(parsed(kind.name, first));
  const asked = useRef(0);
  if (first && known.isPending) return <PageLoading />;
  return (
    <Suspense fallback={<PageLoading />}>
      <ConditionBuilder
        kind={kind}
        value={tree ?? known.data?.condition ?? null}
        onChange={(next) => {
          setTree(next);
          const whole = complete(next);
          asked.current += 1;
          const turn = asked.current;
          if (!whole) onChange({ condition: '', language: 'record' });
          else
            void textOf(kind.name, stripIds(whole)).then((text) => {
              if (turn === asked.current) onChange({ condition: text, language: 'record' });
            });
        }}
      />
    </Suspense>
  );
}
