import { registerAlertingSections } from '@/features/alerting';
import { registerChannelSections } from '@/features/channels';
import { registerScenarioSections } from '@/features/coverage/kept';
import { registerRuleSections } from '@/features/coverage/rules';
import { registerSubjectSections } from '@/features/coverage/subjects';
import { registerCredentialSections } from '@/features/credential';
import { registerSettingsSections } from '@/features/settings';
import { registerProcessSections } from '@/features/work';
import { DetailPage } from '@/records/detail/DetailPage';

registerAlertingSections();
registerChannelSections();
registerCredentialSections();
registerProcessSections();
registerSettingsSections();
registerRuleSections();
registerScenarioSections();
registerSubjectSections();

/** The generic record page with the sections that features add. */
export function DetailRoute() {
  return <DetailPage />;
}
