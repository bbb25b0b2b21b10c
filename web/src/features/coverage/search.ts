import type { CoverageAsked } from '@/api/coverage';
import { isIsoDay } from '@/foundation/dates';

/** What the address of the matrix says: the pair, the filters, and the cell that is open. */
export interface CoverageSearch {
  context?: string;
  across?: string;
  subject?: string;
  market?: string;
  unit?: string;
  state?: string;
  rule?: string;
  type?: string;
  on?: string;
  /** advised requirements, too ("yes"), not only mandatory ones */
  advised?: string;
  /** id of a subject and column, joined by "~" */
  cell?: string;
}

const NAMES = [
  'context',
  'across',
  'subject',
  'market',
  'unit',
  'state',
  'rule',
  'type',
  'on',
  'advised',
  'cell',
] as const;

export function readCoverageSearch(raw: Record<string, unknown>): CoverageSearch {
  const found: CoverageSearch = {};
  for (const name of NAMES) {
    const value = raw[name];
    if (typeof value === 'string' && value) found[name] = value;
  }
  if (!isIsoDay(found.on)) delete found.on;
  return found;
}

export const CONTEXTS = ['market', 'post', 'stage', 'supply', 'company'] as const;
/** Context → the kind of subject it is about. */
export const SUBJECT_KIND: Record<string, string> = {
  market: 'product',
  post: 'person',
  stage: 'project',
  supply: 'organisation',
  company: 'organisation',
};

/** Columns where nobody chose: permits of a project and qualifications of a supplier, else the places. */
export function acrossOf(search: CoverageSearch): 'place' | 'rule' {
  if (search.across === 'place' || search.across === 'rule') return search.across;
  return ['stage', 'supply', 'company'].includes(search.context ?? '') ? 'rule' : 'place';
}

/** The question of the matrix: everything but the open cell. */
export function askedBy(search: CoverageSearch): CoverageAsked {
  const { cell: _, across: __, advised, ...filters } = search;
  const mandatory = advised !== 'yes';
  return { ...filters, mandatory, context: search.context ?? 'market', across: acrossOf(search) };
}

/** The question of one cell. */
export function cellOf(search: CoverageSearch): { subject: string; column: string } | null {
  const [subject, column] = (search.cell ?? '').split('~');
  return subject && column !== undefined ? { subject, column } : null;
}

export function requirementsOf(search: CoverageSearch, subject: string, column: string): CoverageAsked {
  const { across, ...asked } = askedBy(search);
  const place = across === 'rule' ? { rule: column } : asked.context === 'market' ? { market: column } : {};
  return { ...asked, subject, ...place, limit: 500 };
}

/** What the address of the report says. */
export interface ReportSearch {
  by?: 'market' | 'line' | 'unit';
  context?: string;
  subject?: string;
  unit?: string;
  on?: string;
}

export function readReportSearch(raw: Record<string, unknown>): ReportSearch {
  const { context, subject, unit, on } = readCoverageSearch(raw);
  const found: ReportSearch = { ...(context && { context }), ...(subject && { subject }) };
  if (unit) found.unit = unit;
  if (on) found.on = on;
  if (raw.by === 'line' || raw.by === 'unit' || raw.by === 'market') found.by = raw.by;
  return found;
}
