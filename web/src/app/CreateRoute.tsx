import { registerAlertingSections } from '@/features/alerting';
import { registerRuleSections } from '@/features/coverage/rules';
import { registerCredentialSections } from '@/features/credential';
import { CreatePage } from '@/records/form/CreatePage';

registerAlertingSections();
registerCredentialSections();
registerRuleSections();

/** The generic page of a new record with what features add to its form. */
export function CreateRoute() {
  return <CreatePage />;
}
