import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withApi } from '../../account/cli/api-run.ts';
import { requireKey, resolveKeys } from '../../account/cli/keys.ts';
import type { ApiHost, Session } from '../../account/cli/session.ts';
import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { isOfCall } from '../../openapi/errors.ts';
import type { OpenApi } from '../../openapi/model.ts';
import {
  pushLegacyUsageRecords,
  pushUsageRecords,
  type UsageRejection,
  unreadableAnswer,
} from '../../openapi/usage.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both, t } from '../../text/translate.ts';
import { type Batch, recordsOf } from '../batches.ts';
import type { Journal } from '../journal/journal.ts';
import { type BatchAnswer, type PushCounts, pushUsage, type Refused } from '../push.ts';
import { createRecordReader } from '../record.ts';
import type { Reject } from '../rejects.ts';
import type { UsagePushOptions } from './flags.ts';
import { type UsageInput, usageInput } from './input.ts';
import { atPaceOf, endRejects, openRejects } from './rejects.ts';
import { openScope } from './scope.ts';
import { pushSummary, type UsagePushResult } from './view.ts';

interface PushScreen extends ApiHost {
  readonly quiet: boolean;
  /** Whether the result is printed to stdout. */
  readonly stdoutTaken: boolean;
}

/** Rejected records in the result itself. */
const firstRejects = 10;
/** Requests a second that real sites are asked at the most: no limit is published. */
const politeRate = 5;
/** A server that never answered is given up sooner than one that did. */
const attempts = { first: 5, later: 12 } as const;

/**
 * Pushes the records of a file or of stdin.
 *
 * @param path of the file; `-` is stdin
 * @throws KooError (usage) when the input cannot be read; (configuration) `JOURNAL_UNUSABLE`, `LOCK_UNUSABLE`, `PUSH_UNDER_WAY`; for what
 * ended the push early, with the counts as details
 */
export async function runUsagePush(
  path: string,
  options: UsagePushOptions,
  screen: PushScreen,
): Promise<UsagePushResult> {
  if (path === '-' && options['access-key-file'] === '-') throw stdinTaken();
  const input = await usageInput(path, options, screen.notice);
  // Over the old interface a batch that was cut off might be there, and could not be sent again.
  const apiOptions = { ...options, endCalls: options.legacy };
  try {
    return await withApi(apiOptions, 'usage', screen, async (api, session) => {
      const accessKey = options.legacy ? '' : await accessKeyOf(options, session);
      const journal = await openScope(api, session, options.legacy ? 'legacy' : 'new', screen.notice);
      try {
        return await push(input, options, screen, { api, session, accessKey, journal });
      } finally {
        journal.close();
      }
    });
  } finally {
    input.close();
  }
}

/** Key of the base interfaces: from the file that a flag names, else the session's. */
async function accessKeyOf(options: UsagePushOptions, session: Session): Promise<string> {
  const path = options['access-key-file'];
  const keys = path === undefined ? session.keys : await resolveKeys({ 'access-key-file': path });
  return requireKey(keys, 'base').key;
}

interface Means {
  readonly api: OpenApi;
  readonly session: Session;
  readonly accessKey: string;
  readonly journal: Journal;
}

async function push(
  input: UsageInput,
  options: UsagePushOptions,
  screen: PushScreen,
  { api, session, accessKey, journal }: Means,
): Promise<UsagePushResult> {
  const started = performance.now();
  const signal = interruption();
  const { stdoutTaken } = screen;
  const rejects =
    options.rejects === undefined
      ? undefined
      : await openRejects({ path: options.rejects, input: input.stats, stdoutTaken });
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
    rejects ? atPaceOf(rejects, input.open(signal), signal) : input.open(signal);
  const outcome = await pushUsage(open, {
    target,
    resume: options.resume,
    batchSize: options['batch-size'],
    concurrency: options.concurrency,
    rate: options.rate ?? (session.site.id === 'sandbox' ? Number.POSITIVE_INFINITY : politeRate),
    readRecord: createRecordReader({ target, now: Date.now, ignoreUnknown }),
    send: options.legacy ? legacySender(api) : createSender(api, accessKey, signal),
    journal,
    onReject: (reject) => {
      if (firstRejected.length < firstRejects) firstRejected.push(reject);
      rejects?.write(`${JSON.stringify(reject)}\n`);
    },
    onProgress: progress.show,
    signal,
    clock: () => performance.now(),
    sleep: wait,
  });
  progress.end();
  const unfinished = await errorOf(async () => rejects && (await endRejects(rejects, signal)));
  const error = signal.aborted ? unfinished : (outcome.error ?? unfinished);
  const result: UsagePushResult = {
    ...outcome.counts,
    interrupted: signal.aborted,
    durationMs: Math.round(performance.now() - started),
    byCode: outcome.byCode,
    ...(options.rejects !== undefined && { rejects: options.rejects }),
    firstRejected,
  };
  if (error === undefined) return result;
  // An input that cannot be read from its start has nothing to count.
  if (result.records > 0) screen.notice(pushSummary(result));
  const { firstRejected: _, ...counts } = result;
  throw pushFailure(error, counts);
}

