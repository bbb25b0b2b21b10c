/** What is required of whom, and how it stands on a day. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import type { RunningCase } from './applying';
import { address, call } from './client';

export type CoverageState =
  | 'met'
  | 'met_expiring'
  | 'in_application'
  | 'suspended'
  | 'expired'
  | 'missing'
  | 'unknown_fact'
  | 'waived'
  | 'not_applicable';

/** What is asked: the parameters of every question of coverage. */
export type CoverageAsked = Record<string, string | number | boolean | undefined>;

/** How many of the papers or persons a rule asks for are good, in words. */
export interface Counted extends Label {
  held: number;
  wanted: number;
  people: boolean;
}

export interface MatrixCell {
  state: CoverageState;
  counts: Partial<Record<CoverageState, number>>;
  total: number;
  until: string | null;
  /** of a cell that is one requirement which counts */
  counted?: Counted;
}

export type MatrixColumn = { code: string } & Label;

export interface MatrixRow {
  subject: { id: string; label: string };
  parent: string | null;
  below: boolean;
  cells: Record<string, MatrixCell>;
}

export interface Matrix {
  on: string;
  context: string;
  columns: MatrixColumn[];
  rows: MatrixRow[];
  next: string | null;
  states: Record<CoverageState, Label>;
}

export interface TypeNamed extends Label {
  code: string;
  id: string | null;
}

/** One requirement of one subject in one place. */
export interface Requirement {
  subject: { id: string; label: string; kind: string };
  market: string;
  market_id: string | null;
  role: string;
  engagement: string;
  rule: Label & {
    id: string;
    code: string;
    severity: 'blocking' | 'advisory';
    certainty: 'sure' | 'check';
    legal_basis: string;
    note: string;
    /** whose papers; 'crew': people in post there, in one of `posts` */
    about: string;
    posts: string[];
  };
  state: CoverageState;
  state_label: Label;
  counted: Counted | null;
  /** limits of use that bear on the paper; of one that blocks it does not count */
  limits: (Label & {
    code: string;
    blocks: boolean;
    legal_basis: string;
    /** facts without which nobody can say whether it bears; each with the record it is entered on, if that is seen */
    asks: (Label & { fact: string; record: { kind: string; id: string } | null })[];
  })[];
  credential: { id: string; number: string } | null;
  until: string | null;
  waiver: { id: string; number: string; reason: string; until: string; approved_by: string } | null;
  /** asked for, not yet decided */
  waiver_requested: { id: string; number: string; reason: string; until: string; asked_by: string } | null;
  /** applications that run for it */
  cases: RunningCase[];
  ways: TypeNamed[][];
  asks: ({ fact: string } & Label)[];
}

export interface FactAsked {
  fact: string;
  label: Label;
  /** of a fact; or a day (`date`), or a record of a kind (`organisation`) */
  type: string;
  options: ({ value: string } & Label)[];
  decides: number;
  rules: ({ code: string } & Label)[];
  here: boolean;
}

export interface Questionnaire {
  subject: { id: string; label: string; kind: string };
  unknown: FactAsked[];
  known: { fact: string; label: Label; value: string; word: Label }[];
}

export function matrixQuery(asked: CoverageAsked) {
  return infiniteQueryOptions({
    queryKey: ['coverage', 'matrix', asked],
    queryFn: ({ signal, pageParam }) =>
      call<Matrix>('/coverage/matrix', { query: { ...asked, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
}

export function requirementsQuery(asked: CoverageAsked) {
  return queryOptions({
    queryKey: ['coverage', 'gaps', asked],
    queryFn: ({ signal }) =>
      call<{ on: string; items: Requirement[] }>('/coverage/gaps', { query: asked, signal }),
    staleTime: 0,
  });
}

export function questionnaireQuery(subject: string) {
  return queryOptions({
    queryKey: ['coverage', 'questions', subject],
    queryFn: ({ signal }) => call<Questionnaire>(`/coverage/questions/${subject}`, { signal }),
    staleTime: 0,
  });
}

export function answerFacts(
  subject: string,
  answers: Record<string, boolean | number | string | null>,
  source: string,
): Promise<Questionnaire> {
  return call(`/coverage/questions/${subject}`, { method: 'POST', body: { answers, source } });
}

/** Where a file of the matrix or of the report is taken from. */
export function coverageFile(what: 'matrix' | 'rates', asked: CoverageAsked): string {
  return address(`/coverage/${what}/export`, asked);
}

export type CoverageBy = 'market' | 'line' | 'unit';

/** Coverage of one market (post, stage, supply), product line or unit. */
export interface CoverageRate {
  key: string;
  label: Label;
  pairs: number;
  covered: number;
  /** percent of pairs with everything mandatory */
  rate: number;
  at_risk: number;
  unknown: number;
  requirements: Partial<Record<CoverageState, number>>;
  /** credentials in use that end within so many days */
  ending: Record<'30' | '90' | '180', number>;
  until: string | null;
}

export function ratesQuery(asked: CoverageAsked) {
  return queryOptions({
    queryKey: ['coverage', 'rates', asked],
    queryFn: ({ signal }) =>
      call<{ on: string; by: CoverageBy; items: CoverageRate[] }>('/coverage/rates', {
        query: asked,
        signal,
      }),
    staleTime: 0,
  });
}

/** A fact that limits of use ask about, and who lacks it. */
export interface Unjudged extends Label {
  fact: string;
  kind: string;
  count: number;
  /** what is entered where it can be entered at once: a `date`, or a record of that kind */
  input: string | null;
  records: { id: string; label: string }[];
}

export function unjudgedQuery(asked: CoverageAsked) {
  return queryOptions({
    queryKey: ['coverage', 'unjudged', asked],
    queryFn: ({ signal }) =>
      call<{ on: string; items: Unjudged[] }>('/coverage/unjudged', { query: asked, signal }),
    staleTime: 0,
  });
}

/** One fact of several people at once; each that cannot be entered is named. */
export function answerMany(
  fact: string,
  values: Record<string, string>,
  source: string,
): Promise<{ done: number; failed: { id: string; message: string }[] }> {
  return call('/coverage/unjudged', { method: 'POST', body: { fact, values, source } });
}
