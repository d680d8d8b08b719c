import type { CodeEntry } from '../../codes/entry.ts';
import { findEntries } from '../../codes/lookup.ts';
import type { RecordedAnswer } from '../../exchanges/model.ts';
import {
  compareSignatures,
  type ShownAnswer,
  type ShownRequest,
  type ShownSignature,
  showAnswer,
  showRequest,
} from '../../exchanges/shown-exchange.ts';
import { type Compared, compareTexts, type Hide, shownSentence } from '../../exchanges/shown-text.ts';
import { toReceivedRequest } from '../../http/capture/model.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import { given } from '../../text/json.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { RecordedCall } from '../history/model.ts';
import { keyOf } from '../listen/read-call.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Field, Protocol } from '../protocols/model.ts';
import { otherKeys, type Verification, verify } from '../verify.ts';
import { bodySignSteps, signingSteps } from './steps.ts';

/** A call to inspect: one that was received, or one that koo has sent. */
export interface InspectedCall
  extends Omit<RecordedCall, 'id' | 'receivedAt' | 'signature' | 'replayOf' | 'instanceId' | 'orderId'> {
  /** When it was received or sent, by the wall clock. */
  readonly at: Date;
  /** Whether its signature was right when it was received; absent if koo has signed it. */
  readonly signature?: RecordedCall['signature'];
  /** The body of the answer is kept byte for byte. */
  readonly isAnswerExact: boolean;
}

export interface InspectOptions {
  /** The access keys as they are now. */
  readonly keys: Keys;
  /** The text that the merchant's server has signed. */
  readonly signedText?: string | undefined;
}

/** A call as a page shows it. None of its texts contains an access key. */
export interface Inspection
  extends Pick<InspectedCall, 'verdict' | 'meaning' | 'reason' | 'resultCode' | 'problems'> {
  readonly activity?: Activity;
  readonly request: ShownRequest;
  readonly signature?: ShownSignature;
  readonly answer?: ShownAnswer;
  /** The entry of the result code, if it is known. */
  readonly code?: CodeEntry;
}

/** Prepares a call for a page. */
export function inspect(call: InspectedCall, options: InspectOptions): Inspection {
  const hide = createRedactor(maskable(Object.values(options.keys)));
  const protocol = call.protocol && protocolOf(call.protocol);
  const activity = protocol?.activities.find(({ name }) => name === call.activity);
  const { verdict, meaning, reason, resultCode, problems, answer } = call;
  const code = findEntries(resultCode ?? '').find(
    (entry) => entry.family === 'callback' && entry.code === resultCode,
  );
  return {
    ...given({ activity, resultCode, code }),
    request: showRequest(call.request, call.target, encryptedNames(activity?.request), hide),
    ...(protocol && { signature: inspectSignature(call, protocol, options, hide) }),
    ...(answer && { answer: inspectAnswer(call, answer, protocol, activity, options, hide) }),
    verdict,
    ...(meaning && { meaning: shownSentence(meaning, hide) }),
    ...(reason && { reason: shownSentence(reason, hide) }),
    problems: problems.map(({ id, severity, expected, actual, hint }) => ({
      id,
      severity,
      expected: shownSentence(expected, hide),
      actual: shownSentence(actual, hide),
      hint: shownSentence(hint, hide),
    })),
  };
}

function inspectAnswer(
  call: InspectedCall,
  answer: RecordedAnswer,
  protocol: Protocol | undefined,
  activity: Activity | undefined,
  { keys }: InspectOptions,
  hide: Hide,
): ShownAnswer {
  const shown = showAnswer(answer, encryptedNames(activity?.reply), hide);
  if ('failure' in answer || !protocol?.replySigned) return shown;
  return { ...shown, bodySign: inspectBodySign(call, answer, protocol, keys, hide) };
}

function encryptedNames(fields: readonly Field[] = []): string[] {
  return fields.flatMap(({ name, encrypted, format, fields: inner }) => [
    ...(encrypted || format === 'client-secret' ? [name] : []),
    ...encryptedNames(inner),
  ]);
}

