import type { CodeEntry } from '../../codes/entry.ts';
import { findEntries } from '../../codes/lookup.ts';
import { toCurl } from '../../http/curl.ts';
import type { Localized } from '../../text/localized.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import type { RecordedAnswer, RecordedCall } from '../history/model.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Field, Parameter, Protocol } from '../protocols/model.ts';
import { bodyText, parseObject, queryParameters } from '../protocols/request.ts';
import type { ReplyProblem } from '../suite/send-report.ts';
import {
  type Hide,
  type InspectedCall,
  type InspectOptions,
  inspectBodySign,
  inspectSignature,
  type SignatureInspection,
} from './inspect-signature.ts';
import { makeVisible, type ShownBody, shownBody, shownSentence } from './texts.ts';

/** What a page shows of a call. No text of it contains an access key. */
export interface Inspection {
  readonly protocol?: Protocol;
  readonly activity?: Activity;
  /** Of the call, where the protocol has no such activity. */
  readonly activityName?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly Parameter[];
    readonly parameters: readonly Parameter[];
    readonly body?: ShownBody;
    /** Names of the fields that are encrypted. */
    readonly encrypted: readonly string[];
    readonly isRedacted: boolean;
    readonly curl?: string;
  };
  readonly signature?: SignatureInspection;
  readonly answer?: AnswerInspection;
  readonly verdict: RecordedCall['verdict'];
  readonly meaning?: Localized;
  /** Why the call itself is not valid. */
  readonly reason?: Localized;
  readonly resultCode?: string;
  /** What is known of the result code. */
  readonly code?: CodeEntry;
  readonly problems: readonly ReplyProblem[];
}

/** The response, or why there is none. */
export type AnswerInspection = { readonly durationMs: number } & (
  | { readonly failure: Localized; readonly code: string }
  | {
      readonly status: number;
      readonly headers: readonly Parameter[];
      readonly body: ShownBody;
      readonly isTruncated: boolean;
      readonly resultMsg?: string;
      readonly encrypted: readonly string[];
      /** V1 only. */
      readonly bodySign?: SignatureInspection;
    }
);

/** Makes what a page shows of a call from what is known of it. */
export function inspect(call: InspectedCall, options: InspectOptions): Inspection {
  const hide = createRedactor(maskable(Object.values(options.keys)));
  const protocol = call.protocol && protocolOf(call.protocol);
  const activity = protocol?.activities.find(({ name }) => name === call.activity);
  const { verdict, meaning, reason, resultCode, problems, answer } = call;
  const code = resultCode === undefined ? undefined : callbackEntry(resultCode);
  return {
    ...(protocol && { protocol }),
    ...(activity && { activity }),
    ...(call.activity !== undefined && { activityName: call.activity }),
    request: inspectRequest(call, activity, hide),
    ...(protocol && { signature: inspectSignature(call, protocol, options, hide) }),
    ...(answer && { answer: inspectAnswer(answer, call, protocol, activity, options, hide) }),
    verdict,
    ...(meaning && { meaning: shownSentence(meaning, hide) }),
    ...(reason && { reason: shownSentence(reason, hide) }),
    ...(resultCode !== undefined && { resultCode }),
    ...(code && { code }),
    problems: problems.map(({ id, severity, expected, actual, hint }) => ({
      id,
      severity,
      expected: shownSentence(expected, hide),
      actual: shownSentence(actual, hide),
      hint: shownSentence(hint, hide),
    })),
  };
}

function callbackEntry(code: string): CodeEntry | undefined {
  return findEntries(code).find((entry) => entry.family === 'callback' && entry.code === code);
}

/** Longest body that is written into a curl command, in bytes. */
const maxCurlBody = 64 * 1024;
/** Headers of one connection, which curl writes itself. */
const ofConnection = /^(host|content-length|connection|keep-alive|transfer-encoding|expect|te|upgrade)$/i;

function inspectRequest(
  call: InspectedCall,
  activity: Activity | undefined,
  hide: Hide,
): Inspection['request'] {
  const { method, url, headers, body, redacted } = call.request;
  const text = bodyText(body);
  const target = call.target ?? (/^https?:\/\//i.test(url) ? url : undefined);
  const curl = text === undefined ? undefined : curlOf(call.request, target, text, hide);
  return {
    method,
    url: hide(target ?? url),
    headers: hidden(headers, hide),
    parameters: hidden(queryParameters(url), hide),
    ...(body.length > 0 && { body: shownBody(body, hide) }),
    encrypted: encryptedNames(activity?.request ?? []),
    isRedacted: redacted,
    ...(curl !== undefined && { curl }),
  };
}

/** Absent where it would be long, or not what was sent: a page cannot hand over characters that cannot be seen. */
function curlOf(
  { method, headers, body }: InspectedCall['request'],
  url: string | undefined,
  text: string,
  hide: Hide,
): string | undefined {
  if (url === undefined || body.length > maxCurlBody) return undefined;
  const own = headers.filter(([name]) => !ofConnection.test(name));
  const command = hide(toCurl({ method, url, headers: own, ...(text !== '' && { body: text }) }));
  return makeVisible(command) === command ? command : undefined;
}

function hidden(parameters: readonly Parameter[], hide: Hide): Parameter[] {
  return parameters.map(([name, value]) => [hide(name), hide(value)]);
}

function encryptedNames(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, encrypted, format, fields: inner = [] }) => [
    ...(encrypted || format === 'client-secret' ? [name] : []),
    ...encryptedNames(inner),
  ]);
}

function inspectAnswer(
  answer: RecordedAnswer,
  call: InspectedCall,
  protocol: Protocol | undefined,
  activity: Activity | undefined,
  options: InspectOptions,
  hide: Hide,
): AnswerInspection {
  const { durationMs } = answer;
  if ('failure' in answer) {
    return { durationMs, failure: shownSentence(answer.failure, hide), code: answer.code };
  }
  const { status, headers, body, truncated } = answer;
  const message = parseObject(bodyText(body) ?? '')?.resultMsg;
  return {
    durationMs,
    status,
    headers: hidden(headers, hide),
    body: shownBody(body, hide),
    isTruncated: truncated,
    ...(typeof message === 'string' && { resultMsg: hide(message) }),
    encrypted: encryptedNames(activity?.reply ?? []),
    ...(protocol?.replySigned && { bodySign: inspectBodySign(answer, call, protocol, options, hide) }),
  };
}
