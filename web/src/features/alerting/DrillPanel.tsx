import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { useState } from 'react';
import { drillQuery } from '@/api/alerting';
import { useToday } from '@/api/session';
import { formatDay } from '@/foundation/dates';
import { DayInput } from '@/records/inputs/DayInput';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

/** Who would be told what on a day, if nothing changes before. */
export function DrillPanel() {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const today = useToday();
  const [day, setDay] = useState(today);
  const drill = useQuery(drillQuery(day));
  return (
    <Panel
      title={say('alerting.drill')}
      extra={
        <DayInput
          value={day}
          onChange={(next) => setDay(next ?? today)}
          ariaLabel={say('alerting.day')}
          always
        />
      }
    >
      <p className="quiet">{say('alerting.drillHelp')}</p>
      {drill.error ? (
        <ErrorNote error={drill.error} retry={() => void drill.refetch()} />
      ) : drill.isPending ? (
        <PageLoading />
      ) : drill.data.count === 0 ? (
        <EmptyState title={say('alerting.drillNone')} compact />
      ) : (
        <>
          <p>
            <strong className="num">
              {say('alerting.drillCount', { day: formatDay(drill.data.on, lang), count: drill.data.count })}
            </strong>
          </p>
          <p className="tag-row">
            {drill.data.people.slice(0, 20).map(([name, count]) => (
              <Tag key={name}>
                {name || say('alerting.nobody')} · {count}
              </Tag>
            ))}
          </p>
          <ul className="plain-list alerting-list">
            {drill.data.items.slice(0, 100).map((one) => (
              <li key={`${one.record}${one.recipient?.id}${label(one.stage)}${label(one.label)}`}>
                <Link to="/r/$kind/$id" params={{ kind: one.kind, id: one.record }} className="title-link">
                  {one.title}
                </Link>
                <span className="quiet">
                  {label(one.label)} · {label(one.stage)}
                </span>
                <span>
                  → {one.recipient?.label ?? say('alerting.nobody')}{' '}
                  <span className="quiet">{one.channels.join(' · ')}</span>
                </span>
                <span className="num">{formatDay(one.due_on, lang)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
