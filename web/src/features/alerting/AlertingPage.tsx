import { CheckCircleFilled } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { compare, healthQuery, ledgerAddress, packAddress } from '@/api/alerting';
import { useMay } from '@/api/session';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { DrillPanel } from './DrillPanel';
import { GapsPanel } from './GapsPanel';

/** Whether the alerting can be trusted: health, drill, gaps; and what a meeting takes along. */
export function AlertingPage() {
  const say = useWords();
  const oversees = useMay()('alert', 'oversee');
  useTitle(say('alerting.title'));
  return (
    <div className="alerting">
      <header className="page-head">
        <h1>{say('alerting.title')}</h1>
      </header>
      <p className="quiet">{say('alerting.help')}</p>
      {oversees && <HealthPanel />}
      <Panel title={say('alerting.pack')}>
        <p className="quiet">{say('alerting.packHelp')}</p>
        <div className="button-row">
          <Button href={packAddress('pdf')}>{say('alerting.pdf')}</Button>
          <Button href={packAddress('xlsx')}>{say('alerting.xlsx')}</Button>
          <Button type="text" href={ledgerAddress('xlsx')}>
            {say('alerting.ledger')}
          </Button>
        </div>
      </Panel>
      {oversees && <GapsPanel />}
      {oversees && <DrillPanel />}
    </div>
  );
}

function HealthPanel() {
  const say = useWords();
  const label = useLabel();
  const client = useQueryClient();
  const health = useQuery(healthQuery);
  const comparing = useMutation({
    mutationFn: compare,
    onSuccess: () => client.invalidateQueries({ queryKey: healthQuery.queryKey }),
  });
  const found = comparing.data;
  return (
    <Panel
      title={say('alerting.health')}
      extra={
        <Button size="small" onClick={() => comparing.mutate()} loading={comparing.isPending}>
          {say('alerting.compare')}
        </Button>
      }
    >
      {health.error ? (
        <ErrorNote error={health.error} retry={() => void health.refetch()} />
      ) : health.isPending ? (
        <PageLoading />
      ) : (
        <>
          <p className="alerting-line num">{label(health.data.line)}</p>
          {health.data.ok ? (
            <p className="alerting-well">
              <CheckCircleFilled aria-hidden="true" /> {say('alerting.well')}
            </p>
          ) : (
            health.data.problems.map((one) => (
              <Alert
                key={one.code}
                type="error"
                showIcon
                title={label(one.text)}
                className="alerting-problem"
              />
            ))
          )}
        </>
      )}
      {comparing.error && <ErrorNote error={comparing.error} />}
      {found ? (
        <p className={found.ok ? 'num' : 'num day-bad'} role="status">
          {say('alerting.compared', {
            owed: found.owed,
            lost: found.lost,
            undelivered: found.undelivered,
            stale: found.stale,
          })}
        </p>
      ) : (
        <p className="quiet">{say('alerting.compareHelp')}</p>
      )}
    </Panel>
  );
}
