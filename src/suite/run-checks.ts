import { mapLanguages } from '../text/localized.ts';
import { oncePerInput } from '../text/once.ts';
import { createRedactor } from '../text/redact.ts';
import { both, type Localized } from '../text/translate.ts';
import { type Check, skipped, type Verdict } from './check.ts';
import {
  type CheckInfo,
  type CheckResult,
  concurrentGroups,
  type Evidence,
  groupOrder,
  type Progress,
  type Status,
} from './report.ts';

/** The checks of one protocol and their probe. */
export interface Part<P, E> {
  readonly checks: readonly Check<P, E>[];
  readonly probe: P;
}

export interface RunOptions<E> {
  /** Checks of one group that may run at the same time. */
  readonly concurrency: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  readonly signal?: AbortSignal;
  /** Checks that the user skips, with the reason. */
  readonly skipVerdict: (check: CheckInfo) => Verdict<never> | undefined;
  /** Describes how to repeat an exchange. */
  readonly evidenceOf: (exchange: E) => Evidence;
  /** Access keys and other secrets to redact, because a server may echo one. */
  readonly keys: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
}

const interruptedReason = both('interrupted');
const bailReason = both('an earlier check failed (--bail)');

/**
 * Runs the parts one after another, and the groups of each part one after another. Results are returned and
 * announced in the order of declaration.
 */
export async function runChecks<P, E>(
  parts: readonly Part<P, E>[],
  options: RunOptions<E>,
): Promise<CheckResult[]> {
  const runs = new Map<string, Promise<CheckResult>>();
  const skippedIds = new Set<string>();
  const bypassedIds = new Set<string>();
  const finished: CheckResult[] = [];
  const total = parts.reduce((sum, { checks }) => sum + checks.length, 0);
  let done = 0;
  let failures = 0;
  const stopped = (): Verdict<never> | undefined => {
    if (options.signal?.aborted) return skipped(interruptedReason);
    if (options.bail && failures > 0) return skipped(bailReason);
    return undefined;
  };
  const runOne = async (check: Check<P, E>, probe: P): Promise<CheckResult> => {
    const skipVerdict = options.skipVerdict(check);
    if (skipVerdict) skippedIds.add(check.id);
    const reason =
      skipVerdict ??
      (await unmetNeed(check.needs, runs, skippedIds, bypassedIds)) ??
      nothingToExamine(check, finished) ??
      stopped();
    if (!reason) options.onProgress?.({ type: 'started', check: checkInfo(check), done, total });
    const started = performance.now();
    const found = reason ?? (await runSafely(check, probe));
    const doubt =
      found.status === 'passed' && (await unmetNeed(check.passNeeds, runs, skippedIds, bypassedIds));
    const verdict = asRequired(check, skipVerdict, doubt || found);
    if (doubt || (verdict.status === 'failed' && verdict.isBypassed)) bypassedIds.add(check.id);
    const durationMs = Math.round(performance.now() - started);
    // A request that was interrupted says nothing about the server.
    const isFinal = verdict.status === 'failed' && verdict.endsRun === true;
    const wasInterrupted = !reason && !isFinal && options.signal?.aborted === true;
    const result = toResult(
      check,
      wasInterrupted ? skipped(interruptedReason) : verdict,
      durationMs,
      options,
    );
    done += 1;
    if (result.status === 'failed') failures += 1;
    return result;
  };
  for (const { checks, probe } of parts) {
    for (const group of groupOrder) {
      const members = checks.filter((check) => check.group === group);
      const start = createLimiter(concurrentGroups.has(group) ? options.concurrency : 1);
      for (const check of members)
        runs.set(
          check.id,
          start(() => runOne(check, probe)),
        );
      for (const check of members) {
        const result = await runs.get(check.id);
        if (!result) continue;
        finished.push(result);
        options.onProgress?.({ type: 'finished', result });
      }
    }
  }
  return finished;
}

/** A required check that is skipped is inconclusive, unless the user skips it. */
function asRequired<E>(
  check: Check<never, E>,
  skipVerdict: Verdict<E> | undefined,
  verdict: Verdict<E>,
): Verdict<E> {
  const isInconclusive = check.required && !skipVerdict && verdict.status === 'skipped';
  return isInconclusive ? { ...verdict, inconclusive: true } : verdict;
}

/** Sorts checks into the order in which they run and are shown. */
export function inGroupOrder<C extends CheckInfo>(checks: readonly C[]): C[] {
  return groupOrder.flatMap((group) => checks.filter((check) => check.group === group));
}

