import { failed, inconclusive, passed } from '../../suite/check.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { CenterCall, Endpoint } from '../center/model.ts';
import type { LoginProbe, Verdict } from './model.ts';

export interface CallProblem {
  readonly actual: Localized;
  readonly hint?: Localized | undefined;
  /** The calls that show it; default: the call itself. */
  readonly calls?: readonly CenterCall[];
}

/** Returns the calls of an endpoint so far, without those with an injected fault. */
export function callsTo({ world }: Pick<LoginProbe, 'world'>, endpoint: Endpoint): readonly CenterCall[] {
  return world.calls.filter((call) => call.endpoint === endpoint && call.fault === undefined);
}

/** Judges calls of the server by the first problem. Without a call, nothing passes. */
export function judgeCalls(
  calls: readonly CenterCall[],
  expected: Localized,
  problemOf: (call: CenterCall) => CallProblem | undefined,
): Verdict {
  for (const call of calls) {
    const problem = problemOf(call);
    if (!problem) continue;
    return failed(expected, problem.actual, { visits: [], calls: problem.calls ?? [call] }, problem.hint);
  }
  if (calls.length > 0) return passed;
  return inconclusive(both('the server has made no call by which this can be judged'), {
    visits: [],
    calls: [],
  });
}

/** A header of a call; empty if it was not sent. */
export function headerOf({ headers }: CenterCall, name: string): string {
  return headers.find(([one]) => one === name)?.[1] ?? '';
}

export function fieldOf({ form }: CenterCall, name: string): string | undefined {
  return form.find(([one]) => one === name)?.[1];
}

const maxQuoted = 120;

/** Shortens a text of the server for a sentence. */
export function quoted(text: string): string {
  const line = oneLine(text);
  return line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
}
