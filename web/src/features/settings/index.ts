import { registerSection } from '@/records/detail/sections';
import { TypeFieldsPanel } from './TypeFieldsPanel';
import { UnitTreePanel } from './UnitTreePanel';

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
    name: 'settings.unitTree',
    place: 'side',
    fits: (kind) => kind.name === 'unit',
    component: UnitTreePanel,
    extras: [],
  });
}
