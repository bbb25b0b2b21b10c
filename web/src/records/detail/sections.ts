/** Features add what generic pages cannot say: a section of a kind's page, registered by name. */
import type { ComponentType } from 'react';
import type { RecordDetail } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';

export interface SectionProps {
  kind: KindSpec;
  detail: RecordDetail;
}

export interface Section {
  name: string;
  /** where on the page: beside the facts, above them, or below */
  place: 'top' | 'below' | 'side';
  fits: (kind: KindSpec, detail: RecordDetail) => boolean;
  component: ComponentType<SectionProps>;
  /** parts of `extra` this section shows, so that the generic view leaves them out */
  extras?: string[];
  /** fields this section shows, left out of the list of fields */
  fields?: string[];
}

const sections: Section[] = [];

export function claimedFields(kind: KindSpec, detail: RecordDetail): Set<string> {
  return new Set(sections.filter((one) => one.fits(kind, detail)).flatMap((one) => one.fields ?? []));
}

export function registerSection(section: Section): void {
  const at = sections.findIndex((one) => one.name === section.name);
  if (at >= 0) sections[at] = section;
  else sections.push(section);
}

export function sectionsFor(kind: KindSpec, detail: RecordDetail, place: Section['place']): Section[] {
  return sections.filter((one) => one.place === place && one.fits(kind, detail));
}

export function shownExtras(kind: KindSpec, detail: RecordDetail): Set<string> {
  return new Set(sections.filter((one) => one.fits(kind, detail)).flatMap((one) => one.extras ?? []));
}
