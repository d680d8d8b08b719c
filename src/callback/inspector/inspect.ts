import type { CodeEntry } from '../../codes/entry.ts';
import { findEntries } from '../../codes/lookup.ts';
import { toReceivedRequest } from '../../http/capture/model.ts';
import { toCurl } from '../../http/curl.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import { both } from '../../text/translate.ts';
import type { RecordedAnswer, RecordedCall } from '../history/model.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Field, Parameter, Protocol } from '../protocols/model.ts';
import { bodyText, parseObject, queryParameters } from '../protocols/request.ts';
import type { ReplyProblem } from '../suite/send-report.ts';
import { type Verification, verify } from '../verify.ts';
import { bodySignSteps, type Step, signingSteps } from './steps.ts';
import { type Compared, compareTexts, makeVisible, type ShownBody, shownBody } from './texts.ts';

/** A call to inspect: one that was received, or one that koo has sent. */
export interface InspectedCall
  extends Pick<
    RecordedCall,
    | 'protocol'
    | 'activity'
    | 'request'
    | 'answer'
    | 'verdict'
    | 'meaning'
    | 'resultCode'
    | 'problems'
    | 'reason'
  > {
  /** When it was received or sent, by the wall clock. */
  readonly at: Date;
  /** Whether its signature was right when it was received; absent of one that koo has signed. */
  readonly signature?: RecordedCall['signature'];
  /** Absolute URL, as far as it is known. */
  readonly target?: string;
  /** The body of the answer is kept byte for byte. */
  readonly isAnswerExact: boolean;
}

export interface InspectOptions {
  /** The access keys as they are now. */
  readonly keys: Keys;
  /** The text that the merchant's server has signed. */
  readonly signedText?: string | undefined;
}

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

/** A signature, how it is made, and why it is wrong. */
export interface SignatureInspection {
  readonly state: RecordedCall['signature'];
  readonly steps: readonly Step[];
  readonly given?: string;
  readonly expected?: string;
  /** The given and the expected one, if they differ. */
  readonly difference?: Compared;
  /** The known mistake that explains it. */
  readonly mistake?: Localized;
  readonly notes: readonly Localized[];
  /** The text that the server has signed, compared with the correct one; `equal` if there is no difference. */
  readonly compared?: Compared | 'equal';
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

/** Replaces access keys. What is stored has none; but one may have become a key since. */
type Hide = (text: string) => string;

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
    ...(meaning && { meaning }),
    ...(reason && { reason }),
    ...(resultCode !== undefined && { resultCode }),
    ...(code && { code }),
    problems,
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
  const isRepeatable =
    target !== undefined && text !== undefined && !text.includes('\0') && body.length <= maxCurlBody;
  return {
    method,
    url: hide(target ?? url),
    headers: hidden(headers, hide),
    parameters: hidden(queryParameters(url), hide),
    ...(body.length > 0 && { body: shownBody(body, hide) }),
    encrypted: encryptedNames(activity?.request ?? []),
    isRedacted: redacted,
    ...(isRepeatable && {
      curl: hide(
        toCurl({
          method,
          url: target,
          headers: headers.filter(([name]) => !ofConnection.test(name)),
          ...(text !== '' && { body: text }),
        }),
      ),
    }),
  };
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

function inspectSignature(
  call: InspectedCall,
  protocol: Protocol,
  { keys, signedText }: InspectOptions,
  hide: Hide,
): SignatureInspection {
  const { method, url, headers, body, redacted } = call.request;
  const captured = toReceivedRequest(method, url, headers, body);
  const key = keyOf(keys, protocol);
  const found = verify(captured, {
    protocol,
    key: key ?? '',
    otherKeys: otherKeys(keys, key),
    now: call.at,
    at: call.at,
    signedText,
  });
  const state = call.signature ?? (key === undefined ? 'not-checked' : stateOf(found));
  const steps = signingSteps(protocol, captured.request, found, key).map((step) => ({
    ...step,
    ...(step.value !== undefined && { value: hide(step.value) }),
  }));
  const compared =
    signedText === undefined || (key === undefined && needsKeyForText(protocol))
      ? {}
      : { compared: comparedText(found) };
  if (key === undefined) {
    return { state, steps, ...givenOf(found), notes: [missingKey(protocol.keyClass)], ...compared };
  }
  const isWrong = state === 'invalid';
  return {
    state,
    steps,
    ...givenOf(found),
    expected: found.expected,
    ...(isWrong && differenceOf(found)),
    ...(isWrong && found.cause && { mistake: mistakeOf(found.cause) }),
    notes: [
      ...found.notes,
      ...(redacted ? [redactedNote] : []),
      ...(!redacted && state === 'valid' && stateOf(found) === 'invalid' ? [changedNote] : []),
    ],
    ...compared,
  };
}

/** The access key of a protocol: without one of its own class, that of the base interfaces. */
function keyOf(keys: Keys, { keyClass }: Protocol): string | undefined {
  return keys[keyClass] ?? keys.base;
}

function otherKeys(keys: Keys, own: string | undefined): (readonly [KeyClass, string])[] {
  return (Object.entries(keys) as [KeyClass, string][]).filter(([, key]) => key !== own);
}

/** Whether the text to sign contains a hash that only the key can make. */
function needsKeyForText({ proof }: Protocol): boolean {
  return proof.nonce !== undefined && proof.signature.in !== 'header';
}

function givenOf({ given }: Verification): Pick<SignatureInspection, 'given'> {
  return given === null ? {} : { given: makeVisible(given) };
}

/** Whether a signature is right, at whatever time it was made. */
function stateOf({ valid, cause, given, expected }: Verification): 'valid' | 'invalid' {
  const isRight = valid || (cause === null && given !== null && isSameSignature(given, expected));
  return isRight ? 'valid' : 'invalid';
}

/** Hex is compared without its case. */
function isSameSignature(given: string, expected: string): boolean {
  return /^[0-9A-F]{64}$/.test(expected) ? given.toUpperCase() === expected : given === expected;
}

function differenceOf({ given, expected }: Verification): Pick<SignatureInspection, 'difference'> {
  if (given === null || isSameSignature(given, expected)) return {};
  return { difference: compareTexts(expected, given.slice(0, 200)) };
}

function comparedText({ difference }: Verification): Compared | 'equal' {
  return difference ? compareTexts(difference.expected, difference.other, difference.name) : 'equal';
}

function mistakeOf({ cause, text }: { readonly cause: string; readonly text: Localized }): Localized {
  return cause === 'unknown' || cause === 'not-searched' ? unknownMistake : text;
}

const unknownMistake: Localized = both(
  'No known mistake explains it. Most likely the access keys differ, or the content was changed after it was signed. Paste the text that your server signed to see the first difference.',
);

const redactedNote: Localized = both(
  'The stored request is not complete: secrets are replaced by ***, and a long body is cut. The values below are not those that were signed.',
);

const changedNote: Localized = both(
  'The signature was right when the call was made. With the access key as it is now, it is another one.',
);

function missingKey(keyClass: KeyClass): Localized {
  return both(
    'koo has no access key for the {keyClass} interfaces, so it cannot compute the signature. Set it with `koo login`.',
    { keyClass },
  );
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
  if ('failure' in answer) return { durationMs, failure: answer.failure, code: answer.code };
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
    ...(protocol?.replySigned && { bodySign: inspectBodySign(answer, call, protocol, options) }),
  };
}

