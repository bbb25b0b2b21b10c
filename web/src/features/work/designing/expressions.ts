/**
 * Conditions of branches over what a case knows (`amount >= 10000 && agreed == true`), as the trees the condition
 * builder edits. The server's language is wider: what the builder cannot show is null here and stays text.
 */
import { type Condition, type Group, isGroup, type Rule } from '@/foundation/condition';

const WORDS: Record<string, string> = {
  and: '&&',
  or: '||',
  not: '!',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
};
const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>', '='];
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(&&|\|\||==|!=|<=|>=|<|>|=|!|\(|\)|-)|([^\W\d][\w.]*))/uy;

/** Chinese names are names, too. */
const NAME = /\s*([\p{L}_][\p{L}\p{N}_.]*)/uy;

type Token = { sort: 'number' | 'text' | 'op' | 'name'; word: string };

function tokens(text: string): Token[] | null {
  const found: Token[] = [];
  let at = 0;
  while (text.slice(at).trim()) {
    TOKEN.lastIndex = at;
    NAME.lastIndex = at;
    const match = TOKEN.exec(text);
    const name = match?.[1] || match?.[2] || match?.[3] ? null : NAME.exec(text);
    if (name) {
      const word = name[1] as string;
      const op = WORDS[word.toLowerCase()];
      found.push(op ? { sort: 'op', word: op } : { sort: 'name', word });
      at = NAME.lastIndex;
    } else if (match) {
      const [, number, quoted, op] = match;
      if (number) found.push({ sort: 'number', word: number });
      else if (quoted) found.push({ sort: 'text', word: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
      else found.push({ sort: 'op', word: op as string });
      at = TOKEN.lastIndex;
    } else return null;
  }
  return found;
}

class NotShown extends Error {}

class Reader {
  private at = 0;
  constructor(private readonly list: Token[]) {}

  whole(): Rule | Group {
    const tree = this.either();
    if (this.at < this.list.length) throw new NotShown();
    return tree;
  }

  private take(...words: string[]): string {
    const here = this.list[this.at];
    if (here?.sort === 'op' && words.includes(here.word)) {
      this.at += 1;
      return here.word;
    }
    return '';
  }

  private either(): Rule | Group {
    const parts = [this.both()];
    while (this.take('||')) parts.push(this.both());
    return parts.length === 1 ? (parts[0] as Rule | Group) : { combinator: 'or', rules: parts };
  }

  private both(): Rule | Group {
    const parts = [this.one()];
    while (this.take('&&')) parts.push(this.one());
    return parts.length === 1 ? (parts[0] as Rule | Group) : { combinator: 'and', rules: parts };
  }

  private one(): Rule | Group {
    if (this.take('!')) {
      const inner = this.one();
      if (isGroup(inner) && !inner.not) return { ...inner, not: true };
      return { combinator: 'and', not: true, rules: [inner] };
    }
    if (this.take('(')) {
      const inner = this.either();
      if (!this.take(')')) throw new NotShown();
      return inner;
    }
    return this.rule();
  }

  private rule(): Rule {
    const name = this.next();
    if (name.sort !== 'name' || ['true', 'false', 'null'].includes(name.word)) throw new NotShown();
    const op = this.take(...COMPARISONS);
    if (!op) return { field: name.word, operator: '=', value: true };
    return { field: name.word, operator: op === '==' ? '=' : op, value: this.value() };
  }

  private value(): unknown {
    const sign = this.take('-') ? '-' : '';
    const token = this.next();
    if (token.sort === 'number') return `${sign}${token.word}`;
    if (sign) throw new NotShown();
    if (token.sort === 'text') return token.word;
    if (token.word === 'true' || token.word === 'false') return token.word === 'true';
    throw new NotShown();
  }

  private next(): Token {
    const token = this.list[this.at];
    if (!token || token.sort === 'op') throw new NotShown();
    this.at += 1;
    return token;
  }
}

/** The tree of an expression; null where it says more than the builder shows. */
export function treeOf(text: string): Condition | null {
  let body = text.trim();
  if (/^[$#]\{.*\}$/s.test(body)) body = body.slice(2, -1);
  else if (/^=[^=]/.test(body)) body = body.slice(1);
  const list = tokens(body);
  if (!list || list.length === 0) return null;
  try {
    const tree = new Reader(list).whole();
    return isGroup(tree) ? tree : { combinator: 'and', rules: [tree] };
  } catch (error) {
    if (error instanceof NotShown) return null;
    throw error;
  }
}

/** The expression of a tree; empty where nothing is said. */
export function expressionOf(tree: Condition | null): string {
  return tree ? written(tree, false) : '';
}

function written(node: Rule | Group, inside: boolean): string {
  if (!isGroup(node))
    return `${node.field} ${node.operator === '=' ? '==' : node.operator} ${literal(node.value)}`;
  const parts = node.rules.map((one) => written(one, true)).filter(Boolean);
  const text = parts.join(node.combinator === 'or' ? ' || ' : ' && ');
  if (!text) return '';
  if (node.not) return `!(${text})`;
  return inside && parts.length > 1 ? `(${text})` : text;
}

function literal(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  const text = String(value ?? '');
  if (typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(text)) return text;
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
