import { configurationError, type KooError, usageError } from '../../errors/koo-error.ts';
import type { ExchangeRequest } from '../../exchanges/model.ts';
import { headersToForward } from '../../http/connection-headers.ts';
import type { Keys } from '../../signing/key-class.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type Deliver, type HttpRequest, readOutcome } from '../delivery/exchange.ts';
import { randomNonce } from '../delivery/random.ts';
import { assertTarget, prepare } from '../delivery/send.ts';
import { applyChanges } from '../delivery/values.ts';
import type { CallVerdict, History, Judgement, RecordedCall } from '../history/model.ts';
import { contentOf, openValues, productionUrlOf, sealValues, without } from '../history/values.ts';
import type { Activity, ProtocolId } from '../protocols/model.ts';
import { cnMillis } from '../protocols/time.ts';
import { type SentReply, type SentRequest, sentReply, sentRequest } from '../suite/send-report.ts';
import { asReceived, recordedAnswer, targetPath } from './answerer.ts';
import { judgeCall } from './judge-call.ts';
import { createCallReader, keyOf } from './read-call.ts';

export interface ReplayOptions {
  /** Production URL to send to; default where it was forwarded to. */
  readonly to?: string | undefined;
  /** Sends the recorded bytes, with the recorded signature. */
  readonly asIs?: boolean;
  /** `name=value`, as of `koo callback send`. */
  readonly set?: readonly string[] | undefined;
  /** Whether `set` may name fields that the activity does not define. */
  readonly allowUnknown?: boolean;
  readonly keys: Keys;
  readonly now: () => Date;
}

/** A recorded call that is ready to be sent again. */
export interface PreparedReplay {
  readonly call: RecordedCall;
  readonly request: HttpRequest;
  /** Fields that were not recorded in the clear, and have the value of a sample instead. */
  readonly sampled: readonly string[];
  /** The server has had this very request: if it accepted it, it must refuse its nonce now. */
  readonly isRepeat: boolean;
}

/** The result of a call that was sent again. */
export interface Replay {
  /** The recorded call. */
  readonly call: number;
  /** The new call in the history; `null` if it could not be recorded. */
  readonly replay: number | null;
  readonly protocol: ProtocolId | null;
  readonly activity: string | null;
  readonly request: SentRequest;
  /** `null` without a response. */
  readonly reply: SentReply | null;
  readonly verdict: CallVerdict;
  readonly meaning: Localized;
  readonly problems: Judgement['problems'];
  /** What KooGallery needs: a success for a valid call, and a rejection for one that is not. */
  readonly ok: boolean;
}

export interface SendOptions extends Pick<ReplayOptions, 'keys' | 'now'> {
  readonly deliver: Deliver;
  readonly timeoutMs: number;
  readonly secrets: readonly string[];
  /** Records the replay as a call of its own. */
  readonly history?: History | undefined;
}

/**
 * Sends a recorded call again and judges the response: signed afresh, or as it was.
 *
 * @throws KooError like {@link prepareReplay}
 */
export function replay(call: RecordedCall, options: ReplayOptions & SendOptions): Promise<Replay> {
  return sendReplay(prepareReplay(call, options), options);
}

/**
 * Prepares a recorded call to be sent again. Signed afresh, it has the values of the recorded one, a new time and nonce,
 * and its encrypted fields are encrypted with a new IV.
 *
 * @throws KooError (usage) `NO_URL`, `INVALID_URL`, `UNREADABLE_CALL`, `REDACTED_CALL`, those of {@link applyChanges};
 * (configuration) `NO_ACCESS_KEY`
 */
export function prepareReplay(call: RecordedCall, options: ReplayOptions): PreparedReplay {
  if (options.to !== undefined) assertTarget(options.to);
  return options.asIs ? asItWas(call, options.to) : signedAfresh(call, options);
}

function asItWas(call: RecordedCall, to: string | undefined): PreparedReplay {
  const { id } = call;
  const { method, url, headers, body, redacted } = call.request;
  if (redacted) {
    throw usageError(
      'REDACTED_CALL',
      both('Call {id} cannot be sent as it was: a part of it is not recorded', { id }),
      both(
        'Secrets, and fields that should have been encrypted, are replaced by *** before a call is written. Without --as-is, koo signs the call afresh.',
      ),
    );
  }
  if (method !== 'GET' && method !== 'POST') {
    throw usageError(
      'UNREADABLE_CALL',
      both('Call {id} cannot be sent again: its method is {method}', { id, method: method.slice(0, 20) }),
      both('KooGallery sends GET and POST only.'),
    );
  }
  const base = to === undefined ? undefined : new URL(to);
  const target = base ? base.origin + targetPath(base, url) : call.target;
  if (target === undefined) throw noUrl(id);
  return {
    call,
    request: {
      method,
      url: target,
      headers: headersToForward(headers),
      ...(body.length > 0 && { bytes: body, body: Buffer.from(body).toString('utf8') }),
    },
    sampled: [],
    isRepeat: hasAnswered(call, target),
  };
}

