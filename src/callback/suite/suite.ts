import { toCurl } from '../../http/curl.ts';
import { type Localized, mapLanguages } from '../../text/localized.ts';
import { redact } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both } from '../../text/translate.ts';
import { describeFailure } from '../checks/judge.ts';
import {
  type Check,
  type Memory,
  type Probe,
  sequentialGroups,
  skipped,
  type Verdict,
} from '../checks/model.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { CheckInfo, CheckResult, Evidence, Group, Progress, Status } from './report.ts';

/** The checks of one protocol and their probe. */
export interface Part {
  readonly checks: readonly Check[];
  readonly probe: Probe;
}

export interface RunOptions {
  /** Checks of one group that may run at the same time. */
  readonly concurrency: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  readonly signal?: AbortSignal;
  /** Checks that the user skips, with the reason. */
  readonly skipVerdict: (check: Check) => Verdict | undefined;
  /** Access keys and other secrets to redact, because a server may echo one. */
  readonly keys: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
}

const groupOrder: readonly Group[] = [
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
];

const interruptedReason = both('interrupted');
const bailReason = both('an earlier check failed (--bail)');

/**
 * Runs the parts one after another, and the groups of each part one after another. Results are returned and
 * announced in the order of declaration.
 */
export async function runChecks(parts: readonly Part[], options: RunOptions): Promise<CheckResult[]> {
  const runs = new Map<string, Promise<CheckResult>>();
  const skippedIds = new Set<string>();
  const bypassedIds = new Set<string>();
  const finished: CheckResult[] = [];
  const total = parts.reduce((sum, { checks }) => sum + checks.length, 0);
  let done = 0;
  let failures = 0;
  const stopped = (): Verdict | undefined => {
    if (options.signal?.aborted) return skipped(interruptedReason);
    if (options.bail && failures > 0) return skipped(bailReason);
    return undefined;
  };
  const runOne = async (check: Check, probe: Probe): Promise<CheckResult> => {
    const skipVerdict = options.skipVerdict(check);
    if (skipVerdict) skippedIds.add(check.id);
    const reason =
      skipVerdict ??
      (await unmetNeed(check, runs, skippedIds, bypassedIds)) ??
      nothingToExamine(check, finished) ??
      stopped();
    if (!reason) options.onProgress?.({ type: 'started', check: checkInfo(check), done, total });
    const started = performance.now();
    const verdict = asRequired(check, skipVerdict, reason ?? (await runSafely(check, probe)));
    if (verdict.status === 'failed' && verdict.isBypassed) bypassedIds.add(check.id);
    const durationMs = Math.round(performance.now() - started);
    // A request that was interrupted says nothing about the server.
    const wasInterrupted = !reason && options.signal?.aborted === true;
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
      const start = createLimiter(sequentialGroups.has(group) ? 1 : options.concurrency);
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
function asRequired(check: Check, skipVerdict: Verdict | undefined, verdict: Verdict): Verdict {
  const isInconclusive = check.required && !skipVerdict && verdict.status === 'skipped';
  return isInconclusive ? { ...verdict, inconclusive: true } : verdict;
}

/** Sorts checks into the order in which they run and are shown. */
export function inGroupOrder(checks: readonly Check[]): Check[] {
  return groupOrder.flatMap((group) => checks.filter((check) => check.group === group));
}

/** Starts tasks in the order given, `limit` at a time. */
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
async function runSafely(check: Check, probe: Probe): Promise<Verdict> {
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

/** Why a check cannot run: a check that it needs failed, or was skipped. */
async function unmetNeed(
  check: Check,
  runs: ReadonlyMap<string, Promise<CheckResult>>,
  skippedIds: ReadonlySet<string>,
  bypassedIds: ReadonlySet<string>,
): Promise<Verdict | undefined> {
  for (const id of check.needs ?? []) {
    const need = await runs.get(id);
    // A run of selected checks may not contain it.
    if (!need) continue;
    if (need.status === 'failed' && !bypassedIds.has(id))
      return skipped(both('requires {id} to pass', { id }));
    if (need.status !== 'skipped' || !need.reason) continue;
    return skipped(skippedIds.has(id) ? both('requires {id}, which was skipped', { id }) : need.reason);
  }
  return undefined;
}

/** Why a check has no exchanges to examine: all checks that make them were skipped. */
function nothingToExamine({ after, protocol }: Check, finished: readonly CheckResult[]): Verdict | undefined {
  const examined = finished.filter((other) => other.protocol === protocol && after?.includes(other.group));
  const made = examined.some(({ status, inconclusive }) => status !== 'skipped' || inconclusive);
  const reason = made ? undefined : examined[0]?.reason;
  return reason && skipped(reason);
}

function toResult(check: Check, verdict: Verdict, durationMs: number, options: RunOptions): CheckResult {
  const base = { ...checkInfo(check), durationMs };
  if (verdict.status === 'passed') return { ...base, status: 'passed' };
  if (verdict.status === 'skipped')
    return {
      ...base,
      status: 'skipped',
      reason: redacted(verdict.reason, options),
      ...(verdict.inconclusive && { inconclusive: true }),
      ...(verdict.defect && { defect: true }),
      ...(verdict.exchange && { evidence: evidenceOf(verdict.exchange, options.keys) }),
    };
  return {
    ...base,
    status: check.severity === 'error' ? 'failed' : 'warned',
    expected: redacted(verdict.expected, options),
    actual: redacted(verdict.actual, options),
    // A hint can quote what the server sent.
    ...(verdict.hint && { hint: redacted(verdict.hint, options) }),
    ...(check.debuggerMessage && { debuggerMessage: fillMessage(check.debuggerMessage, verdict.fill ?? {}) }),
    ...(verdict.exchange && { evidence: evidenceOf(verdict.exchange, options.keys) }),
    ...(verdict.scenario !== undefined && { scenario: redact(verdict.scenario, options.keys) }),
  };
}

/** Fills the placeholders of the console's message, such as `{httpCode}`. */
function fillMessage(message: Localized, values: Readonly<Record<string, string>>): Localized {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return mapLanguages((language) => fill(message[language]));
}

function redacted(text: Localized, { keys }: RunOptions): Localized {
  return mapLanguages((language) => redact(text[language], keys));
}

/** The description of a check. */
export function checkInfo(check: Check): CheckInfo {
  const { run: _run, needs: _needs, after: _after, required: _required, ...rest } = check;
  return rest;
}

/** Counts results by status. */
export function summarise(results: readonly CheckResult[]): Record<Status, number> {
  const summary = { passed: 0, failed: 0, warned: 0, skipped: 0 };
  for (const { status } of results) summary[status] += 1;
  return summary;
}

export function createMemory(): Memory {
  return { steps: new Map(), refusals: [], repeats: [], unrepeatable: new Set(), notices: [] };
}

/** Headers that are not shown in the evidence. */
const connectionHeaders = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

const maxShownBody = 1500;

/** What a reader needs to repeat an exchange. An access key that the server echoes is redacted. */
function evidenceOf(exchange: Exchange, keys: readonly string[]): Evidence {
  const shown = (text: string) => redact(terminalSafe(text), keys);
  return { curl: shown(toCurl(exchange.request)), response: shown(describeResponse(exchange)) };
}

function describeResponse({ outcome, reply }: Exchange): string {
  if (!outcome.answered) return describeFailure(outcome.failure.kind, outcome.failure.code).en;
  const { status, headers, truncated } = outcome.response;
  const text = reply?.text ?? '';
  const cut = truncated || text.length > maxShownBody ? `${text.slice(0, maxShownBody)}…` : text;
  const shownHeaders = headers.filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  return [`HTTP ${status}`, ...shownHeaders.map(([name, value]) => `${name}: ${value}`), '', cut].join('\n');
}
