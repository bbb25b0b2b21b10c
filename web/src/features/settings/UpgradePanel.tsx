import { useCatalogue } from '@/api/catalogue';
import { fieldOf } from '@/foundation/catalogue';
import type { SectionProps } from '@/records/detail/sections';
import { isBlank, plainText } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Pending {
  kind: string;
  code: string;
  name: string;
  name_en: string;
  what: 'new' | 'changed' | 'kept';
  fields: { field: string; before: unknown; after: unknown }[];
}

const TONE = { new: 'valid', changed: 'renewing', kept: 'closed' } as const;

/** What an upgrade of a pack would bring, change, and leave as people here set it. */
export function UpgradePanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const { byName } = useCatalogue();
  const pending = (detail.extra?.pending ?? []) as unknown as Pending[];
  if (pending.length === 0) return null;
  return (
    <Panel title={say('upgrade.title')}>
      <ul className="plain-list">
        {pending.map((one) => {
          const kind = byName.get(one.kind);
          return (
            <li key={`${one.what} ${one.kind} ${one.code}`}>
              <StatusTag status={TONE[one.what]} text={say(`upgrade.${one.what}`)} />{' '}
              <strong>{(lang === 'en' && one.name_en) || one.name || one.code}</strong>{' '}
              <span className="quiet">
                {label(kind?.label) || one.kind} · <span className="mono">{one.code}</span>
              </span>
              {one.fields.length > 0 && (
                <ul className="plain-list">
                  {one.fields.map((field) => {
                    const [name = '', inner] = field.field.split('.');
                    const known = kind && fieldOf(kind, name);
                    return (
                      <li key={field.field}>
                        <span className="quiet">
                          {[label(known?.label) || name, inner].filter(Boolean).join(' · ')}：
                        </span>
                        {said(field.before, say('app.none'))} →{' '}
                        {one.what === 'kept'
                          ? say('upgrade.shipped', { value: said(field.after, say('app.none')) })
                          : said(field.after, say('app.none'))}
                      </li>
                    );
                  })}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function said(value: unknown, none: string): string {
  if (isBlank(value)) return none;
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : plainText(value);
  if (value.every((one) => typeof one !== 'object')) return plainText(value);
  const lists = value.every((one) => Array.isArray(one) && one.every((code) => typeof code === 'string'));
  return lists ? value.map((one) => (one as string[]).join(' + ')).join(' / ') : JSON.stringify(value);
}