function hasAnswered({ target, answer }: RecordedCall, url: string): boolean {
  if (target === undefined || !answer || !('status' in answer)) return false;
  return new URL(target).origin === new URL(url).origin;
}

function signedAfresh(
  call: RecordedCall,
  { to, set = [], allowUnknown = false, keys, now }: ReplayOptions,
): PreparedReplay {
  const content = contentOf(call);
  const { id } = call;
  const { protocol, activity } = content;
  const key = keyOf(keys, protocol);
  if (key === undefined) {
    throw configurationError(
      'NO_ACCESS_KEY',
      both('There is no access key to sign call {id} ({protocol}) afresh', { id, protocol: protocol.id }),
      both('Set KOO_ACCESS_KEY, store the key with `koo login`, or send the call with --as-is.'),
    );
  }
  const target = to ?? (call.target === undefined ? undefined : productionUrlOf(call.target, content));
  if (target === undefined) throw noUrl(id);
  const at = now();
  const { sampled, ...opened } = openValues(activity, content.values, key, at);
  const changed = applyChanges(
    protocol,
    activity,
    { ...opened.values, ...(hasTime(activity) && { timeStamp: cnMillis(at) }) },
    { set, unset: [], allowUnknown },
  );
  const own = protocol.method === 'GET' ? [...new URL(target).searchParams.keys()] : [];
  const { request } = prepare({
    protocol,
    activity,
    target,
    // The parameters of the merchant's own URL are added to it again.
    values: sealValues(without(changed, own), content, key, opened.bits),
    key,
    timestamp: protocol.timestamp(at),
    nonce: randomNonce(),
  });
  return { call, request, sampled, isRepeat: false };
}

/** The kit interfaces of V2 have the time of the request among the values. */
function hasTime({ request }: Activity): boolean {
  return request.some(({ name }) => name === 'timeStamp');
}

/**
 * Sends a prepared replay, judges the response, and records both.
 *
 * @throws KooError (configuration, `HISTORY_UNUSABLE`) if it cannot be recorded
 */
export async function sendReplay(
  { call, request, isRepeat }: PreparedReplay,
  { keys, now, deliver, timeoutMs, secrets, history }: SendOptions,
): Promise<Replay> {
  const at = now();
  const raw = rawOf(request);
  const reader = createCallReader(keys);
  const wasAccepted = call.verdict === 'accepted' || call.verdict === 'in-progress';
  if (isRepeat && wasAccepted) reader(asReceived(call.request), call.receivedAt);
  const read = reader(asReceived(raw), at);
  const { facts } = read;
  const id = history?.begin(
    { receivedAt: at, ...facts, request: raw, target: request.url, replayOf: call.id },
    secrets,
  );
  const outcome = await deliver(request);
  const exchange = readOutcome(outcome, secrets);
  if (id !== undefined) history?.answer(id, recordedAnswer(outcome), secrets);
  // A server may or may not keep the nonce of a call that it refuses.
  const refusesNonce =
    isRepeat && read.refusal === 'never' && /^00000[12]$/.test(exchange.reply?.resultCode ?? '');
  const judgement = await judgeCall(
    { call: refusesNonce ? { ...read, refusal: 'allowed' } : read, request: raw, url: request.url, outcome },
    { keys, secrets, timeoutMs },
  );
  if (id !== undefined) history?.judge(id, judgement, secrets);
  const { verdict, meaning, problems } = judgement;
  return {
    call: call.id,
    replay: id ?? null,
    protocol: facts.protocol ?? null,
    activity: facts.activity ?? null,
    request: sentRequest(request),
    reply: sentReply(exchange),
    verdict,
    meaning,
    problems,
    ok: outcome.answered && verdict !== 'failed' && problems.every(({ severity }) => severity === 'warning'),
  };
}

/** Converts a request to the form in which the server receives it. */
function rawOf({ method, url, headers, body, bytes }: HttpRequest): ExchangeRequest {
  const { host, origin } = new URL(url);
  const path = url.slice(url.toLowerCase().startsWith(origin) ? origin.length : 0);
  return {
    method,
    url: path.startsWith('/') ? path : `/${path}`,
    headers: [['Host', host], ...headers],
    body: bytes ?? Buffer.from(body ?? ''),
  };
}

function noUrl(id: number): KooError {
  return usageError(
    'NO_URL',
    both('Call {id} was not forwarded, so there is no server to send it to', { id }),
    both('Give the URL with --to, or set callback.url in koo.yaml.'),
  );
}
