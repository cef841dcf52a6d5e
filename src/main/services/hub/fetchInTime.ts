/** Asks a server whose answer must begin in time; how long it then takes is another matter: a large file may take hours. */

interface FetchInTimeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Until the answer begins. */
  readonly milliseconds: number;
}

/** @throws DOMException `TimeoutError` without an answer in time; what fetch throws */
export async function fetchInTime(
  address: string | URL | Request,
  init: RequestInit | undefined,
  { signal, milliseconds }: FetchInTimeOptions,
): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), milliseconds);
  try {
    return await fetch(address, {
      ...init,
      signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
    });
  } finally {
    clearTimeout(timer);
  }
}
