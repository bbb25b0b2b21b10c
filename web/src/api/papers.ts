/** Papers that come in: handing them in, looking at one, how the mailbox is doing. */
import { queryOptions } from '@tanstack/react-query';
import { address, call, upload } from './client';

export interface HandedIn {
  name: string;
  id?: string;
  number?: string;
  state?: string;
  /** why it was refused */
  code?: string;
  message?: string;
}

export interface Mailbox {
  at: string | null;
  worked_at: string | null;
  error: string;
  failed: number;
}

export const mailboxQuery = queryOptions({
  queryKey: ['intake', 'mailbox'],
  queryFn: ({ signal }) => call<{ mailbox: Mailbox | null }>('/intake/mailbox', { signal }),
  refetchInterval: 60_000,
});

/** One file becomes one paper, or is refused with a reason. */
export async function handIn(
  file: File,
  unit: string | null,
  onProgress?: (share: number) => void,
): Promise<HandedIn> {
  const form = new FormData();
  form.append('files', file, file.name);
  if (unit) form.append('unit', unit);
  const answer = await upload<{ items: HandedIn[] }>('/intake/items', form, onProgress);
  return answer.items[0] ?? { name: file.name };
}

export function contentAddress(id: string): string {
  return address(`/intake/items/${id}/content`);
}

export function previewAddress(id: string): string {
  return address(`/intake/items/${id}/preview`);
}
