/** The gate: may this be done on this day, and why. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call, callForFile, upload } from './client';

export type Answer = 'allow' | 'warn' | 'deny';

export interface GateReason {
  code: string;
  severity: 'info' | 'warn' | 'deny';
  text: Label;
  credential: { id: string; number: string; title: string } | null;
  clause: number | null;
  since: string | null;
  until: string | null;
}

export interface Verdict {
  key: string;
  answer: Answer;
  subject: { id: string; kind: string; title: string } | null;
  asked: { subject: string; act: string; market: string; on: string; arrives_on: string | null };
  reasons: GateReason[];
  used: { credential: { id: string; number: string; title: string }; clause: number; until: string | null }[];
  changes_on: string | null;
  changes_to: Answer | null;
}

export interface GateQuestion {
  subject: string;
  act: string;
  market?: string;
  on?: string;
  arrives_on?: string;
  requires?: string[];
}

export function gateQuery(question: GateQuestion | null) {
  return queryOptions({
    queryKey: ['gate', question],
    queryFn: ({ signal }) =>
      call<Verdict>('/gate', {
        query: { ...question, requires: question?.requires?.join(',') },
        signal,
      }),
    enabled: question !== null,
    staleTime: 0,
  });
}

export interface SignedAnswer {
  payload: string;
  signature: string;
  key: string;
  expires_at: string;
}

export async function signedAnswer(question: GateQuestion): Promise<SignedAnswer> {
  const answer = await call<{ signed: SignedAnswer }>('/gate', {
    query: { ...question, requires: question.requires?.join(','), sign: true },
  });
  return answer.signed;
}

export interface AnsweredList {
  rows: number;
  counts: Record<Answer, number>;
  /** with the place in the list, which tells rows of one key apart */
  verdicts: (Verdict & { row: number })[];
}

export async function askList(file: File, onProgress?: (share: number) => void): Promise<AnsweredList> {
  const form = new FormData();
  form.append('file', file, file.name);
  const found = await upload<AnsweredList>('/gate/file?answer=json', form, onProgress);
  return { ...found, verdicts: found.verdicts.map((one, row) => ({ ...one, row })) };
}

/** The person's own file with one more column. */
export function answeredFile(file: File): Promise<Blob> {
  const form = new FormData();
  form.append('file', file, file.name);
  return callForFile('/gate/file', form);
}
