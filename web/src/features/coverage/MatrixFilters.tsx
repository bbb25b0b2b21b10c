import { FilterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { useMay, useToday } from '@/api/session';
import type { WordKey } from '@/foundation/words';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { LOOKS, SHOWN_STATES } from './StateMark';
import { acrossOf, CONTEXTS, type CoverageSearch, SUBJECT_KIND } from './search';

export const PAIRS: Record<string, WordKey> = {
  market: 'coverage.pair.market',
  post: 'coverage.pair.post',
  stage: 'coverage.pair.stage',
  supply: 'coverage.pair.supply',
  company: 'coverage.pair.company',
};

/** Which pair, and what of it: every choice is in the address, so that a colleague sees the same. */
export function MatrixFilters({
  search,
  onChange,
}: {
  search: CoverageSearch;
  onChange: (next: CoverageSearch) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const today = useToday();
  const phone = usePhone();
  const { byName } = useCatalogue();
  const [opened, setOpened] = useState(false);
  const context = search.context ?? 'market';
  const kind = SUBJECT_KIND[context] ?? 'product';
  const contexts = CONTEXTS.filter((one) => may(SUBJECT_KIND[one] ?? '', 'read'));
  const count = ['subject', 'market', 'unit', 'state', 'rule', 'type'].filter(
    (name) => search[name as keyof CoverageSearch],
  ).length;
  const ref = (name: 'subject' | 'market' | 'unit' | 'rule' | 'type', of: string) => (
    <RefSelect
      id={`coverage-${name}`}
      kind={of}
      allowCreate={false}
      value={search[name] ?? null}
      onChange={(next) => onChange({ ...search, [name]: typeof next === 'string' ? next : undefined })}
    />
  );
  return (
    <div className="coverage-controls">
      <div className="coverage-pairs">
        <Select
          aria-label={say('coverage.pair')}
          value={context}
          popupMatchSelectWidth={false}
          onChange={(next) => onChange({ context: next === 'market' ? undefined : next, on: search.on })}
          options={contexts.map((one) => ({ value: one, label: say(PAIRS[one] ?? 'coverage.pair.market') }))}
        />
        <Segmented<string>
          aria-label={say('coverage.columns')}
          value={acrossOf(search)}
          onChange={(next) => onChange({ ...search, across: next })}
          options={[
            { value: 'place', label: say(context === 'market' ? 'coverage.byMarket' : 'coverage.byRole') },
            { value: 'rule', label: say('coverage.byRule') },
          ]}
        />
        <div className="coverage-day">
          <label htmlFor="coverage-on">{say('coverage.on')}</label>
          <DayInput
            id="coverage-on"
            always
            value={search.on ?? today}
            onChange={(next) => onChange({ ...search, on: next && next !== today ? next : undefined })}
          />
        </div>
        {phone && (
          <Button icon={<FilterOutlined />} aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {say('coverage.filter')} {count > 0 && count}
          </Button>
        )}
      </div>
      {(!phone || opened) && (
        <div className="coverage-filters">
          <Entry
            id="coverage-subject"
            text={context === 'market' ? say('coverage.line') : label(byName.get(kind)?.label)}
          >
            {ref('subject', kind)}
          </Entry>
          {context === 'market' && (
            <Entry id="coverage-market" text={say('coverage.market')}>
              {ref('market', 'market')}
            </Entry>
          )}
          {may('unit', 'read') && (
            <Entry id="coverage-unit" text={say('coverage.unit')}>
              {ref('unit', 'unit')}
            </Entry>
          )}
          <Entry id="coverage-state" text={say('coverage.status')}>
            <Select
              id="coverage-state"
              mode="multiple"
              maxTagCount="responsive"
              value={search.state?.split(',') ?? []}
              onChange={(next: string[]) =>
                onChange({ ...search, state: next.length > 0 ? next.join(',') : undefined })
              }
              options={SHOWN_STATES.filter((one) => one !== 'not_applicable').map((one) => ({
                value: one,
                label: say(LOOKS[one].word),
              }))}
            />
          </Entry>
          {may('requirement_rule', 'read') && (
            <Entry id="coverage-rule" text={say('coverage.rule')}>
              {ref('rule', 'requirement_rule')}
            </Entry>
          )}
          {may('credential_type', 'read') && (
            <Entry id="coverage-type" text={say('coverage.type')}>
              {ref('type', 'credential_type')}
            </Entry>
          )}
          <Checkbox
            checked={search.advised === 'yes'}
            onChange={(event) => onChange({ ...search, advised: event.target.checked ? 'yes' : undefined })}
          >
            {say('coverage.withAdvised')}
          </Checkbox>
          {count > 0 && (
            <Button type="text" onClick={() => onChange({ context: search.context, on: search.on })}>
              {say('coverage.clear')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Entry({ id, text, children }: { id: string; text: string; children: ReactNode }) {
  return (
    <div className="coverage-entry">
      <label htmlFor={id}>{text}</label>
      {children}
    </div>
  );
}
