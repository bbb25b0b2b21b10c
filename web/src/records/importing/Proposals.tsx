import { Button, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useCatalogue, useKind } from '@/api/catalogue';
import { type Decision, type ImportRun, type Proposal, useImportActions } from '@/api/imports';
import { learnName } from '@/api/names';
import { KindIcon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { ErrorNote } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { RefSelect } from '../inputs/RefSelect';

type Decisions = Record<string, Decision | null>;

function place(one: Proposal): string {
  return `${one.kind} ${one.value}`;
}

function isDecided(decision: Decision | null | undefined): decision is Decision {
  return decision !== null && decision !== undefined && (decision.do !== 'map' || Boolean(decision.id));
}

/** Names the register does not know: created, matched or skipped, one decision each, then checked again. */
export function Proposals({ run }: { run: ImportRun }) {
  const say = useWords();
  const { change, step } = useImportActions(run.id);
  const [decisions, setDecisions] = useState<Decisions>(() =>
    Object.fromEntries(run.proposals.map((one) => [place(one), one.decision])),
  );
  const [all, setAll] = useState<string[]>([]);
  useEffect(() => {
    for (const one of run.proposals) for (const near of one.suggestions) learnName(near.id, near.label);
  }, [run.proposals]);
  if (run.proposals.length === 0) return null;
  const open = run.proposals.filter((one) => !isDecided(decisions[place(one)])).length;
  const changed = run.proposals.some(
    (one) => JSON.stringify(decisions[place(one)] ?? null) !== JSON.stringify(one.decision ?? null),
  );

  async function recheck(): Promise<void> {
    const sent = run.proposals.map((one) => {
      const decision = decisions[place(one)];
      const whole = isDecided(decision) ? decision : null;
      return {
        kind: one.kind,
        value: one.value,
        do: whole?.do ?? null,
        ...(whole?.id ? { id: whole.id } : {}),
        ...(whole?.do === 'create' && whole.as ? { as: whole.as } : {}),
      };
    });
    await change.mutateAsync({ decisions: sent, ...(all.length > 0 ? { create_missing: all } : {}) });
    await step.mutateAsync('dry-run');
  }

  function createAll(): void {
    const next = { ...decisions };
    for (const one of run.proposals)
      if (one.may_create && !isDecided(next[place(one)])) next[place(one)] = { do: 'create' };
    setDecisions(next);
    // Names beyond those listed here are created too.
    setAll([...new Set(run.proposals.filter((one) => one.may_create).map((one) => one.kind))]);
  }

  return (
    <Panel
      title={say('import.unknown')}
      extra={
        run.proposals.some((one) => one.may_create) && (
          <Button size="small" onClick={createAll}>
            {say('import.createAll')}
          </Button>
        )
      }
    >
      <p className="quiet">{say('import.unknownHelp')}</p>
      <ul className="plain-list proposals">
        {run.proposals.map((one) => (
          <ProposalLine
            key={place(one)}
            proposal={one}
            decision={decisions[place(one)] ?? null}
            onDecide={(decision) => setDecisions({ ...decisions, [place(one)]: decision })}
          />
        ))}
      </ul>
      {(change.error || step.error) && <ErrorNote error={change.error ?? step.error} />}
      <div className="proposal-foot">
        <span className="quiet" aria-live="polite">
          {open > 0 && say('import.undecided', { count: open })}
        </span>
        <Button
          type="primary"
          ghost
          disabled={!changed}
          loading={change.isPending || step.isPending}
          onClick={() => void recheck().catch(() => undefined)}
        >
          {say('import.recheck')}
        </Button>
      </div>
    </Panel>
  );
}

function ProposalLine({
  proposal,
  decision,
  onDecide,
}: {
  proposal: Proposal;
  decision: Decision | null;
  onDecide: (decision: Decision | null) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const kind = useKind(proposal.kind);
  const catalogue = useCatalogue();
  const best = proposal.suggestions[0];
  const choices = [
    ...(proposal.may_create ? [{ value: 'create', label: say('import.decide.create') }] : []),
    { value: 'map', label: say('import.decide.map') },
    { value: 'skip', label: say('import.decide.skip') },
  ];
  return (
    <li className="proposal">
      <div className="proposal-words">
        <span className="quiet">
          <KindIcon kind={proposal.kind} /> {label(kind?.label) || proposal.kind} ·{' '}
          {say('import.unknownRows', { count: proposal.rows })}
        </span>
        <strong>{proposal.value}</strong>
        {best && decision?.do !== 'map' && (
          <span className="quiet">
            {say('import.perhaps')}
            <button
              type="button"
              className="link-button"
              onClick={() => onDecide({ do: 'map', id: best.id })}
            >
              {best.label}
            </button>
          </span>
        )}
      </div>
      <Segmented
        aria-label={say('import.decideFor', { value: proposal.value })}
        value={decision?.do ?? ''}
        options={choices}
        onChange={(next) =>
          onDecide(
            next === 'map' ? { do: 'map', ...(best ? { id: best.id } : {}) } : { do: next as Decision['do'] },
          )
        }
      />
      {decision?.do === 'create' && (proposal.creates?.length ?? 0) > 1 && (
        <Select
          size="small"
          aria-label={say('import.createAs', { value: proposal.value })}
          value={decision.as ?? proposal.as}
          options={catalogue.kinds
            .filter((one) => proposal.creates?.includes(one.name))
            .map((one) => ({ value: one.name, label: label(one.label) }))}
          onChange={(as) => onDecide({ do: 'create', as })}
        />
      )}
      {decision?.do === 'map' && (
        <RefSelect
          kind={proposal.kind}
          value={decision.id ?? null}
          ariaLabel={say('import.mapTo', { value: proposal.value })}
          extraOptions={proposal.suggestions.map((one) => ({ value: one.id, label: one.label }))}
          onChange={(id) => onDecide({ do: 'map', ...(typeof id === 'string' ? { id } : {}) })}
        />
      )}
    </li>
  );
}