/** Verifies the signature of a request, and shows how it is made. */
function inspectSignature(
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
    value: step.value && hide(step.value),
    parts: step.parts?.map(([name, text]) => [name, hide(text)] as const),
  }));
  const isComparable = signedText !== undefined && (key !== undefined || !needsKeyForText(protocol));
  const notes =
    key === undefined
      ? [missingKey(protocol.keyClass)]
      : redacted
        ? [...found.notes, redactedNote]
        : state === 'valid' && stateOf(found) === 'invalid'
          ? [...found.notes, changedNote]
          : found.notes;
  return {
    state,
    steps,
    ...explanationOf(found, key, state === 'invalid'),
    notes,
    ...(isComparable && { compared: comparedText(found) }),
  };
}

/** Whether the text to sign contains a hash that only the key can make. */
function needsKeyForText({ proof }: Protocol): boolean {
  return proof.nonce !== undefined && proof.signature.in !== 'header';
}

/** Whether a signature is right, at whatever time it was made. */
function stateOf({ valid, cause, given, expected }: Verification): 'valid' | 'invalid' {
  const isSame = given !== null && !compareSignatures(given, expected).difference;
  return valid || (cause === null && isSame) ? 'valid' : 'invalid';
}

/** Returns the given signature and, with a key, the expected one, how they differ if it is wrong, and why. */
function explanationOf(
  { given, expected, cause }: Verification,
  key: string | undefined,
  isWrong: boolean,
): Pick<ShownSignature, 'given' | 'expected' | 'difference' | 'mistake'> {
  const { difference, ...signatures } = compareSignatures(given, key === undefined ? null : expected);
  if (key === undefined || !isWrong) return signatures;
  const isKnown = cause && cause.cause !== 'unknown' && cause.cause !== 'not-searched';
  return {
    ...signatures,
    ...(difference && { difference }),
    ...(cause && { mistake: isKnown ? cause.text : unknownMistake }),
  };
}

function comparedText({ difference }: Verification): Compared | 'equal' {
  if (!difference) return 'equal';
  const { expected, other, name, isBodyHash } = difference;
  return { ...compareTexts(expected, other, name), ...(isBodyHash && { isBodyHash }) };
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

/** Verifies the signature of a response of V1, and shows how it is made. */
function inspectBodySign(
  { problems, isAnswerExact, resultCode }: InspectedCall,
  { status, headers, body, truncated }: Extract<RecordedAnswer, { body: Uint8Array }>,
  protocol: Protocol,
  keys: Keys,
  hide: Hide,
): ShownSignature {
  const key = keyOf(keys, protocol);
  const found = verify(
    { kind: 'reply', status, headers, body },
    { protocol, key: key ?? '', otherKeys: otherKeys(keys, key), now: new Date(0) },
  );
  const reported = problems.find(({ id }) => id.startsWith(`${protocol.code}-REPLY-SIGN`));
  const isExact = isAnswerExact && !truncated;
  const isKnown = key !== undefined && isExact;
  const wasAccepted = !reported && (found.valid || (!isExact && resultCode !== undefined));
  const state = wasAccepted ? 'valid' : reported || isKnown ? 'invalid' : 'not-checked';
  const isWrong = state === 'invalid';
  if (key !== undefined && !isExact && !found.valid) {
    const notes = [...(reported ? [shownSentence(reported.actual, hide)] : []), inexactNote];
    return { state, steps: [], ...explanationOf(found, undefined, isWrong), notes };
  }
  return {
    state,
    steps: key === undefined ? [] : bodySignSteps(found),
    ...explanationOf(found, key, isWrong),
    notes: [
      ...(found.reason && !found.valid && isWrong ? [found.reason] : []),
      ...(key === undefined ? [missingKey(protocol.keyClass)] : found.notes),
    ],
  };
}

const inexactNote: Localized = both(
  'The body is stored as text and without secrets, so Body-Sign cannot be computed again here.',
);
