import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Lang } from '@/foundation/labels';
import { call, setCsrf } from './client';

export interface SessionUser {
  id: string;
  username: string;
  name: string;
  lang: Lang | '';
  unit: { id: string; name: string } | null;
}

export interface Session {
  user: SessionUser | null;
  csrf: string;
  /** the instance's calendar day, which may differ from this browser's */
  today: string;
  instance: { name: string; version: string; demo: boolean };
  permissions: Record<string, string[]>;
}

async function loadSession(): Promise<Session> {
  const session = await call<Session>('/session');
  setCsrf(session.csrf);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: loadSession,
  staleTime: 10 * 60_000,
});

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

export function useToday(): string {
  return useSession()?.today ?? new Date().toISOString().slice(0, 10);
}

/** Whether the signed-in person may do this action on the kind at all. */
export function useMay(): (kind: string, action: string) => boolean {
  const permissions = useSession()?.permissions;
  return (kind, action) => {
    const allowed = permissions?.[kind] ?? [];
    return allowed.includes(action) || allowed.includes('*');
  };
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { username: string; password: string }) => {
      if (!client.getQueryData(sessionQuery.queryKey)) await client.fetchQuery(sessionQuery);
      return call<Session>('/session', { method: 'POST', body });
    },
    onSuccess: (session) => {
      client.clear();
      setCsrf(session.csrf);
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<unknown>('/session', { method: 'DELETE' }),
    onSettled: () => client.clear(),
  });
}

export function saveLanguage(lang: Lang): Promise<Session> {
  return call<Session>('/session', { method: 'PATCH', body: { lang } });
}
