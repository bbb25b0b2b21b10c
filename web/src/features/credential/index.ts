import { registerSection } from '@/records/detail/sections';
import { DutiesPanel } from './DutiesPanel';
import { ScopePanel } from './ScopePanel';
import { StandingPanel } from './StandingPanel';
import { TermsPanel } from './TermsPanel';

/** Sections of the credential page that the generic one cannot say. */
export function registerCredentialSections(): void {
  const credential = (kind: { name: string }) => kind.name === 'credential';
  registerSection({
    name: 'credential.standing',
    place: 'top',
    fits: (kind, detail) => credential(kind) && detail.extra.standing !== undefined,
    component: StandingPanel,
    extras: ['standing', 'segments', 'status_changes', 'constraints'],
  });
  registerSection({
    name: 'credential.terms',
    place: 'below',
    fits: (kind, detail) => credential(kind) && Array.isArray(detail.extra.terms),
    component: TermsPanel,
    extras: ['terms'],
  });
  registerSection({
    name: 'credential.scope',
    place: 'below',
    fits: (kind, detail) => credential(kind) && detail.extra.scope !== undefined,
    component: ScopePanel,
    extras: ['scope'],
  });
  registerSection({
    name: 'credential.duties',
    place: 'side',
    fits: (kind) => credential(kind),
    component: DutiesPanel,
    extras: ['duties'],
  });
}
