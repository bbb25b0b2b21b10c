import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { DeliveryState } from '@/api/channels';
import { aboutQuery, type RecordDetail } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';
import { formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { plainText } from '../values/Value';
import { DeliveryList } from './DeliveryList';

interface Told {
  id?: string;
  on?: string;
  due_on?: string;
  at?: string;
  to?: unknown;
  recipient?: unknown;
  recipients?: unknown;
  stage?: Label | string;
  label?: Label | string;
  channel?: Label | string;
  channels?: unknown;
  status?: string;
  state?: string;
  state_label?: Label | string;
  reached?: Label | null;
  reason?: Label | null;
  decision?: Label | null;
  deliveries?: DeliveryState[];
  /** last day for an answer */
  answer_by?: string | null;
  /** who is told next if nobody answers */
  following?: {
    on: string;
    people: string[];
    relation: Label;
    answer_by: string | null;
    asks?: Label | null;
  }[];
  /** a day off: these channels wait */
  held?: { channels: string[]; until: string } | null;
}

/** Who was told, and who will be told, about this record's deadlines. */
export function AlertsPanel({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const watched = kind.has_deadlines ?? kind.fields.some((field) => field.name === 'valid_to');
  const answer = useQuery({
    ...aboutQuery<{ items?: Told[]; planned?: Told[]; sent?: Told[] }>(kind.name, detail.id, 'alerts'),
    enabled: watched,
  });
  if (!watched || !answer.data) return null;
  const items = answer.data.items ?? [...(answer.data.sent ?? []), ...(answer.data.planned ?? [])];
  return (
    <Panel
      title={say('told.title')}
      extra={
        items.some((item) => item.id) && (
          <Button size="small" href={`/api/v1/records/${kind.name}/${detail.id}/alerts/ledger?format=xlsx`}>
            {say('told.ledger')}
          </Button>
        )
      }
    >
      {items.length === 0 ? (
        <EmptyState compact title={say('told.none')} help={say('told.noneHelp')} />
      ) : (
        <ul className="plain-list told">
          {items.map((item, at) => {
            const day = item.on ?? item.at ?? item.due_on ?? '';
            const status = item.status ?? item.state ?? '';
            const story = [item.reached, item.decision, item.reason].map(label).filter(Boolean);
            return (
              <li key={item.id ?? `${day}${at}`}>
                <span className="num told-day">{formatDay(day, lang)}</span>
                <span>
                  {plainText(item.recipient ?? item.to ?? item.recipients)}{' '}
                  <span className="quiet">
                    {[label(item.stage) || label(item.label), plainText(item.channels) || label(item.channel)]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                  {story.length > 0 && <span className="told-why quiet">{story.join(' · ')}</span>}
                </span>
                {status && <StatusTag status={status} text={label(item.state_label) || status} />}
                {(item.answer_by || item.held) && (
                  <span className="told-how quiet">
                    {[
                      item.held &&
                        say('told.held', {
                          channels: item.held.channels.join(lang === 'zh' ? '、' : ', '),
                          day: formatDay(item.held.until, lang),
                        }),
                      item.answer_by && say('told.answerBy', { day: formatDay(item.answer_by, lang) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                )}
                {item.following && item.following.length > 0 && (
                  <details className="told-how">
                    <summary className="quiet">
                      {say('told.next', {
                        day: formatDay(item.following[0]?.on, lang),
                        who: item.following[0]?.people.join(lang === 'zh' ? '、' : ', ') ?? '',
                      })}
                    </summary>
                    <ol className="told-ladder">
                      {item.following.map((step) => (
                        <li key={`${step.on}${step.people.join()}`}>
                          <span className="num">{formatDay(step.on, lang)}</span> {step.people.join('、')}{' '}
                          <span className="quiet">
                            {[
                              label(step.relation),
                              label(step.asks),
                              step.answer_by &&
                                say('told.answerBy', { day: formatDay(step.answer_by, lang) }),
                            ]
                              .filter(Boolean)
                              .join(' · ')}
                          </span>
                        </li>
                      ))}
                    </ol>
                  </details>
                )}
                {item.deliveries && item.deliveries.length > 0 && (
                  <details className="told-how">
                    <summary className="quiet">{say('deliveries.title')}</summary>
                    <DeliveryList rows={item.deliveries} />
                  </details>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
