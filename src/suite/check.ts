import type { Localized } from '../text/localized.ts';
import type { CheckInfo, Group, Severity } from './report.ts';

/** The outcome of a check. `E` is its evidence: an exchange of the suite's kind. */
export type Verdict<E> =
  | { readonly status: 'passed' }
  | {
      readonly status: 'failed';
      readonly expected: Localized;
      readonly actual: Localized;
      /** The exchange that shows the failure. */
      readonly exchange?: E;
      /** More specific than the hint of the check. */
      readonly hint?: Localized;
      /** Values for the placeholders in the debugger's message. */
      readonly fill?: Readonly<Record<string, string>>;
      /** Checks that need this one can still run, because koo found a way around the failure. */
      readonly isBypassed?: true;
      /** The server did not survive: an error whatever the check, and even if its end interrupts the run. */
      readonly endsRun?: true;
      /** Instead of the severity of the check. */
      readonly severity?: Severity;
      /** YAML text of a scenario that replays the failure. */
      readonly scenario?: string;
    }
  | {
      readonly status: 'skipped';
      readonly reason: Localized;
      /** koo itself failed. */
      readonly defect?: true;
      /** The call was made, and its response does not show whether the server is right. */
      readonly inconclusive?: true;
      /** The inconclusive exchange. */
      readonly exchange?: E;
      /** More specific than the hint of the check. */
      readonly hint?: Localized;
    };

export interface Check<P, E> extends CheckInfo {
  /** Checks that must pass (or warn) first. Otherwise this check is skipped. */
  readonly needs?: readonly string[];
  /** Checks without which a pass shows nothing, and is a skip; a failure is reported. */
  readonly passNeeds?: readonly string[];
  /** Groups that must run first, whatever their results, because this check examines their exchanges. */
  readonly after?: readonly Group[];
  /** The user requires what this check is about, so it may not be skipped. */
  readonly required?: boolean;
  run(probe: P): Promise<Verdict<E>>;
}

export const passed: Verdict<never> = { status: 'passed' };

/**
 * @param exchange that shows the failure
 * @param hint more specific than that of the check
 */
export function failed(
  expected: Localized,
  actual: Localized,
  exchange?: undefined,
  hint?: Localized,
): Verdict<never>;
export function failed<E>(
  expected: Localized,
  actual: Localized,
  exchange: E | undefined,
  hint?: Localized,
): Verdict<E>;
export function failed<E>(
  expected: Localized,
  actual: Localized,
  exchange?: E | undefined,
  hint?: Localized,
): Verdict<E> {
  return { status: 'failed', expected, actual, ...(exchange && { exchange }), ...(hint && { hint }) };
}

export function skipped(reason: Localized): Verdict<never> {
  return { status: 'skipped', reason };
}

/**
 * The verdict on a response that does not show whether the server is right.
 *
 * @param hint more specific than that of the check
 */
export function inconclusive<E>(reason: Localized, exchange: E, hint?: Localized): Verdict<E> {
  return { status: 'skipped', reason, inconclusive: true, exchange, ...(hint && { hint }) };
}
