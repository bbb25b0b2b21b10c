import { Select } from 'antd';
import type { ImportMode, ImportRun } from '@/api/imports';
import type { WordKey } from '@/foundation/words';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import type { Draft } from './draft';

const MODES: ImportMode[] = ['create_update', 'create_only', 'update_only'];
const BLANKS = ['keep', 'clear'] as const;

/** What happens to records already there, how they are recognised, and what a blank cell means. */
export function ImportOptions({
  run,
  draft,
  onDraft,
}: {
  run: ImportRun;
  draft: Draft;
  onDraft: (next: Draft) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const names = (key: string[]) =>
    key.map((name) => label(run.targets.find((one) => one.name === name)?.label) || name).join(' + ');
  return (
    <Panel title={say('import.options')}>
      <div className="default-grid">
        <div className="default-cell">
          <label htmlFor="import-mode">{say('import.mode')}</label>
          <Select
            id="import-mode"
            value={draft.mode}
            onChange={(mode) => onDraft({ ...draft, mode })}
            options={MODES.map((one) => ({ value: one, label: say(`import.mode.${one}` as WordKey) }))}
          />
        </div>
        <div className="default-cell">
          <label htmlFor="import-keys">{say('import.keys')}</label>
          {run.keys.length === 0 ? (
            <span id="import-keys" className="quiet">
              {say('import.keysNone')}
            </span>
          ) : (
            <Select
              id="import-keys"
              value={draft.keys.join('|')}
              onChange={(next: string) => onDraft({ ...draft, keys: next ? next.split('|') : [] })}
              options={[
                { value: '', label: run.keys.map(names).join(' / ') },
                ...(run.keys.length > 1
                  ? run.keys.map((key) => ({ value: key.join('|'), label: names(key) }))
                  : []),
              ]}
            />
          )}
        </div>
        <div className="default-cell">
          <label htmlFor="import-blanks">{say('import.blanks')}</label>
          <Select
            id="import-blanks"
            value={draft.blanks}
            onChange={(blanks) => onDraft({ ...draft, blanks })}
            options={BLANKS.map((one) => ({ value: one, label: say(`import.blanks.${one}` as WordKey) }))}
          />
        </div>
      </div>
    </Panel>
  );
}
