import { Button, Result, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { OFFLINE, Problem } from '@/foundation/problem';
import { useWords } from './words';

/** What to say about a failed request, in the reader's language. */
export function useProblemText(): (error: unknown) => string {
  const say = useWords();
  return (error) => {
    if (error instanceof Problem) {
      if (error.code === OFFLINE) return say('app.offline');
      return error.message;
    }
    return error instanceof Error ? error.message : String(error);
  };
}

export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const say = useWords();
  const text = useProblemText();
  if (error instanceof Problem && error.status === 404)
    return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  return (
    <div className="error-note" role="alert">
      <div>
        <p>{text(error)}</p>
        {error instanceof Problem && error.errors.length > 0 && (
          <ul>
            {[...new Set(error.errors.map((one) => one.message))].map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </div>
      {retry && <Button onClick={retry}>{say('app.retry')}</Button>}
    </div>
  );
}

/** Nothing to show, and what to do about it. */
export function EmptyState({
  title,
  help,
  children,
  compact = false,
}: {
  title: string;
  help?: string;
  children?: ReactNode;
  compact?: boolean;
}) {
  return (
    <div className={compact ? 'empty-state compact' : 'empty-state'}>
      {!compact && (
        <svg viewBox="0 0 64 64" width="56" height="56" aria-hidden="true">
          <rect x="12" y="6" width="40" height="52" rx="4" fill="#fff" stroke="#c9c5b8" strokeWidth="2" />
          <path d="M20 20h24M20 29h24M20 38h12" stroke="#d9d5c9" strokeWidth="3" strokeLinecap="round" />
          <circle cx="42" cy="46" r="8" fill="#e3efec" stroke="#0f5c56" strokeWidth="2" />
        </svg>
      )}
      <p className="empty-title">{title}</p>
      {help && <p className="empty-help">{help}</p>}
      {children && <div className="empty-actions">{children}</div>}
    </div>
  );
}

export function PageLoading() {
  const say = useWords();
  return (
    <div className="page-loading" role="status" aria-label={say('app.loading')}>
      <Skeleton active paragraph={{ rows: 6 }} />
    </div>
  );
}

export function Crash({ error }: { error: unknown }) {
  const say = useWords();
  return (
    <Result
      status="warning"
      title={say('app.crash')}
      subTitle={say('app.crashHelp')}
      extra={
        <>
          <Button type="primary" onClick={() => window.location.reload()}>
            {say('app.reload')}
          </Button>
          <p className="crash-detail">{error instanceof Error ? error.message : String(error)}</p>
        </>
      }
    />
  );
}
