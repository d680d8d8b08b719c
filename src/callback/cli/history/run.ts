import { callbackKeys } from '../../../account/cli/keys.ts';
import { stateFolder } from '../../../account/folders.ts';
import { oneOf, pastTime } from '../../../cli/flags/value.ts';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import { toReceivedRequest } from '../../../http/capture/model.ts';
import type { Keys } from '../../../signing/key-class.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { hasHistory } from '../../history/database.ts';
import type { CallFilter, History, RecordedCall } from '../../history/model.ts';
import { openHistory } from '../../history/store.ts';
import { keyOf } from '../../listen/read-call.ts';
import { protocolOf, protocols } from '../../protocols/index.ts';
import { otherKeys, type Verification, verify } from '../../verify.ts';
import { readSignedTextFile } from '../signed-text.ts';
import { type CallDetails, detailsOf, type ListedCall, listedCall } from './documents.ts';
import type { HistoryOptions } from './flags.ts';

type Notice = (text: Localized) => void;

/** Number of calls that are read at once, since they come with their bodies. */
const part = 50;
/** Number of calls in a list without `--limit`. */
const usualLimit = 50;

/**
 * Lists the calls that the flags select, the latest first. Says if there are more than are listed without `--limit`.
 *
 * @throws KooError (usage) `NO_CALL_ID`, `INVALID_VALUE`, `UNKNOWN_ACTIVITY`
 */
export function listCalls(options: HistoryOptions, notice: Notice): readonly ListedCall[] {
  if (options['signed-text'] !== undefined) {
    throw usageError(
      'NO_CALL_ID',
      both('--signed-text needs the number of a call'),
      both('For example: koo callback history 12 --signed-text mine.txt'),
    );
  }
  const filter = filterOf(options);
  const { limit = usualLimit } = options;
  return withCalls((history) => {
    const listed: ListedCall[] = [];
    while (history && listed.length < limit) {
      const last = listed.at(-1);
      const before = last && { before: last.id };
      const found = history.list({ ...filter, ...before, limit: Math.min(part, limit - listed.length) });
      if (found.length === 0) break;
      listed.push(...found.map(listedCall));
    }
    if (listed.length === 0) assertKnownActivity(options.activity);
    const count = options.limit === undefined ? (history?.count(filter) ?? 0) : 0;
    if (count > listed.length)
      notice(both('The latest {shown} of {count} calls. --limit N lists more.', { shown: limit, count }));
    return listed;
  });
}

/**
 * Reads one call, and checks its signature again.
 *
 * @throws KooError (usage) `INVALID_CALL_ID`, `UNKNOWN_CALL`, `SEVERAL_CALLS`, `FILTER_WITH_ID`
 */
export async function showCall(
  words: readonly string[],
  options: HistoryOptions,
  notice: Notice,
): Promise<CallDetails> {
  assertNoFilter(options);
  const [call, other] = readCalls(words);
  if (!call || other) {
    throw usageError(
      'SEVERAL_CALLS',
      both('One call is shown at a time'),
      both('Several IDs go with --export, and with `koo callback replay`.'),
    );
  }
  return detailsOf(call, await verifyCall(call, options, notice));
}

/**
 * Reads the calls of these numbers, each as often as it is named.
 *
 * @throws KooError (usage) `INVALID_CALL_ID`, `UNKNOWN_CALL`
 */
export function readCalls(words: readonly string[]): readonly RecordedCall[] {
  return withCalls((history) =>
    words.map(idOf).map((id) => {
      const call = history?.read(id);
      if (!call) throw unknownCall(id);
      return call;
    }),
  );
}

/**
 * Reads the calls to export, the oldest first: without `--limit`, all that the flags select.
 *
 * @throws KooError (usage) `INVALID_CALL_ID`, `UNKNOWN_CALL`, `FILTER_WITH_ID`, `INVALID_VALUE`, `UNKNOWN_ACTIVITY`
 */
