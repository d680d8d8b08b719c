import { isObject } from '../text/json.ts';

const clockTimeoutMs = 1_000;

/** The business clock of a sandbox, which may be virtual; the last known time of a virtual clock without a response. */
export function sandboxClock(endpoint: string): () => Promise<Date> {
  let virtual: Date | undefined;
  return async () => {
    try {
      const response = await fetch(`${endpoint}/koo-sandbox/clock`, {
        redirect: 'error',
        signal: AbortSignal.timeout(clockTimeoutMs),
      });
      const clock: unknown = await response.json();
      virtual = virtualTime(clock);
    } catch {
      // Not the caller's problem: an order or a push would say so.
    }
    return virtual ?? new Date();
  };
}

/** An older sandbox has no such clock. */
function virtualTime(clock: unknown): Date | undefined {
  if (!isObject(clock) || clock.mode !== 'virtual') return undefined;
  const now = new Date(String(clock.now));
  return Number.isNaN(now.getTime()) ? undefined : now;
}
