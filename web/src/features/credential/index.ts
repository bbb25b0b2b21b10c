import { registerSection } from '@/records/detail/sections';
import { registerStart } from '@/records/form/starts';
import { DutiesPanel } from './DutiesPanel';
import { ScopePanel } from './ScopePanel';
import { StandingPanel } from './StandingPanel';
import { nextTerm, openDuty } from './starts';
import { TermsPanel } from './TermsPanel';

/** Sections of the credential page that the generic one cannot say. */
export function registerCredentialSections(): void {
  const credential = (kind: { name: string }) => kind.name === 'credential';
  registerSection({
    name: 'credential.standing',
    place: 'top',
    fits: (kind, detail) => credential(kind) && detail.extra.standing !== undefined,
    component: StandingPanel,
    extras: ['standing', 'status_changes', 'type'],
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
    extras: ['scope'],
    fields: ['products', 'excluded_products', 'markets', 'standards', 'scope_text'],
  });
  registerSection({
    name: 'credential.duties',
    place: 'side',
    fits: (kind) => credential(kind),
    component: DutiesPanel,
    extras: ['duties', 'renewal'],
  });
  registerStart('credential', 'renew', nextTerm);
  registerStart('credential', 'record_duty', openDuty);
}
