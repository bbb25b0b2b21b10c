import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { nameOf, useNames } from '@/api/names';
import type { KindSpec } from '@/foundation/catalogue';
import { type Condition, type Group, isGroup, parts, type Rule, without } from '@/foundation/condition';
import { ruleWords } from '@/foundation/sentence';
import { useLang, useWords } from '@/ui/words';
import { NameOf } from '../inputs/NameOf';

/** What the list is narrowed to, said in words, each part removable. */
export function Chips({
  kind,
  condition,
  q,
  onCondition,
  onText,
}: {
  kind: KindSpec;
  condition: Condition | null;
  q: string;
  onCondition: (next: Condition | null) => void;
  onText: (q: string) => void;
}) {
  const say = useWords();
  const shown = parts(condition);
  if (shown.length === 0 && !q) return null;
  return (
    <ul className="chips" aria-label={say('filter.title')}>
      {q && (
        <Chip text={say('search.textChip', { text: q })} onRemove={() => onText('')}>
          {say('search.textChip', { text: q })}
        </Chip>
      )}
      {shown.map((part, at) => (
        <PartChip
          key={JSON.stringify(part)}
          kind={kind}
          part={part}
          onRemove={() => onCondition(without(condition, at))}
        />
      ))}
      {shown.length + (q ? 1 : 0) > 1 && (
        <li>
          <Button
            type="link"
            size="small"
            onClick={() => {
              onCondition(null);
              onText('');
            }}
          >
            {say('filter.removeAll')}
          </Button>
        </li>
      )}
    </ul>
  );
}

function PartChip({ kind, part, onRemove }: { kind: KindSpec; part: Rule | Group; onRemove: () => void }) {
  const lang = useLang();
  const knownName = useNames();
  const unknown = unknownRefs(kind, part);
  const text = ruleWords(part, kind, lang, (_, id) => knownName(id));
  return (
    <Chip text={text} onRemove={onRemove}>
      {text}
      {unknown.length > 0 && (
        <span className="visually-hidden">
          {unknown.map(([refKind, id]) => (
            <NameOf key={id} kind={refKind} id={id} />
          ))}
        </span>
      )}
    </Chip>
  );
}

/** Referred ids nobody has named yet: the chip asks for them, then shows words. */
function unknownRefs(kind: KindSpec, part: Rule | Group): [string, string][] {
  if (isGroup(part)) return part.rules.flatMap((one) => unknownRefs(kind, one));
  const field = kind.fields.find((one) => one.name === part.field);
  if (!field?.ref) return [];
  const ids = Array.isArray(part.value) ? part.value : [part.value];
  return ids
    .filter((id): id is string => typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id) && !nameOf(id))
    .map((id) => [field.ref as string, id]);
}

function Chip({
  text,
  children,
  onRemove,
}: {
  text: string;
  children: React.ReactNode;
  onRemove: () => void;
}) {
  const say = useWords();
  return (
    <li className="chip">
      <span>{children}</span>
      <button type="button" onClick={onRemove} aria-label={say('filter.remove', { text })}>
        <CloseOutlined />
      </button>
    </li>
  );
}