/** Creates a function that starts tasks in order, `limit` at a time. */
function createLimiter(limit: number) {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** An exception in a check is a defect of koo. Only this check is skipped. */
async function runSafely<P, E>(check: Check<P, E>, probe: P): Promise<Verdict<E>> {
  try {
    return await check.run(probe);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return {
      status: 'skipped',
      reason: both('koo itself failed in this check ({name})', { name }),
      defect: true,
    };
  }
}

/** Returns the reason of a skip: a needed check failed or was skipped. */
async function unmetNeed(
  needs: readonly string[] = [],
  runs: ReadonlyMap<string, Promise<CheckResult>>,
  skippedIds: ReadonlySet<string>,
  bypassedIds: ReadonlySet<string>,
): Promise<Verdict<never> | undefined> {
  for (const id of needs) {
    const need = await runs.get(id);
    // A run of selected checks may not contain it.
    if (!need || bypassedIds.has(id)) continue;
    if (need.status === 'failed') return skipped(both('requires {id} to pass', { id }));
    if (need.status !== 'skipped' || !need.reason) continue;
    return skipped(skippedIds.has(id) ? both('requires {id}, which was skipped', { id }) : need.reason);
  }
  return undefined;
}

/** Returns the reason of a skip: all checks whose exchanges it examines were skipped. */
function nothingToExamine(
  { after, protocol }: Pick<Check<never, unknown>, 'after' | 'protocol'>,
  finished: readonly CheckResult[],
): Verdict<never> | undefined {
  const examined = finished.filter((other) => other.protocol === protocol && after?.includes(other.group));
  const made = examined.some(({ status, inconclusive }) => status !== 'skipped' || inconclusive);
  const reason = made ? undefined : examined[0]?.reason;
  return reason && skipped(reason);
}

function toResult<E>(
  check: Check<never, E>,
  verdict: Verdict<E>,
  durationMs: number,
  options: RunOptions<E>,
): CheckResult {
  const base = { ...checkInfo(check), durationMs };
  if (verdict.status === 'passed') return { ...base, status: 'passed' };
  if (verdict.status === 'skipped')
    return {
      ...base,
      status: 'skipped',
      reason: redacted(verdict.reason, options),
      ...(verdict.inconclusive && { inconclusive: true }),
      ...(verdict.hint && { hint: redacted(verdict.hint, options) }),
      ...(verdict.defect && { defect: true }),
      ...(verdict.exchange && { evidence: options.evidenceOf(verdict.exchange) }),
    };
  const severity = verdict.endsRun ? 'error' : (verdict.severity ?? check.severity);
  // The debugger's message is about a response.
  const { debuggerMessage, ...info } = base;
  const message = verdict.endsRun ? undefined : debuggerMessage;
  return {
    ...info,
    severity,
    status: severity === 'error' ? 'failed' : 'warned',
    expected: redacted(verdict.expected, options),
    actual: redacted(verdict.actual, options),
    // A hint can quote what the server sent.
    ...(verdict.hint && { hint: redacted(verdict.hint, options) }),
    ...(message && { debuggerMessage: fillMessage(message, verdict.fill ?? {}) }),
    ...(verdict.exchange && { evidence: options.evidenceOf(verdict.exchange) }),
    ...(verdict.scenario !== undefined && { scenario: redactorOf(options.keys)(verdict.scenario) }),
  };
}

/** Fills the placeholders of the console's message, such as `{httpCode}`. */
function fillMessage(message: Localized, values: Readonly<Record<string, string>>): Localized {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return mapLanguages((language) => fill(message[language]));
}

function redacted(text: Localized, { keys }: Pick<RunOptions<never>, 'keys'>): Localized {
  return mapLanguages((language) => redactorOf(keys)(text[language]));
}

/** Most checks have the same list. */
const redactorOf = oncePerInput(createRedactor);

export function checkInfo(check: Check<never, unknown>): CheckInfo {
  const {
    run: _run,
    needs: _needs,
    passNeeds: _passNeeds,
    after: _after,
    required: _required,
    ...rest
  } = check;
  return rest;
}

export function summarise(results: readonly CheckResult[]): Record<Status, number> {
  const summary = { passed: 0, failed: 0, warned: 0, skipped: 0 };
  for (const { status } of results) summary[status] += 1;
  return summary;
}

/** Whether an unjudged check fails at the end, unless another check does. */
export function isUndecided({ inconclusive, severity }: CheckResult): boolean {
  return inconclusive === true && severity === 'error';
}

/** Fails a check that could not be judged, unless another check reports the cause. */
export function failInconclusive(
  result: CheckResult,
  _index: number,
  all: readonly CheckResult[],
): CheckResult {
  const { reason, inconclusive: _inconclusive, ...rest } = result;
  if (!isUndecided(result) || !reason || all.some(({ status }) => status === 'failed')) return result;
  return {
    ...rest,
    status: 'failed',
    expected: both('a response that shows whether the server is right'),
    actual: both('not judged: {reason}', { reason }),
  };
}
