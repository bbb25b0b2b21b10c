import { registerAlertingSections } from '@/features/alerting';
import { registerChannelSections } from '@/features/channels';
import { registerCredentialSections } from '@/features/credential';
import { registerSettingsSections } from '@/features/settings';
import { DetailPage } from '@/records/detail/DetailPage';

registerAlertingSections();
registerChannelSections();
registerCredentialSections();
registerSettingsSections();

/** The generic record page with the sections that features add. */
export function DetailRoute() {
  return <DetailPage />;
}
