import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../openapi/errors.ts';
import type { OpenApi } from '../openapi/model.ts';
import { pushLegacyUsageRecords, pushUsageRecords, unreadableAnswer } from '../openapi/usage.ts';
import { stateFolder } from '../profiles/folders.ts';
import type { JsonObject } from '../signing/json.ts';
import type { Localized } from '../text/localized.ts';
import { type Journal, openJournal } from '../usage/journal.ts';
import { type PushCounts, pushUsage, type Refused } from '../usage/push.ts';
import { createRecordReader, type MeteringRecord, usageBody } from '../usage/record.ts';
import { createRejectsWriter, type Reject, type RejectsWriter } from '../usage/rejects.ts';
import { apiFailure } from './api-failure.ts';
import { type ApiWish, withApi } from './api-run.ts';
import { Failure } from './failure.ts';
import { interruption } from './interrupt.ts';
import { requireKey, resolveKeys } from './keys.ts';
import type { Session } from './session.ts';
import { type UsageInput, type UsageInputWish, usageInput, usageInputFailure } from './usage-input.ts';
import { createProgressLine } from './usage-progress.ts';
import { pushSummary } from './usage-view.ts';

/** Values of the flags of `koo usage push`. */
export interface UsagePushWish extends ApiWish, UsageInputWish {
  readonly legacy: boolean;
  readonly 'access-key-file'?: string | undefined;
  readonly 'batch-size': number;
  readonly concurrency: number;
  readonly rate?: number | undefined;
  readonly rejects?: string | undefined;
  readonly resume: boolean;
}

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

export interface PushScreen {
  readonly quiet: boolean;
  text(text: Localized): string;
  notice(text: Localized): void;
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
 * @throws Failure (usage) when the input cannot be read; for what ended the push early, with the counts as details
 */
export async function runUsagePush(
  path: string,
  wish: UsagePushWish,
  screen: PushScreen,
): Promise<UsagePushResult> {
  if (path === '-' && wish['access-key-file'] === '-') throw stdinTaken();
  const input = await usageInput(path, wish);
  return withApi(wish, 'usage', screen.notice, async (api, session) => {
    const accessKey = wish.legacy ? '' : await accessKeyOf(wish, session);
    const journal = openJournal(
      stateFolder(process.env),
      {
        // The sandbox listens somewhere else each time; its state is one.
        endpoint: session.site.id === 'sandbox' ? 'sandbox' : session.site.endpoint,
        account: session.credential.ak,
        target: wish.legacy ? 'legacy' : 'new',
      },
      Date.now,
    );
    try {
      return await push(input, wish, screen, { api, session, accessKey, journal });
    } finally {
      journal.close();
    }
  });
}

/** Key of the base interfaces: from the file that a flag names, else the session's. */
async function accessKeyOf(wish: UsagePushWish, session: Session): Promise<string> {
  const path = wish['access-key-file'];
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
  wish: UsagePushWish,
  screen: PushScreen,
  { api, session, accessKey, journal }: Means,
): Promise<UsagePushResult> {
  const started = performance.now();
  const signal = interruption();
  const rejects = wish.rejects === undefined ? undefined : openRejects(wish.rejects);
  const firstRejected: Reject[] = [];
  const progress = createProgressLine({
    stream: process.stderr,
    quiet: screen.quiet || wish.debug,
    size: input.size,
    bytes: input.bytes,
    clock: () => performance.now(),
    text: screen.text,
  });
  let answered = false;
  const outcome = await pushUsage(input.open, {
    batchSize: wish['batch-size'],
    concurrency: wish.concurrency,
    rate: wish.rate ?? (session.site.id === 'sandbox' ? Number.POSITIVE_INFINITY : politeRate),
    readRecord: createRecordReader({
      target: wish.legacy ? 'legacy' : 'new',
      now: Date.now,
      ignoreUnknown: wish['ignore-unknown'],
    }),
    send: async (batch) => {
      const body = usageBody(batch);
      if (wish.legacy) {
        await pushLegacyUsageRecords(api, body);
        return [];
      }
      const rejections = await pushUsageRecords({
        api,
        accessKey,
        body,
        now: () => new Date(),
        nonce: randomUUID,
        random: Math.random,
        sleep: wait,
        signal,
        maxAttempts: () => (answered ? attempts.later : attempts.first),
      });
      answered = true;
      return attribute(batch, rejections);
    },
    refusalCode: (error) => (error instanceof ApiError ? error.fault.resultCode : undefined),
    journal: wish.resume ? journal : { ...journal, has: () => false },
    onReject: (reject) => {
      if (firstRejected.length < firstRejects) firstRejected.push(reject);
      rejects?.add(reject);
    },
    onProgress: progress.show,
    signal,
    clock: () => performance.now(),
    sleep: wait,
  });
  progress.end();
  rejects?.finish();
  const result: UsagePushResult = {
    ...outcome.counts,
    interrupted: signal.aborted,
    durationMs: Math.round(performance.now() - started),
    byCode: outcome.byCode,
    ...(wish.rejects !== undefined && { rejects: wish.rejects }),
    firstRejected,
  };
  if ('error' in outcome && !signal.aborted) throw pushFailure(outcome.error, result, screen);
  return result;
}

function stdinTaken(): Failure {
  return new Failure({
    category: 'usage',
    code: 'STDIN_TAKEN',
    message: {
      en: 'The key and the records cannot both come from stdin',
      zh: '密钥和话单不能都来自标准输入',
    },
    hint: { en: 'Name a file for one of them.', zh: '请将其中之一改为文件。' },
  });
}

function wait(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal });
}

/** The records that the server means. */
function attribute(
  batch: readonly MeteringRecord[],
  rejections: Awaited<ReturnType<typeof pushUsageRecords>>,
): readonly Refused[] {
  if (rejections.length === 0) return [];
  const bySn = Map.groupBy(batch, ({ sn }) => sn);
  const refused = rejections.map(({ meteringSn, code, message }) => {
    // Records of one batch may share an id; the server names each of them that it refuses.
    const record = bySn.get(meteringSn)?.pop();
    if (!record) throw unreadableAnswer(meteringSn);
    return { record, code, message };
  });
  return refused;
}

function openRejects(path: string): RejectsWriter {
  try {
    return createRejectsWriter(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Failure({
      category: 'usage',
      code: 'UNWRITABLE_FILE',
      message: {
        en: `--rejects: cannot write ${path} (${reason})`,
        zh: `--rejects：无法写入 ${path}（${reason}）`,
      },
      hint: { en: 'Check the folder and its permissions.', zh: '请检查目录和权限。' },
    });
  }
}

/** What ended a push early, with the counts so far for scripts. */
function pushFailure(error: unknown, result: UsagePushResult, screen: PushScreen): unknown {
  screen.notice(pushSummary(result));
  const failure = error instanceof ApiError ? apiFailure(error) : usageInputFailure(error);
  if (!(failure instanceof Failure)) return failure;
  const { firstRejected: _, byCode, ...counts } = result;
  return new Failure(
    { ...failure.facts, details: { ...(failure.facts.details as JsonObject), ...counts, byCode } },
    { cause: error },
  );
}