export function selectCalls(words: readonly string[], options: HistoryOptions): readonly RecordedCall[] {
  if (words.length > 0) {
    assertNoFilter(options);
    return readCalls(words);
  }
  const { limit = Number.MAX_SAFE_INTEGER } = options;
  const found = withCalls((history) => history?.list({ ...filterOf(options), limit }) ?? []);
  if (found.length === 0) assertKnownActivity(options.activity);
  return found.toReversed();
}

/** Whether the flags select some calls only. */
export function isFiltered(options: HistoryOptions): boolean {
  return filterFlags.some((name) => options[name] !== undefined);
}

const filterFlags = ['activity', 'protocol', 'instance', 'order', 'verdict', 'since', 'until'] as const;

function assertNoFilter(options: HistoryOptions): void {
  const given = [...filterFlags, 'limit' as const].find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw usageError(
    'FILTER_WITH_ID',
    both('--{flag} does not go with the number of a call', { flag: given }),
    both('Leave out the flag, or the number to list the calls that match.'),
  );
}

/** Calls can have names that no protocol has, so such a name is refused only if nothing is found. */
function assertKnownActivity(name: string | undefined): void {
  const names = new Set(protocols.flatMap(({ activities }) => activities.map((activity) => activity.name)));
  oneOf(name, [...names].toSorted(), both('interface'), 'UNKNOWN_ACTIVITY');
}

/** Opens the history, if there is one. */
function withCalls<T>(work: (history: History | undefined) => T): T {
  const folder = stateFolder(process.env);
  if (!hasHistory(folder)) return work(undefined);
  const history = openHistory(folder);
  try {
    return work(history);
  } finally {
    history.close();
  }
}

function filterOf(options: HistoryOptions): Omit<CallFilter, 'limit'> {
  const { activity, protocol, instance, order, verdict } = options;
  const [since, until] = (['since', 'until'] as const).map((flag) => pastTime(`--${flag}`, options[flag]));
  return {
    activity,
    protocol,
    instanceId: instance,
    orderId: order,
    verdict,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  };
}

function idOf(word: string): number {
  // Messages write it as #12.
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(word) ?? [];
  if (digits !== undefined) return Number(digits);
  throw usageError(
    'INVALID_CALL_ID',
    both('"{word}" is not the number of a call', { word }),
    both('List the calls with `koo callback history`.'),
  );
}

export function unknownCall(id: number): KooError {
  return usageError(
    'UNKNOWN_CALL',
    both('The history has no call {id}', { id }),
    both(
      'List the calls with `koo callback history`. The oldest are deleted after 30 days, or behind 10000 calls.',
    ),
  );
}

/** Checks the signature of a recorded call again, and says why if it cannot be checked. */
async function verifyCall(
  call: RecordedCall,
  options: HistoryOptions,
  notice: Notice,
): Promise<Verification | null> {
  const keys = await callbackKeys(options, notice);
  const verified = verifyRecorded(call, keys, await readSignedTextFile(options['signed-text']));
  if (verified === 'no-key')
    notice(both('The text to sign is not shown, because there is no access key: see `koo help signing`.'));
  if (verified === 'redacted')
    notice(both('The signature cannot be checked again, because a part of the request is not recorded.'));
  return typeof verified === 'string' ? null : verified;
}

/** Checks the signature of a recorded call, or says why it cannot be checked. */
function verifyRecorded(
  call: RecordedCall,
  keys: Keys,
  signedText?: string,
): Verification | 'no-protocol' | 'no-key' | 'redacted' {
  if (!call.protocol) return 'no-protocol';
  const protocol = protocolOf(call.protocol);
  const key = keyOf(keys, protocol);
  if (key === undefined) return 'no-key';
  if (call.request.redacted) return 'redacted';
  const { method, url, headers, body } = call.request;
  return verify(toReceivedRequest(method, url, headers, body), {
    protocol,
    key,
    otherKeys: otherKeys(keys, key),
    now: call.receivedAt,
    at: call.receivedAt,
    signedText,
  });
}
