import { isRef } from '@/api/names';
import {
  type Choice,
  registerChoices,
  registerCounter,
  registerFormHead,
  registerReach,
} from '@/records/form/extras';
import { RenewHead } from './RenewHead';
import { stateHead } from './StateHead';
import type { Dependency, Duty, StatusChange, Term } from './shapes';

const CHANGES: Record<string, string> = {
  suspend: 'suspended',
  withdraw: 'withdrawn',
  cancel: 'cancelled',
  revoke: 'revoked',
  void: 'void',
  supersede: 'superseded',
};

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function same(text: string): Choice['label'] {
  return { zh: text, en: text };
}

/** The duties that are still to be met, each once, the one due first on top. */
export function dutyChoices(values: Record<string, unknown>): Choice[] {
  const open = list<Duty>(values.duties)
    .filter((one) => one.state === 'open' || one.state === 'overdue')
    .sort((a, b) => a.due_on.localeCompare(b.due_on));
  const seen = new Set<string>();
  return open
    .filter((one) => !seen.has(one.code) && seen.add(one.code))
    .map((one) => ({
      value: one.code,
      label: { zh: `${one.label.zh}（${one.due_on}）`, en: `${one.label.en} (${one.due_on})` },
    }));
}

/** The status changes that count now, the latest on top. */
export function changeChoices(values: Record<string, unknown>): Choice[] {
  return list<StatusChange>(values.status_changes)
    .filter((one) => !one.superseded)
    .reverse()
    .map((one) => ({
      value: one.id,
      label: {
        zh: `${one.effective_on ?? ''} ${one.label.zh} ${one.reason}`,
        en: `${one.effective_on ?? ''} ${one.label.en} ${one.reason}`,
      },
    }));
}

export function termChoices(values: Record<string, unknown>): Choice[] {
  return list<Term>(values.terms)
    .filter((one) => !one.superseded)
    .sort((a, b) => b.n - a.n)
    .map((one) => ({
      value: String(one.n),
      label: same(
        `${one.n} · ${one.credential_no ?? ''} ${one.valid_from ?? one.issued_on ?? ''} – ${one.valid_to ?? '…'}`,
      ),
    }));
}

function dependencyChoices(values: Record<string, unknown>): Choice[] {
  return list<Dependency>(values.dependencies)
    .filter((one) => !one.resolved_on)
    .map((one) => ({
      value: one.id,
      label: { zh: `${one.label.zh} ${one.on?.label ?? ''}`, en: `${one.label.en} ${one.on?.label ?? ''}` },
    }));
}

/** The people and unit that answered for it before. */
export function handedBack(values: Record<string, unknown>, sent: Record<string, unknown>) {
  return Object.fromEntries(
    ['responsible', 'deputy', 'unit']
      .filter((name) => sent[name] !== undefined && sent[name] !== null)
      .map((name) => [name, isRef(values[name]) ? (values[name] as { id: string }).id : null]),
  );
}

/** What ends or changes a credential may end others: those are shown before it is done. */
function registerReaches(): void {
  registerReach('credential', [...Object.keys(CHANGES), 'reinstate', 'take_back', 'correct_term'], 'others');
  registerReach('standard', ['withdraw', 'reinstate'], 'always');
  registerReach('standard', ['amend', 'register'], 'others');
  registerReach('product_change', ['register', 'withdraw'], 'always');
  registerReach('person', ['leave', 'transfer'], 'others');
  registerCounter('standard', 'withdraw', {
    action: 'reinstate',
    payload: (_values, _sent, reason) => ({ reason }),
  });
}

/** What the forms of a credential know beyond their schema. */
export function registerCredentialForms(): void {
  registerReaches();
  registerFormHead('credential', ['renew'], RenewHead);
  for (const [action, change] of Object.entries(CHANGES)) {
    registerFormHead('credential', [action], stateHead(change));
    registerCounter('credential', action, {
      action: 'take_back_change',
      payload: (_values, _sent, reason) => ({ reason }),
    });
  }
  registerCounter('credential', 'reinstate', {
    action: 'take_back_change',
    payload: (_values, _sent, reason) => ({ reason }),
  });
  registerCounter('credential', 'renew', { action: 'take_back', payload: () => ({}) });
  registerCounter('credential', 'archive', { action: 'restore', payload: () => ({}) });
  registerCounter('credential', 'restore', { action: 'archive', payload: () => ({}) });
  registerCounter('credential', 'let_lapse', { action: 'keep', payload: (_v, _s, reason) => ({ reason }) });
  registerCounter('credential', 'hand_over', { action: 'hand_over', payload: handedBack });
  registerChoices('credential', 'record_duty', 'code', dutyChoices);
  registerChoices('credential', 'take_back_change', 'change', changeChoices);
  registerChoices('credential', 'release_dependency', 'dependency', dependencyChoices);
  registerChoices('credential', 'correct_term', 'n', termChoices);
}
