import { registerSection } from '@/records/detail/sections';
import { registerFormFoot } from '@/records/form/extras';
import { FeedPanel } from './FeedPanel';
import { MailingsPanel } from './MailingsPanel';
import { PeriodsPanel } from './PeriodsPanel';
import { PolicyFoot, PolicyPanel } from './PolicyPanel';

/** What the generic page cannot say of a policy, a calendar feed and a weekly pack. */
export function registerAlertingSections(): void {
  registerFormFoot('alert_policy', ['define', 'amend'], PolicyFoot);
  registerSection({
    name: 'alert_policy.words',
    place: 'top',
    fits: (kind) => kind.name === 'alert_policy',
    component: PolicyPanel,
    // The sentence says what these hold.
    fields: ['recipients', 'ladder', 'levels'],
  });
  registerSection({
    name: 'calendar_feed.address',
    place: 'top',
    fits: (kind) => kind.name === 'calendar_feed',
    component: FeedPanel,
    extras: ['address'],
  });
  registerSection({
    name: 'routine.periods',
    place: 'top',
    fits: (kind) => kind.name === 'routine',
    component: PeriodsPanel,
    extras: ['periods'],
  });
  registerSection({
    name: 'weekly_pack.mailings',
    place: 'top',
    fits: (kind) => kind.name === 'weekly_pack',
    component: MailingsPanel,
    extras: ['mailings'],
  });
}
