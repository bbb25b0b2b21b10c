import { registerAlertingSections } from '@/features/alerting';
import { registerCredentialSections } from '@/features/credential';
import { CreatePage } from '@/records/form/CreatePage';

registerAlertingSections();
registerCredentialSections();

/** The generic page of a new record with what features add to its form. */
export function CreateRoute() {
  return <CreatePage />;
}
