import type { RecordDetail } from '@/api/records';
import type { Wish } from '@/records/detail/arrangement';

const FINAL = new Set(['withdrawn', 'cancelled', 'revoked', 'void', 'superseded']);

const GROUPS: Wish['groups'] = [
  {
    title: 'lifecycle.paper',
    names: ['renew', 'file_renewal', 'decide_renewal', 'take_back', 'correct_term', 'attach'],
  },
  { title: 'lifecycle.scope', names: ['amend', 'set_scope', 'set_clauses'] },
  {
    title: 'lifecycle.duties',
    names: ['record_duty', 'schedule_duty', 'approve_change', 'depend_on', 'release_dependency'],
  },
  { title: 'lifecycle.status', names: ['suspend', 'reinstate', 'take_back_change', 'let_lapse', 'keep'] },
  { title: 'lifecycle.end', names: ['supersede', 'withdraw', 'cancel', 'revoke', 'void'] },
  { title: 'lifecycle.manage', names: ['hand_over', 'archive', 'restore'] },
];

interface Facts {
  renewal?: { opens_on?: string | null; open?: boolean; missed?: boolean } | null;
  filings?: { decided_on: string | null; superseded?: boolean }[];
  duties?: { state: string }[];
}

/** What the situation of a credential asks for first. */
export function credentialWish(detail: RecordDetail): Wish {
  const lapsing = Boolean(detail.extra.let_lapse);
  return {
    main: mainOf(detail),
    beside: ['amend', 'renew', 'attach'],
    groups: GROUPS,
    hidden: [lapsing ? 'let_lapse' : 'keep'],
  };
}

function mainOf(detail: RecordDetail): string[] {
  const status = String(detail.values.status ?? '');
  const { renewal, filings = [], duties = [] } = detail.extra as Facts;
  if (detail.values.archived_at || detail.archived) return ['restore'];
  if (FINAL.has(status)) return ['archive'];
  if (status === 'suspended') return ['reinstate'];
  if (status === 'product_changed') return ['approve_change', 'amend'];
  if (filings.some((one) => !one.decided_on && !one.superseded)) return ['decide_renewal', 'renew'];
  if (status === 'duty_overdue' || duties.some((one) => one.state === 'overdue'))
    return ['record_duty', 'renew'];
  if (detail.extra.let_lapse) return ['keep', 'amend'];
  if (status === 'expired' || status === 'expiring_soon') return ['renew', 'amend'];
  // a type without a window may always be renewed: that alone is no reason to
  if (renewal && (renewal.missed || (renewal.open && renewal.opens_on))) return ['renew', 'amend'];
  return ['amend', 'renew'];
}
