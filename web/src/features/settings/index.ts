import { registerSection } from '@/records/detail/sections';
import { registerReach } from '@/records/form/extras';
import { HandoverPanel } from './HandoverPanel';
import { PackPanel } from './PackPanel';
import { TypeFieldsPanel } from './TypeFieldsPanel';
import { UnitTreePanel } from './UnitTreePanel';
import { UpgradePanel } from './UpgradePanel';

/** Sections of settings records that the generic page cannot say. */
export function registerSettingsSections(): void {
  registerSection({
    name: 'settings.typeFields',
    place: 'below',
    fits: (kind) => kind.name === 'credential_type',
    component: TypeFieldsPanel,
    extras: [],
  });
  registerSection({
    name: 'settings.upgrade',
    place: 'top',
    fits: (kind) => kind.name === 'pack',
    component: UpgradePanel,
    extras: ['pending'],
  });
  registerSection({
    name: 'settings.pack',
    place: 'below',
    fits: (kind) => kind.name === 'pack',
    component: PackPanel,
    extras: ['pack'],
  });
  registerReach('pack', ['upgrade'], 'others');
  registerSection({
    name: 'settings.handover',
    place: 'top',
    fits: (kind, detail) => kind.name === 'user' && Boolean(detail.extra?.handover),
    component: HandoverPanel,
    extras: ['handover'],
  });
  registerSection({
    name: 'settings.unitTree',
    place: 'side',
    fits: (kind) => kind.name === 'unit',
    component: UnitTreePanel,
    extras: [],
  });
}
