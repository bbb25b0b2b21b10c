import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useKind } from '@/api/catalogue';
import { learnWords } from '@/foundation/i18n';
import { GATE } from '@/foundation/words/gate';
import { EmptyState } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { AskPanel } from './AskPanel';
import { ListPanel } from './ListPanel';
import { OverridesPanel } from './OverridesPanel';
import type { GateTab } from './search';

learnWords(GATE);

/** May this be done on this day: one question, a whole list, and the exceptions somebody granted. */
export function GatePage() {
  const say = useWords();
  const kind = useKind('gate_override');
  const search = useSearch({ from: '/app/gate' });
  const navigate = useNavigate({ from: '/gate' });
  useTitle(say('gate.title'));
  if (!kind) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  const tab: GateTab = search.tab ?? 'ask';
  return (
    <div className="gate-page">
      <header className="page-head">
        <h1>{say('gate.title')}</h1>
        <Segmented<GateTab>
          value={tab}
          onChange={(next) =>
            void navigate({
              search: ({ tab: _, ...kept }) => (next === 'ask' ? kept : { ...kept, tab: next }),
            })
          }
          options={[
            { value: 'ask', label: say('gate.ask') },
            { value: 'list', label: say('gate.list') },
            { value: 'overrides', label: say('gate.overrides') },
          ]}
        />
      </header>
      <p className="quiet">{say('gate.intro')}</p>
      {tab === 'ask' && <AskPanel kind={kind} />}
      {tab === 'list' && <ListPanel kind={kind} />}
      {tab === 'overrides' && <OverridesPanel kind={kind} />}
    </div>
  );
}
