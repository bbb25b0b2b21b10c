import { useCatalogue } from '@/api/catalogue';
import { useMay } from '@/api/session';
import { type ActionSpec, actionOf, type KindSpec } from '@/foundation/catalogue';
import { type FormInput, formInputs } from '@/foundation/schema';

const FIRST = ['credential', 'organisation', 'product', 'person'];

function rank(kind: KindSpec): number {
  const at = FIRST.indexOf(kind.name);
  return at < 0 ? FIRST.length : at;
}

/** Kinds whose records this person may attach a file to, the usual ones first. */
export function useTakers(): KindSpec[] {
  const { kinds } = useCatalogue();
  const may = useMay();
  return kinds
    .filter((kind) => actionOf(kind, 'attach') !== undefined && may(kind.name, 'attach'))
    .sort((a, b) => rank(a) - rank(b));
}

/** The action that makes a new record of the kind. */
export function creatingOf(kind: KindSpec): ActionSpec | undefined {
  return kind.actions.find((action) => action.creates);
}

/** What a file may be to a record of the kind. */
export function purposeOf(kind: KindSpec | undefined): FormInput | undefined {
  const attach = kind && actionOf(kind, 'attach');
  return attach ? formInputs(attach.form).find((one) => one.name === 'purpose') : undefined;
}

/** What is certain of a paper, for a form that asks for it. */
export function knownOf(
  inputs: FormInput[],
  paper: { title: string; unit: string | null; responsible: string | null },
): Record<string, unknown> {
  const known: Record<string, unknown> = {
    title: paper.title.replace(/\.[A-Za-z0-9]{1,5}$/, ''),
    unit: paper.unit,
    responsible: paper.responsible,
  };
  return Object.fromEntries(
    inputs.filter((one) => known[one.name]).map((one) => [one.name, known[one.name]]),
  );
}
