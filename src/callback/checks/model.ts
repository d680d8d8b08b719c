import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { CheckInfo, Group } from '../suite/report.ts';
import type { Probe } from './probe.ts';

/**
 * Groups whose checks run one by one, since they build on each other or work on the same order: a merchant may lock
 * it. Those of the other groups run at the same time; nearly all of their requests are refused at the door.
 */
export const sequential: ReadonlySet<Group> = new Set([
  'transport',
  'life',
  'verification',
  'idempotency',
  'replay',
  'end',
]);

export type Verdict =
  | { readonly status: 'passed' }
  | {
      readonly status: 'failed';
      readonly expected: Localized;
      readonly actual: Localized;
      /** The exchange that shows it. */
      readonly exchange?: Exchange;
      /** More to the point than the check's own hint: the likely cause was found. */
      readonly hint?: Localized;
      /** Values for the places in the debugger's message. */
      readonly fill?: Readonly<Record<string, string>>;
    }
  | { readonly status: 'skipped'; readonly reason: Localized; readonly defect?: true };

export interface Check extends CheckInfo {
  /** Checks that must have passed (or warned) first; otherwise this one is skipped. */
  readonly needs?: readonly string[];
  /** Groups whose checks must have run first, however they ended: this one looks at their exchanges. */
  readonly after?: readonly Group[];
  run(probe: Probe): Promise<Verdict>;
}

export const passed: Verdict = { status: 'passed' };

export function failed(
  expected: Localized,
  actual: Localized,
  exchange?: Exchange,
  hint?: Localized,
): Verdict {
  return { status: 'failed', expected, actual, ...(exchange && { exchange }), ...(hint && { hint }) };
}

export function skipped(reason: Localized): Verdict {
  return { status: 'skipped', reason };
}
