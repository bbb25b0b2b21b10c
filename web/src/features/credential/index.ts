import { registerArrangement } from '@/records/detail/arrangement';
import { registerSection } from '@/records/detail/sections';
import { registerStart } from '@/records/form/starts';
import { DependenciesPanel } from './DependenciesPanel';
import { DutiesPanel } from './DutiesPanel';
import { FilingsPanel } from './FilingsPanel';
import { registerCredentialForms } from './forms';
import { credentialWish } from './lifecycle';
import { ScopePanel } from './ScopePanel';
import { StandardPanel } from './StandardPanel';
import { StandingPanel } from './StandingPanel';
import { nextTerm, openDuty, presentClauses, presentScope } from './starts';
import { TermsPanel } from './TermsPanel';

/** Sections of the credential page that the generic one cannot say. */
export function registerCredentialSections(): void {
  const credential = (kind: { name: string }) => kind.name === 'credential';
  const filled = (value: unknown) => Array.isArray(value) && value.length > 0;
  registerSection({
    name: 'credential.standing',
    place: 'top',
    fits: (kind, detail) => credential(kind) && detail.extra.standing !== undefined,
    component: StandingPanel,
    extras: ['standing', 'status_changes', 'type', 'as_of', 'to_confirm', 'states'],
    fields: [
      'status',
      'state',
      'effective_from',
      'effective_to',
      'binding_code',
      'binding_ref',
      'warn_from',
      'timeline',
      'segmented',
      'type_version',
      'known_from',
    ],
  });
  registerSection({
    name: 'credential.terms',
    place: 'top',
    fits: (kind, detail) => credential(kind) && Array.isArray(detail.extra.terms),
    component: TermsPanel,
    extras: ['terms'],
    fields: ['term_count'],
  });
  registerSection({
    name: 'credential.scope',
    place: 'below',
    fits: (kind, detail) => credential(kind) && detail.extra.scope !== undefined,
    component: ScopePanel,
    extras: ['scope', 'clauses'],
    fields: ['products', 'excluded_products', 'markets', 'standards', 'scope_text'],
  });
  registerSection({
    name: 'credential.duties',
    place: 'side',
    fits: (kind) => credential(kind),
    component: DutiesPanel,
    extras: ['duties', 'renewal', 'let_lapse'],
  });
  registerSection({
    name: 'credential.dependencies',
    place: 'below',
    fits: (kind, detail) => credential(kind) && filled(detail.extra.dependencies),
    component: DependenciesPanel,
    extras: ['dependencies'],
  });
  registerSection({
    name: 'credential.filings',
    place: 'side',
    fits: (kind, detail) => credential(kind) && filled(detail.extra.filings),
    component: FilingsPanel,
    extras: ['filings'],
  });
  registerSection({
    name: 'standard.credentials',
    place: 'below',
    fits: (kind) => kind.name === 'standard',
    component: StandardPanel,
  });
  registerCredentialForms();
  registerArrangement('credential', credentialWish);
  registerStart('credential', 'renew', nextTerm);
  registerStart('credential', 'record_duty', openDuty);
  registerStart('credential', 'set_scope', presentScope);
  registerStart('credential', 'set_clauses', presentClauses);
}
