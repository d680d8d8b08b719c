import type { RecordedAnswer } from '../../exchanges/model.ts';
import type { ShownSignature } from '../../exchanges/shown-exchange.ts';
import {
  type Compared,
  compareTexts,
  type Hide,
  makeVisible,
  shownSentence,
} from '../../exchanges/shown-text.ts';
import { toReceivedRequest } from '../../http/capture/model.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { RecordedCall } from '../history/model.ts';
import { keyOf } from '../listen/read-call.ts';
import type { Protocol } from '../protocols/model.ts';
import { otherKeys, type Verification, verify } from '../verify.ts';
import { bodySignSteps, signingSteps } from './steps.ts';

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

/** Verifies the signature of a request, and shows how it is made. */
export function inspectSignature(
  call: InspectedCall,
  protocol: Protocol,
  { keys, signedText }: InspectOptions,
  hide: Hide,
): ShownSignature {
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
    ...(step.parts && { parts: step.parts.map(([name, text]) => [name, hide(text)] as const) }),
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

/** Whether the text to sign contains a hash that only the key can make. */
function needsKeyForText({ proof }: Protocol): boolean {
  return proof.nonce !== undefined && proof.signature.in !== 'header';
}

function givenOf({ given }: Verification): Pick<ShownSignature, 'given'> {
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

function differenceOf({ given, expected }: Verification): Pick<ShownSignature, 'difference'> {
  if (given === null || isSameSignature(given, expected)) return {};
  return { difference: compareTexts(expected, given.slice(0, 200)) };
}

function comparedText({ difference }: Verification): Compared | 'equal' {
  if (!difference) return 'equal';
  const { expected, other, name, isBodyHash } = difference;
  return { ...compareTexts(expected, other, name), ...(isBodyHash && { isBodyHash }) };
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

/** The same of a response of V1. */
export function inspectBodySign(
  { status, headers, body, truncated }: Extract<RecordedAnswer, { body: Uint8Array }>,
  { problems, isAnswerExact, resultCode }: InspectedCall,
  protocol: Protocol,
  { keys }: InspectOptions,
  hide: Hide,
): ShownSignature {
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
      notes: [...(reported ? [shownSentence(reported.actual, hide)] : []), inexactNote],
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
