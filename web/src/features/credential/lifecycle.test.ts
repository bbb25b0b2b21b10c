import { describe, expect, it } from 'vitest';
import type { RecordDetail } from '@/api/records';
import { credentialWish } from './lifecycle';

function main(status: string, extra: Record<string, unknown> = {}, archived = false): string {
  const detail: RecordDetail = {
    id: '1',
    kind: 'credential',
    version: 1,
    values: { status },
    actions: [],
    extra,
    archived,
  }; // prettier-ignore
  return credentialWish(detail).main[0] as string;
}

describe('the first thing to do with a credential', () => {
  it('follows from how it stands', () => {
    expect(main('suspended')).toBe('reinstate');
    expect(main('expired')).toBe('renew');
    expect(main('expiring_soon')).toBe('renew');
    expect(main('duty_overdue')).toBe('record_duty');
    expect(main('withdrawn')).toBe('archive');
    expect(main('valid', {}, true)).toBe('restore');
    expect(main('valid')).toBe('amend');
  });

  it('the way back from a decision is offered only after it', () => {
    const detail = { id: '1', kind: 'credential', version: 1, values: {}, actions: [], extra: {} };
    expect(credentialWish(detail).hidden).toEqual(['keep']);
    const lapsing = { ...detail, extra: { let_lapse: { decided_on: '2026-11-01' } } };
    expect(credentialWish(lapsing).hidden).toEqual(['let_lapse']);
    expect(credentialWish(lapsing).main[0]).toBe('keep');
  });

  it('a valid one may be due for renewal, for a duty or for a decision', () => {
    expect(main('valid', { renewal: { opens_on: '2026-11-01', open: true, missed: false } })).toBe('renew');
    expect(main('valid', { renewal: { opens_on: null, open: true, missed: false } })).toBe('amend');
    expect(main('valid', { duties: [{ state: 'overdue' }] })).toBe('record_duty');
    expect(main('valid', { filings: [{ decided_on: null }] })).toBe('decide_renewal');
    expect(main('valid', { filings: [{ decided_on: '2026-01-01' }] })).toBe('amend');
  });
});
