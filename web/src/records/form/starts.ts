/** What a form starts from where the record itself knows: the next term's dates, the duty that is open. */

export type Start = (values: Record<string, unknown>, today: string) => Record<string, unknown>;

const starts = new Map<string, Start>();

export function registerStart(kind: string, action: string, start: Start): void {
  starts.set(`${kind}.${action}`, start);
}

export function startOf(
  kind: string,
  action: string,
  values: Record<string, unknown>,
  today: string,
): Record<string, unknown> {
  return starts.get(`${kind}.${action}`)?.(values, today) ?? {};
}
