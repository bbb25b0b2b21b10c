/** A refusal of the server: stable code, words in the reader's language, and the fields at fault. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export const OFFLINE = 'client.offline';

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: FieldProblem[];

  constructor(status: number, code: string, title: string, detail: string, errors: FieldProblem[] = []) {
    super(detail || title || code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = errors;
  }
}
