import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';

export interface Asked {
  name: string;
  label: Label;
  help: Label | null;
  secret: boolean;
  needed: boolean;
  widget: 'text' | 'url' | 'number' | 'bool' | 'choice' | 'longtext';
  default: string;
  choices: { value: string; label: Label }[];
  /** asked only while another answer has this value */
  when: [string, string] | null;
  value: string | boolean | null;
  /** of a secret only: whether one is kept; what it is never comes back */
  filled: boolean | null;
}

export interface Channel {
  code: string;
  label: Label;
  about: Label;
  asked: Asked[];
  id: string | null;
  version: number | null;
  active: boolean;
  ready: boolean;
  by_operator: boolean;
  missing: string[];
  per_minute: number;
  usual_per_minute: number;
  quiet_from: string;
  quiet_to: string;
  receipt_hours: number;
  hold: boolean;
  receipts: boolean;
  address: string;
  callback: string;
  trouble: string;
  counts: Record<string, number>;
}

/** How one notice fared over one channel. */
export interface DeliveryState {
  channel: string;
  channel_label: Label;
  state: string;
  state_label: Label;
  reason: string;
  reason_label: Label | null;
  fell_to_label: Label | null;
  attempts: number;
  sent_at: string | null;
  received_at: string | null;
  read_at: string | null;
  unsure: boolean;
  task: boolean;
  task_done_at: string | null;
  error: string;
}

export interface ChannelDelivery extends DeliveryState {
  id: number;
  /** null for a gathering mail */
  alert: string | null;
  title: string;
  number: string;
  due_on: string;
  recipient: string;
  waits: boolean;
  message_id: string;
}

export interface Wish {
  channel: string;
  label: Label;
  ready: boolean;
  field: string;
  address: string;
  from_level: string;
  quiet_from: string;
  quiet_to: string;
}

/** How often a person wants one mail with everything to decide. */
export interface Digest {
  rhythm: string;
  weekday: number;
  hour: number;
  working_days: boolean;
  next: string | null;
  rhythms: { value: string; label: Label }[];
  weekdays: { value: number; label: Label }[];
}

export interface Wishes {
  items: Wish[];
  digest: Digest;
}

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => call<{ items: Channel[] }>('/channels'),
});

export function channelDeliveriesQuery(code: string, state: string) {
  return queryOptions({
    queryKey: ['channels', code, state],
    queryFn: () => call<{ items: ChannelDelivery[] }>(`/channels/${code}/deliveries`, { query: { state } }),
  });
}

export interface TestAnswer {
  ok: boolean;
  id?: string;
  error?: string;
  to: string;
}

export function sendTest(code: string, to: string): Promise<TestAnswer> {
  return call<TestAnswer>(`/channels/${code}/test`, { method: 'POST', body: { to } });
}

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call<{ again: number }>(`/deliveries/${id}/replay`, { method: 'POST' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['channels'] }),
  });
}

export const wishesQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: () => call<Wishes>('/notifications'),
});

export function useSaveWishes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: {
      addresses: Record<string, string>;
      wishes: Pick<Wish, 'channel' | 'from_level' | 'quiet_from' | 'quiet_to'>[];
      digest: Pick<Digest, 'rhythm' | 'weekday' | 'hour' | 'working_days'>;
    }) => call<Wishes>('/notifications', { method: 'PATCH', body }),
    onSuccess: (answer) => client.setQueryData(wishesQuery.queryKey, answer),
  });
}

/** What waits for this person; asked often, so it costs the server next to nothing. */
export const pulseQuery = queryOptions({
  queryKey: ['pulse'],
  queryFn: () => call<{ open: number; unread: number; newest: string | null }>('/alerts/pulse'),
  refetchInterval: 20_000,
});
