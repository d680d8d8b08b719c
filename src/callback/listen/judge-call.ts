import type { ExchangeRequest } from '../../exchanges/model.ts';
import type { Keys } from '../../signing/key-class.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type Exchange, type Outcome, readOutcome } from '../delivery/exchange.ts';
import { type Judgement, verdictOfResult } from '../history/model.ts';
import { judge } from '../probe/judge.ts';
import { describeResult, isAccepted, isRejected } from '../probe/response.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { bodyText, parseObject, queryParameters } from '../protocols/request.ts';
import { judgeReply, type ReplyProblem } from '../suite/send-report.ts';
import { otherKeys, verify } from '../verify.ts';
import { asReceived } from './answerer.ts';
import { keyOf, type ReadCall } from './read-call.ts';

/** A call with the answer of the merchant. */
export interface AnsweredCall {
  readonly call: ReadCall;
  readonly request: ExchangeRequest;
  /** Absolute URL that the request went to. */
  readonly url: string;
  readonly outcome: Outcome;
}

export interface JudgeCallOptions {
  /** Without one for the call, signed and encrypted parts of the answer are not judged. */
  readonly keys: Keys;
  /** Redacted from the merchant's words. */
  readonly secrets: readonly string[];
  /** Deadline of the answer. */
  readonly timeoutMs: number;
}

/**
 * Judges the answer to a received call as KooGallery does. A call that is not valid has to be refused.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export async function judgeCall(
  answered: AnsweredCall,
  { keys, secrets, timeoutMs }: JudgeCallOptions,
): Promise<Judgement> {
  const { call, outcome } = answered;
  const key = call.protocol && keyOf(keys, call.protocol);
  const exchange = { ...exchangeOf(answered), ...readOutcome(outcome, secrets) };
  const mustRefuse = call.refusal === 'required' || (call.refusal === 'allowed' && isRejected(exchange));
  const { verdict: found, meaning } = mustRefuse ? refusalOf(exchange, call) : resultOf(exchange, key);
  const problems =
    call.protocol || isAccepted(exchange)
      ? await judgeReply(exchange, { key, timeoutMs, forged: mustRefuse })
      : [];
  // A page with which a web server answers everything is no refusal.
  const isFaulty = found === 'refused' && problems.some(({ severity }) => severity === 'error');
  const verdict = isFaulty ? 'failed' : found;
  const { resultCode, json } = exchange.reply ?? {};
  const created = isAccepted(exchange) ? json?.instanceId : undefined;
  return {
    verdict,
    meaning,
    ...(resultCode !== undefined && { resultCode }),
    ...(call.facts.instanceId === undefined &&
      typeof created === 'string' &&
      created !== '' && { instanceId: created }),
    problems: problems.map((problem) => withReason(problem, call, resultCode)),
  };
}

function refusalOf(exchange: Exchange, { protocol }: ReadCall): Pick<Judgement, 'verdict' | 'meaning'> {
  // Any page may answer a request that is no callback.
  const isPage = !protocol && exchange.outcome.answered && !isAccepted(exchange);
  const verdict = isPage || isRejected(exchange) ? 'refused' : 'failed';
  const result = describeResult(exchange);
  return {
    verdict,
    meaning: isAccepted(exchange) ? both('accepted a call that is not valid: {result}', { result }) : result,
  };
}

function resultOf(exchange: Exchange, key: string | undefined): Pick<Judgement, 'verdict' | 'meaning'> {
  const { result, meaning } = judge(exchange, key);
  return { verdict: verdictOfResult[result], meaning };
}

/** Builds the exchange as if koo had sent the call. */
function exchangeOf({ call, request, url }: AnsweredCall): Omit<Exchange, 'outcome' | 'reply'> {
  const { protocol = protocolOf('v2'), values } = call;
  const activity = call.activity ?? unknownActivity(protocol, call.facts.activity ?? '');
  const text = bodyText(request.body) ?? '';
  // Only a JSON object is read again by the checks.
  const body = protocol.method === 'POST' && parseObject(text) ? { body: text } : {};
  const { method } = protocol;
  return {
    protocol,
    activity,
    values,
    sealed: {
      protocol: protocol.id,
      activity: activity.name,
      method,
      url,
      query: queryParameters(request.url),
      headers: request.headers,
      ...body,
    },
    request: { method, url, headers: request.headers, ...body },
  };
}

/** Stands for an interface that the protocol does not have; its answer has the fields common to all. */
function unknownActivity({ activities: [first], id }: Protocol, name: string): Activity {
  if (!first) throw new Error(`${id} has no activities`);
  const reply = first.reply.filter((field) => field.name === 'resultCode' || field.name === 'resultMsg');
  return { ...first, name, request: [], reply };
}

/** Makes a problem more precise if koo has found the signature of the call right. */
function withReason(
  problem: ReplyProblem,
  { facts: { signature, reason } }: ReadCall,
  code = '',
): ReplyProblem {
  if (signature !== 'valid') return problem;
  if (problem.id === 'RESULT' && code === '000001') return { ...problem, hint: signedRight };
  if (problem.id !== 'FORGERY' || !reason) return problem;
  return {
    ...problem,
    expected: both('a rejection, because the call is not valid: {reason}', { reason }),
    hint: both(
      'The signature is right, but check the time, the nonce and the interface as well before doing anything else. A recorded call can be sent again by anyone.',
    ),
  };
}

const signedRight = both(
  'The signature of the call is right: koo has verified it. Write the text that your server signs to a file; `koo callback history ID --signed-text FILE` shows the first difference.',
);

/** Explains why the signature of a call is wrong, as far as the access keys show it. */
export function causeOf(
  { protocol, facts }: ReadCall,
  request: ExchangeRequest,
  keys: Keys,
): Localized | undefined {
  const key = protocol && keyOf(keys, protocol);
  if (!protocol || key === undefined || facts.signature !== 'invalid') return undefined;
  const options = { protocol, key, otherKeys: otherKeys(keys, key), now: new Date() };
  const { cause } = verify({ kind: 'request', request: asReceived(request) }, options);
  return cause?.cause === 'unknown' ? unknownCause : cause?.text;
}

const unknownCause = both(
  'The signature matches no known mistake. Most likely the sender has another access key than koo.',
);
