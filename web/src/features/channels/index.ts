import { registerSection } from '@/records/detail/sections';
import { DeliveriesPanel } from './DeliveriesPanel';

/** What the generic page cannot say of an alert: how it was told. */
export function registerChannelSections(): void {
  registerSection({
    name: 'alert.deliveries',
    place: 'top',
    fits: (kind, detail) => kind.name === 'alert' && Array.isArray(detail.extra.deliveries),
    component: DeliveriesPanel,
    extras: ['deliveries', 'record'],
  });
}
