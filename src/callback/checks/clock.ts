import type { Exchange } from '../delivery/exchange.ts';
import { header } from './answer-faults.ts';
import type { Probe } from './probe.ts';

/** Milliseconds by which a server's clock is ahead, by the Date header of an answer; NaN without one. */
export function clockAhead({ outcome }: Exchange, now: Date): number {
  return outcome.answered ? Date.parse(header(outcome.answer, 'date') ?? '') - now.getTime() : Number.NaN;
}

/**
 * The time by the server's clock, as far as its last answer tells: a clock that is a little off is no fault, and
 * must not make a request of 61 s ago look younger.
 */
export function serverNow(probe: Probe): Date {
  const now = probe.now();
  const last = probe.memory.refusals.at(-1)?.exchange;
  const ahead = last ? clockAhead(last, now) : Number.NaN;
  return Number.isNaN(ahead) ? now : new Date(now.getTime() + Math.min(ahead, 0));
}
