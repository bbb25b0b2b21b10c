import { type ReactNode, useId } from 'react';

/** A titled part of a page. */
export function Panel({
  title,
  extra,
  children,
  flush = false,
  className = '',
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className="panel-head">
          <h2 id={id}>{title}</h2>
          {extra && <div className="panel-extra">{extra}</div>}
        </header>
      )}
      <div className={flush ? 'panel-body flush' : 'panel-body'}>{children}</div>
    </section>
  );
}
