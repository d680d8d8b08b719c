import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withApi } from '../../account/cli/api-run.ts';
import { inputKeySources, requireKey, resolveKeys } from '../../account/cli/keys.ts';
import type { ApiHost, Session } from '../../account/cli/session.ts';
import { interrupt, interruption } from '../../cli/interrupt.ts';
import { concealed } from '../../cli/output/edge.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import { isCallError, unreadableCode } from '../../openapi/errors.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { sandboxClock } from '../../openapi/sandbox-clock.ts';
import {
  isNothingStored,
  isUnclearSuccess,
  pushLegacyUsageRecords,
  pushUsageRecords,
} from '../../openapi/usage.ts';
import { given, type JsonObject } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { PushEnd } from '../journal/history.ts';
import type { Journal } from '../journal/journal.ts';
import { errorCode, type PushCounts, type PushOptions, pushUsage } from '../push.ts';
import { createRecordParser } from '../record/record.ts';
import type { Reject } from '../rejects.ts';
import type { UsagePushOptions } from './flags.ts';
import { openUsageInput, type UsageInput } from './input.ts';
import { createPushProgress } from './progress.ts';
import { closeRejects, openRejects, throttleToReader } from './rejects.ts';
import { openPushJournal } from './scope.ts';
import { type ServerTime, watchServerTime } from './server-time.ts';
import { type PushTarget, pushSummary, type UsagePushResult } from './view.ts';

interface PushHost extends ApiHost {
  readonly quiet: boolean;
  /** Whether the result is printed to stdout. */
  readonly stdoutTaken: boolean;
}

/** Most rejected records in the result itself. */
const maxShownRejects = 10;
/** Default of --rate for real sites: Huawei publishes no limit. */
const defaultRate = 5;
/** Fewer attempts until the server has responded once. */
const maxAttempts = { first: 5, later: 12 } as const;

/**
 * Pushes the records of a file or of stdin.
 *
 * @param path of the file; `-` is stdin
 * @throws KooError (usage) when the input cannot be read; (configuration) `JOURNAL_UNUSABLE`, `LOCK_UNUSABLE`,
 * `PUSH_UNDER_WAY`; any error that stops the push early, with the counts as details
 */
export async function runUsagePush(
  path: string,
  options: UsagePushOptions,
  screen: PushHost,
): Promise<UsagePushResult> {
  if (path === '-' && options['access-key-file'] === '-') {
    throw usageError(
      'STDIN_TAKEN',
      both('The access key and the records cannot both be read from stdin'),
      both('Read one of them from a file.'),
    );
  }
  const input = await openUsageInput(path, options, screen.notice);
  // Over the old interface, an aborted batch may have been accepted and could not be sent again.
  const apiOptions = { ...options, endCalls: options.legacy };
  // A job that is stopped ends in order, too.
  process.on('SIGTERM', interrupt);
  try {
    return await withApi(apiOptions, 'usage', screen, async (plainApi, session) => {
      const accessKey = options.legacy ? '' : await readAccessKey(options, session);
      const time = watchServerTime(plainApi, () => new Date());
      const target = options.legacy ? 'legacy' : 'new';
      const journal = await openPushJournal(time.api, session, target, screen.notice);
      try {
        return await push(input, options, screen, { path, time, session, accessKey, journal });
      } finally {
        journal.close();
      }
    });
  } finally {
    process.off('SIGTERM', interrupt);
    input.close();
  }
}

/** Reads the access key of the base interfaces: from the file a flag names, otherwise from the session. */
async function readAccessKey(options: UsagePushOptions, session: Session): Promise<string> {
  const path = options['access-key-file'];
  const keys =
    path === undefined
      ? await session.accessKeys()
      : await resolveKeys({ 'access-key-file': path }, inputKeySources);
  return requireKey(keys, 'base').key;
}

interface PushContext {
  /** Path of the input; `-` for stdin. */
  readonly path: string;
  readonly time: ServerTime;
  readonly session: Session;
  readonly accessKey: string;
  readonly journal: Journal;
}

async function push(
  input: UsageInput,
  options: UsagePushOptions,
  screen: PushHost,
  context: PushContext,
): Promise<UsagePushResult> {
  const { path, time, session, accessKey, journal } = context;
  const started = performance.now();
  const signal = interruption();
  const { stdoutTaken } = screen;
  const rejects =
    options.rejects === undefined ? undefined : await openRejects(options.rejects, input.stats, stdoutTaken);
  const firstRejected: Reject[] = [];
  const progress = createPushProgress({
    stream: process.stderr,
    quiet: screen.quiet || options.debug,
    size: input.size,
    bytes: input.bytes,
    clock: () => performance.now(),
  });
  const target = options.legacy ? 'legacy' : 'new';
  const ignoreUnknown = options['ignore-unknown'];
  const open = (signal: AbortSignal) =>
    rejects ? throttleToReader(rejects, input.open(signal), signal) : input.open(signal);
  const where = describeTarget(session);
  journal.start({ ...where, interface: target, input: path === '-' ? path : resolve(path) });
  const outcome = await pushUsage(open, {
    target,
    resume: options.resume,
    batchSize: options['batch-size'],
    concurrency: options.concurrency,
    rate: options.rate ?? (session.site.id === 'sandbox' ? Number.POSITIVE_INFINITY : defaultRate),
    parseRecord: createRecordParser({ target, now: await clockOf(session), ignoreUnknown }),
    send: withServerTime(
      options.legacy ? createLegacySender(time) : createSender(time.api, accessKey, signal),
      context,
    ),
    journal,
    onReject: (reject) => {
      if (firstRejected.length < maxShownRejects) firstRejected.push(reject);
      rejects?.write(`${JSON.stringify(reject)}\n`);
    },
    onProgress: progress.show,
    signal,
    clock: () => performance.now(),
    sleep: wait,
  });
  progress.end();
  const rejectsError = await captureError(async () => rejects && (await closeRejects(rejects, signal)));
  const skewError = options.legacy ? time.skewError() : undefined;
  const pushError = signal.aborted ? rejectsError : (outcome.error ?? rejectsError ?? skewError);
  const end = describeEnd(outcome.counts, pushError, signal.aborted);
  const historyError = await captureError(async () => {
    noteServerTime(context);
    journal.end(end);
  });
  const error = pushError ?? historyError;
  const result: UsagePushResult = {
    ...outcome.counts,
    ...where,
    interrupted: signal.aborted,
    durationMs: Math.round(performance.now() - started),
    byCode: outcome.byCode,
    ...given({ rejects: options.rejects }),
    firstRejected,
  };
  if (error === undefined) return result;
  // Without a single record there is nothing to summarise.
  if (result.records > 0) screen.notice(pushSummary(result));
  const { firstRejected: _, ...counts } = result;
  throw withPushCounts(error, counts);
}