function legacySender(api: OpenApi): (batch: Batch) => Promise<BatchAnswer> {
  return async ({ body }) => {
    await pushLegacyUsageRecords(api, body);
    return { refused: [], repeated: false };
  };
}

function createSender(
  api: OpenApi,
  accessKey: string,
  signal: AbortSignal,
): (batch: Batch) => Promise<BatchAnswer> {
  let answered = false;
  return async (batch) => {
    const { rejections, attempts: sent } = await pushUsageRecords({
      api,
      accessKey,
      body: batch.body,
      now: () => new Date(),
      nonce: randomUUID,
      random: Math.random,
      sleep: wait,
      signal,
      maxAttempts: () => (answered ? attempts.later : attempts.first),
    });
    answered = true;
    return { refused: attribute(batch, rejections), repeated: sent > 1 };
  };
}

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function stdinTaken(): KooError {
  return usageError(
    'STDIN_TAKEN',
    both('The key and the records cannot both come from stdin'),
    both('Name a file for one of them.'),
  );
}

function wait(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal });
}

/** The records that the server means. */
function attribute(batch: Batch, rejections: readonly UsageRejection[]): readonly Refused[] {
  if (rejections.length === 0) return [];
  const indexOfSn = new Map(recordsOf(batch).map((record, index) => [record.metering_sn, index]));
  const refused = new Map<number, Refused>();
  for (const { meteringSn, code, message } of rejections) {
    const index = indexOfSn.get(meteringSn);
    if (index === undefined) throw unreadableAnswer(meteringSn);
    // Of several reasons the first one counts.
    if (!refused.has(index)) refused.set(index, { index, code, message });
  }
  return [...refused.values()];
}

/** What ended a push, with the counts so far for scripts, and with what to do about records that may be there. */
function pushFailure(error: unknown, counts: JsonObject & { readonly maybeThere: number }): unknown {
  if (!(error instanceof KooError)) return error;
  // The hint of a single call tells to look before it is sent again; a push does not send these again.
  const hint = counts.maybeThere > 0 && isOfCall(error) ? goOn : error.facts.hint;
  return error.with({ hint, details: { ...(error.facts.details as JsonObject), ...counts } });
}

const goOn: Localized = both(
  'Run the same command again: it goes on, and does not send again what may be there. --rejects FILE lists those records; look whether they arrived, and send the missing ones with --no-resume.',
);

interface ProgressOptions {
  readonly stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly quiet: boolean;
  /** Bytes of the input, where they are known, and how many of them have been read. */
  readonly size?: number | undefined;
  bytes(): number;
  /** Milliseconds, monotonic. */
  clock(): number;
}

const barWidth = 24;

/** A line on stderr that tells how far a push is; nothing where stderr is no terminal. */
export function createPushProgress(options: ProgressOptions) {
  const { clock } = options;
  const started = clock();
  const line = createProgressLine(options);
  return {
    show: (counts: PushCounts) => line.show(() => progressText(counts, options, (clock() - started) / 1000)),
    end: line.end,
  };
}

function progressText(
  counts: PushCounts,
  { size, bytes }: Pick<ProgressOptions, 'size' | 'bytes'>,
  seconds: number,
): string {
  const done = counts.accepted + counts.alreadyAccepted + counts.rejected;
  const perSecond = Math.round(done / Math.max(seconds, 0.001));
  const rejected = counts.rejected + counts.invalid;
  const progress = t('{done} sent, {rejected} rejected, {perSecond}/s', { done, rejected, perSecond });
  if (!size) return progress;
  const share = Math.min(1, bytes() / size);
  const filled = Math.round(share * barWidth);
  const left = share > 0 ? duration((seconds / share) * (1 - share)) : '?';
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)}%`;
  return t('{bar}  {progress}  {left} left', { bar, progress, left });
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
