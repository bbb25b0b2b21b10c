import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { type Applied, applicationsQuery, appliesFor, type RunningCase } from '@/api/applying';
import { refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { Mark, useList } from './PlanMark';

/** Whether whoever looks may apply for credentials of one of these kinds of subject here. */
export function useMayApply(...subjectKinds: string[]): boolean {
  const may = useMay();
  const found = useQuery(applicationsQuery(may('case', 'start')));
  return subjectKinds.some((kind) => appliesFor(kind, found.data?.items));
}

/** The applications that run already, by number, with the step they are at. */
export function RunningCases({ cases }: { cases: RunningCase[] }) {
  const say = useWords();
  if (cases.length === 0) return null;
  return (
    <span className="apply-cases">
      <Mark tone="good">{say('apply.running')}</Mark>
      {cases.map((one) => (
        <span key={one.number}>
          {one.id ? (
            <Link to="/r/$kind/$id" params={{ kind: 'case', id: one.id }}>
              {one.number}
            </Link>
          ) : (
            one.number
          )}
          {one.where && <span className="quiet"> {one.where}</span>}
        </span>
      ))}
    </span>
  );
}

/** A button that starts applications, and the window that says what came of it. */
export function ApplyButton({
  send,
  disabled,
  primary,
  children,
}: {
  send: () => Promise<Applied>;
  disabled?: boolean;
  primary?: boolean;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const applying = useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all([refreshAfterWrite(client, 'case'), client.invalidateQueries({ queryKey: ['coverage'] })]),
  });
  return (
    <>
      <Button
        type={primary ? 'primary' : 'default'}
        className="no-print"
        disabled={disabled}
        loading={applying.isPending}
        onClick={() => applying.mutate()}
      >
        {children}
      </Button>
      {(applying.data || applying.error) && (
        <Outcome done={applying.data} error={applying.error} onClose={applying.reset} />
      )}
    </>
  );
}

function Outcome({
  done,
  error,
  onClose,
}: {
  done: Applied | undefined;
  error: unknown;
  onClose: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const list = useList();
  const problemText = useProblemText();
  return (
    <Modal
      open
      title={say('apply.outcome')}
      onCancel={onClose}
      onOk={onClose}
      okText={say('app.close')}
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      {error !== null && <Alert type="error" showIcon title={problemText(error)} />}
      {done && done.started.length > 0 && (
        <>
          <Alert type="success" showIcon title={say('apply.started', { count: done.started.length })} />
          <ul className="plain-list apply-list">
            {done.started.map((one) => (
              <li key={one.case.id}>
                <Link to="/r/$kind/$id" params={{ kind: 'case', id: one.case.id }}>
                  {one.case.number}
                </Link>{' '}
                {label(one.type)} <code>{one.type.code}</code>
                <div className="quiet small">
                  {list(one.subjects.slice(0, 5).map((who) => who.label))}
                  {one.subjects.length > 5 && ` +${one.subjects.length - 5}`}
                  {one.markets.length > 0 && ` · ${list(one.markets)}`}
                  {one.case.where && ` · ${one.case.where}`}
                </div>
                {one.already.length > 0 && (
                  <div className="quiet small">
                    {say('apply.leftOut', { numbers: list(one.already.map((each) => each.number)) })}
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {done && done.refused.length > 0 && (
        <>
          <Alert type="warning" showIcon title={say('apply.refused', { count: done.refused.length })} />
          <ul className="plain-list apply-list">
            {done.refused.map((one) => (
              <li key={one.type.code}>
                {label(one.type)} <code>{one.type.code}</code>
                <div className="quiet small">{one.message}</div>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}