/** The clock by which the times of records are judged: a sandbox may have a virtual one. */
async function clockOf({ site }: Session): Promise<() => number> {
  if (site.id !== 'sandbox') return Date.now;
  const ahead = (await sandboxClock(site.endpoint)()).getTime() - Date.now();
  return () => Date.now() + ahead;
}

/** How a push ended, for the history. */
function describeEnd(counts: PushCounts, error: unknown, isInterrupted: boolean): PushEnd {
  const { records, accepted, alreadyAccepted, rejected, invalid, maybeThere, unknown, notSent } = counts;
  const done = accepted + alreadyAccepted + counts.skipped > 0 ? 'partial' : 'none';
  const result = rejected + invalid + maybeThere > 0 ? done : 'done';
  const ended = error === undefined ? result : 'failed';
  return {
    outcome: isInterrupted ? 'interrupted' : ended,
    code: error === undefined ? null : errorCode(error),
    records,
    accepted,
    alreadyAccepted,
    skipped: counts.skipped + counts.duplicates,
    rejected,
    invalid,
    maybeThere,
    unknown,
    notSent,
  };
}

/** Where a push goes to. Keys of the environment may be of another account than the profile. */
function describeTarget({ site, profile, source }: Session): PushTarget {
  const own = source === 'environment' ? undefined : profile;
  return { site: site.id, endpoint: site.endpoint, profile: own ?? null };
}

type Send = PushOptions['send'];

/** Notes the server's time before a batch is sent: after it, a full disk must not hide its outcome. */
function withServerTime(send: Send, context: PushContext): Send {
  return async (batch) => {
    try {
      noteServerTime(context);
    } catch (error) {
      return { error, maybeStored: false };
    }
    return send(batch);
  };
}

/** Records the server's time in the journal. A server on this machine has the same clock, which proves nothing. */
function noteServerTime({ time, journal, session }: PushContext): void {
  const latest = time.latest();
  if (latest !== undefined && !isLoopback(new URL(session.site.endpoint).hostname)) journal.heard(latest);
}

function createLegacySender({ api, skewError }: ServerTime): Send {
  return async ({ body }) => {
    const error = skewError();
    if (error) return { error, maybeStored: false };
    try {
      await pushLegacyUsageRecords(api, body);
      return { rejections: [], resent: false };
    } catch (error) {
      return { error, maybeStored: !(error instanceof KooError && isNothingStored(error)) };
    }
  };
}

function createSender(api: OpenApi, accessKey: string, signal: AbortSignal): Send {
  let hasResponded = false;
  return async (batch) => {
    const answer = await pushUsageRecords({
      api,
      accessKey,
      body: batch.body,
      now: () => new Date(),
      nonce: randomUUID,
      random: Math.random,
      sleep: wait,
      signal,
      maxAttempts: () => (hasResponded ? maxAttempts.later : maxAttempts.first),
    });
    if ('error' in answer) return { ...answer, isOwn: isUnclearSuccess(answer.error) };
    hasResponded = true;
    const { rejections, maybeStored } = answer;
    // They go into the journal and the file of rejects, which have no secrets.
    return {
      rejections: rejections.map(({ index, ...reason }) => ({ index, ...concealed(reason) })),
      resent: maybeStored,
    };
  };
}

async function captureError(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function wait(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal });
}

/** Adds the counts so far to the error, for scripts, and a hint where records have an unknown outcome. */
function withPushCounts(error: unknown, counts: JsonObject & { readonly maybeThere: number }): unknown {
  if (!(error instanceof KooError)) return error;
  const details = { ...(error.facts.details as JsonObject), ...counts };
  return error.with({ hint: pushHint(error, counts.maybeThere > 0), details });
}

/** Replaces the hint of a single call, which may say to check before sending it again: a push knows what to send again. */
function pushHint(error: KooError, hasUncertain: boolean): Localized {
  const { category, code, hint } = error.facts;
  if (!isCallError(error) || category === 'permission') return hint;
  if (hasUncertain) return resumeHint;
  const isOwnHint =
    isNothingStored(error) || isUnclearSuccess(error) || (category === 'business' && code !== unreadableCode);
  return isOwnHint ? both('{hint} {again}', { hint, again: againHint }) : againHint;
}

const againHint = both(
  'Run the same command again to continue: what was acknowledged is not sent again, and no record is counted twice.',
);

const resumeHint = both(
  'Run the same command again to continue; records that may have been accepted are not sent again. --rejects FILE lists them. Check whether they arrived, then send the missing ones with --no-resume.',
);
