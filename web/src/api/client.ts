/** The one door to the server: JSON in and out, CSRF header, and every refusal as a `Problem`. */

import { type FieldProblem, OFFLINE, Problem } from '@/foundation/problem';

const door = { csrf: '', onSignedOut: () => {}, lang: 'zh' as string };

export function setCsrf(token: string): void {
  door.csrf = token;
}

export function setRequestLanguage(tag: string): void {
  door.lang = tag;
}

/** Called when the server no longer knows the session. */
export function onSignedOut(handler: () => void): void {
  door.onSignedOut = handler;
}

export interface CallOptions {
  method?: string;
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function address(path: string, query?: CallOptions['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

function requestInit(options: CallOptions): RequestInit {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': door.lang,
    ...options.headers,
  };
  const method = options.method ?? 'GET';
  if (method !== 'GET') headers['X-CSRFToken'] = door.csrf;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.signal) init.signal = options.signal;
  if (options.body instanceof FormData) {
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  return init;
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, options.query), requestInit(options));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, OFFLINE, '', 'offline');
  }
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  const problem = await readProblem(response);
  if (problem.status === 401 && path !== '/session') door.onSignedOut();
  throw problem;
}

/** Sends a form and gives the file that comes back. */
export async function callForFile(path: string, form: FormData): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(address(path), requestInit({ method: 'POST', body: form }));
  } catch {
    throw new Problem(0, OFFLINE, '', 'offline');
  }
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}

async function readProblem(response: Response): Promise<Problem> {
  let body: Partial<{ code: string; title: string; detail: string; errors: FieldProblem[] }> = {};
  try {
    body = await response.json();
  } catch {
    // a proxy in between may answer with a page instead of a problem
  }
  return new Problem(
    response.status,
    body.code ?? `http.${response.status}`,
    body.title ?? '',
    typeof body.detail === 'string' ? body.detail : '',
    Array.isArray(body.errors) ? body.errors : [],
  );
}

/** Uploads with progress, which `fetch` cannot tell. */
export function upload<T>(path: string, form: FormData, onProgress?: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', door.lang);
    request.setRequestHeader('X-CSRFToken', door.csrf);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(new Problem(0, OFFLINE, '', 'offline'));
    request.onload = () => {
      const response = new Response(request.responseText || null, {
        status: request.status || 500,
        headers: { 'Content-Type': request.getResponseHeader('Content-Type') ?? 'application/json' },
      });
      if (response.ok) response.json().then((body) => resolve(body as T), reject);
      else readProblem(response).then(reject, reject);
    };
    request.send(form);
  });
}
