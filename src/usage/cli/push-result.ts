import type { PushCounts } from '../push.ts';
import type { Reject } from '../rejects.ts';

/** How a push ended, as `--json` prints it. */
export interface UsagePushResult extends PushCounts {
  /** Ctrl-C ended it; the same command goes on from there. */
  readonly interrupted: boolean;
  readonly durationMs: number;
  /** How often each code was the reason for a record not to be accepted. */
  readonly byCode: Readonly<Record<string, number>>;
  /** File with all rejected records, where one was asked for. */
  readonly rejects?: string;
  /** The first of them. */
  readonly firstRejected: readonly Reject[];
}
