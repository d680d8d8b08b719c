import type { Localized } from '../../text/localized.ts';
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
import { toCurl } from '../delivery/curl.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { CheckInfo, CheckResult, Evidence, Group, Progress, Status } from './report.ts';

/** The checks of one protocol and what they work with. */
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
  /** Checks left out on purpose, and why. */
  readonly leftOut: (check: Check) => Verdict | undefined;
  /** Access keys, which are struck out: a server may echo one. */
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
  'end',
  'reply',
];

const interruptedReason = both('interrupted');
const bailReason = both('an earlier check failed (--bail)');

/**
 * Runs the parts one after another, each group by group. Results are given and announced in the order the
 * checks are declared in, whatever order they ended in.
 */
export async function runChecks(parts: readonly Part[], options: RunOptions): Promise<CheckResult[]> {
  const runs = new Map<string, Promise<CheckResult>>();
  const leftOutIds = new Set<string>();
  const finished: CheckResult[] = [];
  let failures = 0;
  const stopped = (): Verdict | undefined => {
    if (options.signal?.aborted) return skipped(interruptedReason);
    if (options.bail && failures > 0) return skipped(bailReason);
    return undefined;
  };
  const runOne = async (check: Check, probe: Probe): Promise<CheckResult> => {
    const leftOut = options.leftOut(check);
    if (leftOut) leftOutIds.add(check.id);
    const reason =
      leftOut ?? (await unmetNeed(check, runs, leftOutIds)) ?? nothingToExamine(check, finished) ?? stopped();
    if (!reason) options.onProgress?.({ type: 'started', check: checkInfo(check) });
    const started = performance.now();
    const verdict = reason ?? (await runSafely(check, probe));
    const durationMs = Math.round(performance.now() - started);
    // What a delivery that was cut short by an interrupt says about the server is nothing.
    const wasInterrupted = !reason && options.signal?.aborted === true;
    const result = toResult(
      check,
      wasInterrupted ? skipped(interruptedReason) : verdict,
      durationMs,
      options,
    );
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

/** Checks in the order they are run and shown in. */
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

/** A check that throws is a defect of koo: it costs this one verdict, not the report. */
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

/** A check whose need failed is skipped for that; one whose need was skipped, for the same reason. */
async function unmetNeed(
  check: Check,
  runs: ReadonlyMap<string, Promise<CheckResult>>,
  leftOut: ReadonlySet<string>,
): Promise<Verdict | undefined> {
  for (const id of check.needs ?? []) {
    const need = await runs.get(id);
    // Who runs a few checks only, on one answer, has no others to wait for.
    if (!need) continue;
    if (need.status === 'failed') return skipped(both('requires {id} to pass', { id }));
    if (need.status !== 'skipped' || !need.reason) continue;
    return skipped(leftOut.has(id) ? both('requires {id}, which was skipped', { id }) : need.reason);
  }
  return undefined;
}

/** A check that looks at the exchanges of others has nothing to look at where all of them were skipped. */
function nothingToExamine({ after, protocol }: Check, finished: readonly CheckResult[]): Verdict | undefined {
  const examined = finished.filter((other) => other.protocol === protocol && after?.includes(other.group));
  const reason = examined.every(({ status }) => status === 'skipped') ? examined[0]?.reason : undefined;
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
      ...(verdict.defect && { defect: true }),
    };
  return {
    ...base,
    status: check.severity === 'error' ? 'failed' : 'warned',
    expected: redacted(verdict.expected, options),
    actual: redacted(verdict.actual, options),
    ...(verdict.hint && { hint: verdict.hint }),
    ...(check.debuggerMessage && { debuggerMessage: fillMessage(check.debuggerMessage, verdict.fill ?? {}) }),
    ...(verdict.exchange && { evidence: evidenceOf(verdict.exchange, options.keys) }),
  };
}

/** The console's message with what it would put in the place of `{httpCode}` and the like. */
function fillMessage({ en, zh }: Localized, values: Readonly<Record<string, string>>): Localized {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { en: fill(en), zh: fill(zh) };
}

function redacted({ en, zh }: Localized, { keys }: RunOptions): Localized {
  return { en: redact(en, keys), zh: redact(zh, keys) };
}

/** What a check is, without how it is run. */
export function checkInfo(check: Check): CheckInfo {
  const { run: _run, needs: _needs, after: _after, ...rest } = check;
  return rest;
}

/** Counts results by status. */
export function summarise(results: readonly CheckResult[]): Record<Status, number> {
  const summary = { passed: 0, failed: 0, warned: 0, skipped: 0 };
  for (const { status } of results) summary[status] += 1;
  return summary;
}

export function createMemory(): Memory {
  return { steps: new Map(), refusals: [], unrepeatable: new Set() };
}

/** Headers that say nothing about the answer. */
const connectionHeaders = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

const maxShownBody = 1500;

/** What a reader needs to repeat an exchange by hand; a key that the server echoes is struck out. */
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
