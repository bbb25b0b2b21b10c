/** Says one part of a condition in words, for the chips above a list. */
import { type FieldSpec, fieldOf, type KindSpec } from './catalogue';
import { type Group, isGroup, needsValue, type Rule } from './condition';
import { formatDay, isIsoDay, parseRelative, relativeWords } from './dates';
import { type Lang, pick } from './labels';

/** Finds the name of a referred record by kind and id; may not know it. */
export type NameOf = (kind: string, id: string) => string | undefined;

const OPERATORS: Record<string, [string, string]> = {
  '=': ['是', 'is'],
  '!=': ['不是', 'is not'],
  '<': ['小于', 'less than'],
  '<=': ['至多', 'at most'],
  '>': ['大于', 'more than'],
  '>=': ['至少', 'at least'],
  contains: ['包含', 'contains'],
  doesNotContain: ['不包含', 'does not contain'],
  beginsWith: ['开头是', 'begins with'],
  doesNotBeginWith: ['开头不是', 'does not begin with'],
  endsWith: ['结尾是', 'ends with'],
  doesNotEndWith: ['结尾不是', 'does not end with'],
  in: ['属于', 'is one of'],
  notIn: ['不属于', 'is none of'],
  between: ['介于', 'between'],
  notBetween: ['不介于', 'not between'],
  null: ['为空', 'is empty'],
  notNull: ['不为空', 'is not empty'],
  any: ['包含任一', 'includes any of'],
  all: ['全部包含', 'includes all of'],
  none: ['不含', 'includes none of'],
  'count>=': ['数量至少', 'count at least'],
  'count<=': ['数量至多', 'count at most'],
  'count=': ['数量等于', 'count is'],
  under: ['及其下级', 'within'],
};

const DAY_OPERATORS: Record<string, [string, string]> = {
  '=': ['在', 'on'],
  '!=': ['不在', 'not on'],
  '<': ['早于', 'before'],
  '<=': ['不晚于', 'by'],
  '>': ['晚于', 'after'],
  '>=': ['不早于', 'from'],
};

export function operatorWords(operator: string, field: FieldSpec | undefined, lang: Lang): string {
  const day = field && (field.type === 'date' || field.type === 'datetime');
  const words = (day && DAY_OPERATORS[operator]) || OPERATORS[operator];
  if (!words) return operator;
  return words[lang === 'zh' ? 0 : 1];
}

export function ruleWords(node: Rule | Group, kind: KindSpec, lang: Lang, nameOf: NameOf): string {
  if (isGroup(node)) {
    const join =
      node.combinator === 'or' ? (lang === 'zh' ? ' 或 ' : ' or ') : lang === 'zh' ? '，' : ' and ';
    const inside = node.rules.map((one) => ruleWords(one, kind, lang, nameOf)).join(join);
    if (!node.not) return inside;
    return lang === 'zh' ? `不满足（${inside}）` : `not (${inside})`;
  }
  const field = fieldOf(kind, node.field);
  const name = field ? pick(field.label, lang) : node.field;
  const operator = operatorWords(node.operator, field, lang);
  if (!needsValue(node.operator)) return join([name, operator], lang);
  return join([name, operator, valueWords(node.value, field, kind, lang, nameOf)], lang);
}

function join(words: string[], lang: Lang): string {
  return words.filter(Boolean).join(lang === 'zh' ? ' ' : ' ');
}

function valueWords(
  value: unknown,
  field: FieldSpec | undefined,
  kind: KindSpec,
  lang: Lang,
  nameOf: NameOf,
): string {
  if (Array.isArray(value))
    return value.map((one) => valueWords(one, field, kind, lang, nameOf)).join(lang === 'zh' ? '、' : ', ');
  if (isGroup(value)) return `（${ruleWords(value, kind, lang, nameOf)}）`;
  if (value === null || value === undefined) return '';
  if (value === 'me') return lang === 'zh' ? '我' : 'me';
  const relative = parseRelative(value);
  if (relative && field && (field.type === 'date' || field.type === 'datetime'))
    return relativeWords(relative, lang);
  if (isIsoDay(value)) return formatDay(value, lang);
  if (field?.type === 'bool') {
    const yes = value === true || value === 'true';
    return lang === 'zh' ? (yes ? '是' : '否') : yes ? 'yes' : 'no';
  }
  const option = field?.options?.find((one) => one.value === String(value));
  if (option) return pick(option.label, lang);
  if (field?.ref) return nameOf(field.ref, String(value)) ?? String(value);
  return String(value);
}