function inspectBodySign(
  { status, headers, body, truncated }: Extract<RecordedAnswer, { body: Uint8Array }>,
  { problems, isAnswerExact, resultCode }: InspectedCall,
  protocol: Protocol,
  { keys }: InspectOptions,
): SignatureInspection {
  const key = keyOf(keys, protocol);
  const found = verify(
    { kind: 'reply', status, headers, body },
    { protocol, key: key ?? '', otherKeys: otherKeys(keys, key), now: new Date(0) },
  );
  const reported = problems.find(({ id }) => id.startsWith(`${protocol.code}-REPLY-SIGN`));
  const isExact = isAnswerExact && !truncated;
  const isJudged = resultCode !== undefined;
  const state = reported
    ? 'invalid'
    : found.valid || (!isExact && isJudged)
      ? 'valid'
      : key === undefined || !isExact
        ? 'not-checked'
        : 'invalid';
  const reason = found.reason && !found.valid && state === 'invalid' ? [found.reason] : [];
  if (key === undefined) {
    return { state, steps: [], ...givenOf(found), notes: [...reason, missingKey(protocol.keyClass)] };
  }
  if (!isExact && !found.valid) {
    return {
      state,
      steps: [],
      ...givenOf(found),
      notes: [...(reported ? [reported.actual] : []), inexactNote],
    };
  }
  return {
    state,
    steps: bodySignSteps(found),
    ...givenOf(found),
    expected: found.expected,
    ...(state === 'invalid' && differenceOf(found)),
    ...(state === 'invalid' && found.cause && { mistake: mistakeOf(found.cause) }),
    notes: [...reason, ...found.notes],
  };
}

const inexactNote: Localized = both(
  'The body is stored as text and without secrets, so Body-Sign cannot be computed again here.',
);
