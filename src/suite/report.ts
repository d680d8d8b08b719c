import type { Localized } from '../text/localized.ts';

/** `error`: violates the rules of KooGallery or its debugger. `warning`: risky, but allowed. */
export type Severity = 'error' | 'warning';

export type Status = 'passed' | 'failed' | 'warned' | 'skipped';

/** The topic of the command that runs a suite: `koo callback test`, `koo sso test`. */
export type SuiteName = 'callback' | 'sso';

const loginGroups = [
  'binding',
  'arrival',
  'token',
  'account',
  'session',
  'failures',
  'exposure',
  'unbinding',
] as const;

/** The parts of the suite for the login. */
export type LoginGroup = (typeof loginGroups)[number];

/** The order in which the groups run and are shown. */
export const groupOrder = [
  'transport',
  'life',
  'verification',
  'authentication',
  'idempotency',
  'semantics',
  'replay',
  'exploration',
  'end',
  'reply',
  'real',
  'restart',
  ...loginGroups,
] as const;

/** The part of the suite a check belongs to, in the order they are shown. */
export type Group = (typeof groupOrder)[number];

/**
 * Groups whose checks run concurrently; nearly all of their requests are rejected early. The checks of other groups depend
 * on each other or use the same order, which a merchant may lock.
 */
export const concurrentGroups: ReadonlySet<Group> = new Set(['authentication', 'semantics', 'reply']);

/** The description of a check. */
export interface CheckInfo {
  /** Stable: `V2-AUTH-STALE`. */
  readonly id: string;
  /** `transport` for those of the address and the connection. */
  readonly protocol: string;
  readonly group: Group;
  readonly activity?: string;
  readonly title: Localized;
  readonly severity: Severity;
  /** URL of the page that states the rule. */
  readonly source: string;
  /** What to do when it fails. */
  readonly hint: Localized;
  /** The message of the seller console's debugger in this case, if any. */
  readonly debuggerMessage?: Localized;
}

/** The exchange that decided a check: enough to repeat it by hand. The access key is in neither. */
export interface Evidence {
  /** A curl command that sends the same request. */
  readonly curl: string;
  /** Status line, headers and body, shortened and safe for a terminal, or why there is no response. */
  readonly response: string;
  /** The parts of the response, where koo itself has something to say; not in the JSON form. */
  readonly parts?: EvidenceParts;
}

interface EvidenceParts {
  readonly response: Localized;
  /** Requests of the browser after the one that is shown, one a line. */
  readonly later?: Localized;
  /** The server's calls to the login centre meanwhile, one a line. */
  readonly calls?: Localized;
  /** The output of the server. */
  readonly output?: Localized;
}

/** A check's outcome. */
export interface CheckResult extends CheckInfo {
  readonly status: Status;
  readonly durationMs: number;
  readonly expected?: Localized;
  readonly actual?: Localized;
  /** Why it was skipped. */
  readonly reason?: Localized;
  /** Whether it was skipped although it had to be judged: its response shows nothing, or the user requires it. */
  readonly inconclusive?: true;
  /** Whether it was skipped because koo itself failed in it. */
  readonly defect?: true;
  readonly evidence?: Evidence;
  /** YAML text of a scenario that replays the failure. */
  readonly scenario?: string;
}

/** The report of `koo callback test` or `koo sso test`; its JSON form is a contract. */
export interface Report {
  readonly schema: `koo.${SuiteName}-report/1`;
  readonly target: string;
  readonly protocols: readonly string[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** True when the run was stopped before its end. */
  readonly interrupted?: true;
  readonly summary: Readonly<Record<Status, number>>;
  /** Remarks on the run, such as a protocol that uses the access key of the base interfaces. */
  readonly notices: readonly Localized[];
  readonly checks: readonly CheckResult[];
  /** What the checks have covered together, and what the run has not tested. */
  readonly coverage?: Coverage;
  /** The comparison with an earlier report (`--baseline`). */
  readonly baseline?: Comparison;
}

export interface Coverage {
  readonly covered: readonly Covered[];
  readonly untested: readonly Untested[];
}

/** How much of something was covered. */
export interface Covered {
  readonly protocol: string;
  readonly activity?: string;
  /** In the plural: `classes of values`. */
  readonly subject: Localized;
  readonly covered: number;
  /** Absent for what has no limit, such as calls. */
  readonly total?: number;
}

export interface Untested {
  readonly subject: Localized;
  /** The option or command that tests it. */
  readonly how: Localized;
}

/** How a check differs from the same check in an earlier report. */
export interface Change {
  readonly id: string;
  readonly change: 'new' | 'fixed' | 'still-failing' | 'not-run-before' | 'not-run-now';
  /** The earlier status; absent if the check was not in the earlier report. */
  readonly before?: Status;
  /** The status now; absent if the check is not in this report. */
  readonly now?: Status;
}

export interface Comparison {
  /** The server of the earlier report. */
  readonly target: string;
  /** When the earlier run started. */
  readonly startedAt: string;
  readonly changes: readonly Change[];
}

/** An event of a running suite, for live output. */
export type Progress =
  | {
      readonly type: 'started';
      readonly check: CheckInfo;
      /** Checks that are done, and those of the run. */
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'finished'; readonly result: CheckResult };
