import type { Localized } from '../../text/localized.ts';
import type { ProtocolId } from '../protocols/model.ts';

/** `error`: KooGallery's own debugger or rules refuse it; `warning`: risky, but no rule is broken. */
export type Severity = 'error' | 'warning';

export type Status = 'passed' | 'failed' | 'warned' | 'skipped';

/** The part of the suite a check belongs to, in the order they are shown. */
export type Group =
  | 'transport'
  | 'life'
  | 'verification'
  | 'authentication'
  | 'idempotency'
  | 'semantics'
  | 'replay'
  | 'end'
  | 'reply';

/** What a check is, before it has run. */
export interface CheckInfo {
  /** Stable: `V2-AUTH-STALE`. */
  readonly id: string;
  readonly protocol: ProtocolId | 'transport';
  readonly group: Group;
  readonly activity?: string;
  readonly title: Localized;
  readonly severity: Severity;
  /** URL of the page the rule is from. */
  readonly source: string;
  /** What to do when it fails. */
  readonly hint: Localized;
  /** What the seller console's debugger says in this case, where it says something. */
  readonly debuggerMessage?: Localized;
}

/** The exchange that decided a check: enough to repeat it by hand. The access key is in neither. */
export interface Evidence {
  /** A curl command that sends the same request. */
  readonly curl: string;
  /** Status line, headers and body, shortened and made safe for a terminal; or why there is no answer. */
  readonly response: string;
}

/** A check's outcome. */
export interface CheckResult extends CheckInfo {
  readonly status: Status;
  readonly durationMs: number;
  readonly expected?: Localized;
  readonly actual?: Localized;
  /** Why it was skipped. */
  readonly reason?: Localized;
  /** It was skipped since koo itself failed in it. */
  readonly defect?: true;
  readonly evidence?: Evidence;
}

/** The report of `koo callback test`; its JSON form is a contract (`koo.callback-report/1`). */
export interface Report {
  readonly schema: 'koo.callback-report/1';
  readonly target: string;
  readonly protocols: readonly ProtocolId[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** True when the run was stopped before its end. */
  readonly interrupted?: true;
  readonly summary: Readonly<Record<Status, number>>;
  /** Things to know that are no check: a key class that fell back to the base key, … */
  readonly notices: readonly Localized[];
  readonly checks: readonly CheckResult[];
}

/** What a live reporter is told while the suite runs. */
export type Progress =
  | { readonly type: 'started'; readonly check: CheckInfo }
  | { readonly type: 'finished'; readonly result: CheckResult };
