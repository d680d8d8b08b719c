import type { KeyClass, Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { type Exchange, type Outcome, readOutcome } from '../delivery/exchange.ts';
import type { Judgement } from '../history/model.ts';
import { judge } from '../probe/judge.ts';
import { describeResult, isAccepted, isRejected } from '../probe/response.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Protocol } from '../protocols/model.ts';
import { bodyText, parseObject, queryParameters } from '../protocols/request.ts';
import { judgeReply, type ReplyProblem } from '../suite/send-report.ts';
import { verify } from '../verify.ts';
import { asReceived, type RawRequest } from './answerer.ts';
import { keyOf, type ReadCall } from './read-call.ts';

/** A call and what the merchant has answered to it. */
export interface AnsweredCall {
  readonly call: ReadCall;
  readonly request: RawRequest;
  /** Absolute URL that the request went to. */
  readonly url: string;
  readonly outcome: Outcome;
}

export interface JudgeCallOptions {
  /** Without one, what is signed or encrypted in the answer is not judged. */
  readonly key: string | undefined;
  /** To redact from what the merchant says. */
  readonly secrets: readonly string[];
  /** Deadline of the answer. */
  readonly timeoutMs: number;
}

/**
 * Judges the answer to a received call as KooGallery does. A call that is not valid has to be refused.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export async function judgeCall(answered: AnsweredCall, options: JudgeCallOptions): Promise<Judgement> {
  const { call, outcome } = answered;
  const exchange = { ...exchangeOf(answered), ...readOutcome(outcome, options.secrets) };
  const mustRefuse = call.refusal === 'required' || (call.refusal === 'allowed' && isRejected(exchange));
  const { verdict: found, meaning } = mustRefuse
    ? refusalOf(exchange, call)
    : resultOf(exchange, options.key);
  const problems =
    call.protocol || isAccepted(exchange)
      ? await judgeReply(exchange, { ...options, forged: mustRefuse })
      : [];
  // A page that some web server has for everything is no refusal.
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
  // What is no callback may get any page.
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
  return { verdict: verdicts[result], meaning };
}

const verdicts = { succeeded: 'accepted', 'in-progress': 'in-progress', failed: 'failed' } as const;

/** The exchange as if koo had sent the call. */
function exchangeOf({ call, request, url }: AnsweredCall): Omit<Exchange, 'outcome' | 'reply'> {
  const { protocol = protocolOf('v2'), values } = call;
  const activity = call.activity ?? unknownActivity(protocol, call.facts.activity ?? '');
  const text = bodyText(request.body) ?? '';
  // Only a JSON object is read again.
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

/** An interface that the protocol does not have; its answer has the fields that all have. */
function unknownActivity({ activities: [first], id }: Protocol, name: string): Activity {
  if (!first) throw new Error(`${id} has no activities`);
  const reply = first.reply.filter((field) => field.name === 'resultCode' || field.name === 'resultMsg');
  return { ...first, name, request: [], reply };
}

/** Says what is known because koo has verified the signature: it is right. */
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

/** Why the signature of a call is wrong, as far as the access keys tell. */
export function causeOf(
  { protocol, facts }: ReadCall,
  request: RawRequest,
  keys: Keys,
): Localized | undefined {
  const key = protocol && keyOf(keys, protocol);
  if (!protocol || key === undefined || facts.signature !== 'invalid') return undefined;
  const otherKeys = (Object.entries(keys) as [KeyClass, string][]).filter(([, other]) => other !== key);
  const options = { protocol, key, otherKeys, now: new Date() };
  const { cause } = verify({ kind: 'request', request: asReceived(request) }, options);
  return cause?.cause === 'unknown' ? unknownCause : cause?.text;
}

const unknownCause = both(
  'The signature matches no known mistake. Most likely the sender has another access key than koo.',
);
