import { askLocally } from '../http/ask-locally.ts';

const clockTimeoutMs = 1_000;

/** The business clock of a sandbox, which may be virtual; the last known time of a virtual clock without a response. */
export function sandboxClock(endpoint: string): () => Promise<Date> {
  let virtual: Date | undefined;
  return async () => {
    const address = new URL('/koo-sandbox/clock', endpoint);
    const clock = await askLocally(address, { timeoutMs: clockTimeoutMs });
    // No response is not the caller's problem: an order or a push would say so.
    if (clock) virtual = virtualTime(clock);
    return virtual ?? new Date();
  };
}

/** An older sandbox has no such clock. */
function virtualTime(clock: Readonly<Record<string, unknown>>): Date | undefined {
  if (clock.mode !== 'virtual') return undefined;
  const now = new Date(String(clock.now));
  return Number.isNaN(now.getTime()) ? undefined : now;
}
