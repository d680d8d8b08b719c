import { usageError } from '../errors/koo-error.ts';
import type { Captured } from '../http/capture/model.ts';
import type { KeyClass, Keys } from '../signing/key-class.ts';
import { maxPaired, maxSearched, type SearchScope, searchScope } from '../signing/mistakes/mistake.ts';
import { explainBodySign } from '../signing/mistakes/v1/body-sign.ts';
import { bodySignature, parseBodySign, verifyBodySign } from '../signing/v1-body-sign.ts';
import { redact } from '../text/redact.ts';
import { both, type Localized } from '../text/translate.ts';
import { compareSignedText, type Difference } from './difference.ts';
import { type ProofTime, readProof, readTime, secondsNote } from './proof.ts';
import type { Protocol, ProtocolId, ReceivedRequest } from './protocols/model.ts';
import { bodyText, parseObject, queryParameters } from './protocols/request.ts';

/** Why a signature is wrong. */
interface Cause {
  /** Stable id of a known mistake, `key-of-another-class`, `unknown`, or `not-searched` for a large message. */
  readonly cause: string;
  readonly text: Localized;
}

/** The result of `koo callback verify`; its JSON is a stable interface. Access keys are replaced by `<accessKey>`. */
export interface Verification {
  readonly kind: 'request' | 'reply';
  readonly protocol: ProtocolId;
  readonly activity: string | null;
  readonly valid: boolean;
  /** What is wrong; `null` if valid. */
  readonly reason: Localized | null;
  /** Why the given signature is wrong; `null` if it is correct or missing. */
  readonly cause: Cause | null;
  readonly given: string | null;
  readonly expected: string;
  /** The text to sign. */
  readonly canonical: string;
  /** The body in canonical form (V2). */
  readonly payload: string | null;
  /** The key of the HMAC. */
  readonly hmacKey: string;
  readonly time: ProofTime | null;
  /** The first difference between the correct text and the text that the other side signed. */
  readonly difference: Difference | null;
  /** Whether the other side signed the correct text; `null` if its text was not given. */
  readonly isSameText: boolean | null;
  readonly notes: readonly Localized[];
}

export interface VerifyInput {
  readonly protocol: Protocol;
  readonly key: string;
  /** Keys of the other interface classes, to detect that one of them was used. */
  readonly otherKeys: readonly (readonly [KeyClass, string])[];
  readonly now: Date;
  /** Time for checking the time window; without it, the timestamp is not checked. */
  readonly at?: Date | undefined;
  /** The text that the other side signed. */
  readonly signedText?: string | undefined;
}

type CapturedAs<Kind> = Extract<Captured, { readonly kind: Kind }>;

/** A captured response, or what has been received of a request. */
export type Verifiable = CapturedAs<'reply'> | Pick<CapturedAs<'request'>, 'kind' | 'request'>;

/**
 * Verifies a captured request or response and explains what is wrong.
 *
 * @throws KooError (usage) `UNSIGNED_REPLY` for a protocol whose responses are not signed
 */
export function verify(captured: Verifiable, options: VerifyInput): Verification {
  const found =
    captured.kind === 'request' ? verifyRequest(captured.request, options) : verifyReply(captured, options);
  const hide = (text: string) => redact(text, [options.key, ...options.otherKeys.map(([, key]) => key)]);
  const theirs = options.signedText?.replace(/\r?\n$/, '').replaceAll(options.key, '<accessKey>');
  const canonical = hide(found.canonical);
  const payload = found.payload === null ? null : hide(found.payload);
  const difference =
    theirs === undefined ? undefined : compareSignedText({ canonical, payload }, hide(theirs));
  return {
    ...found,
    given: found.given === null ? null : hide(found.given),
    canonical,
    payload,
    difference: difference ?? null,
    isSameText: theirs === undefined ? null : !difference,
  };
}

type Finding = Omit<Verification, 'difference' | 'isSameText'>;

function verifyRequest(request: ReceivedRequest, options: VerifyInput): Finding {
  const { protocol, key, now, at } = options;
  const proof = readProof(protocol, request, key);
  const time = proof.timestamp === undefined ? undefined : readTime(protocol, proof.timestamp, at ?? now);
  const opened = protocol.open(request, { key, now: at ?? (time ? new Date(time.at) : now) });
  const isWrong = !opened.ok && opened.resultCode === '000001' && proof.given !== undefined;
  const isSignedWith = (other: string) => {
    const result = protocol.open(request, { key: other, now });
    return result.ok || result.resultCode !== '000001';
  };
  const cause = isWrong
    ? (proof.mistake ?? otherKeyCause(options.otherKeys, isSignedWith) ?? unknownCause(proof.searched))
    : null;
  return {
    kind: 'request',
    protocol: protocol.id,
    activity: opened.ok ? opened.activity : findActivityName(protocol, request),
    valid: opened.ok,
    reason: opened.ok ? null : opened.reason,
    cause,
    given: proof.given ?? null,
    expected: proof.expected,
    canonical: proof.canonical,
    payload: proof.payload ?? null,
    hmacKey: proof.hmacKey,
    time: time ?? null,
    notes: [secondsNote(protocol, proof.timestamp ?? '') ?? [], pairsNote(cause, proof.searched)].flat(),
  };
}

function verifyReply(reply: CapturedAs<'reply'>, options: VerifyInput): Finding {
  const { protocol, key, otherKeys } = options;
  if (!protocol.replySigned) {
    throw usageError(
      'UNSIGNED_REPLY',
      both('Responses of {id} are not signed', { id: protocol.id }),
      both('Only responses of v1 and v1-kit have a Body-Sign header.'),
    );
  }
  const [name, value] = reply.headers.find(([header]) => header.toLowerCase() === 'body-sign') ?? [];
  const parsed = value === undefined ? undefined : parseBodySign(value);
  const given = parsed?.ok ? parsed.signature : undefined;
  const valid = given !== undefined && verifyBodySign(key, reply.body, given);
  const isSignedWith = (other: string) => given !== undefined && verifyBodySign(other, reply.body, given);
  const mistake = given === undefined ? undefined : explainBodySign({ key, body: reply.body }, given);
  const searched = searchScope(reply.body.length);
  const cause =
    valid || given === undefined
      ? null
      : ((mistake && { cause: mistake.cause, text: mistake.text }) ??
        otherKeyCause(otherKeys, isSignedWith) ??
        unknownCause(searched));
  return {
    kind: 'reply',
    protocol: protocol.id,
    activity: null,
    valid,
    reason: valid ? null : explainInvalidReply(parsed),
    cause,
    given: given ?? null,
    expected: bodySignature(key, reply.body),
    canonical: Buffer.from(reply.body).toString('utf8'),
    payload: null,
    hmacKey: '<accessKey>',
    time: null,
    notes: [
      ...(name === undefined || name === 'Body-Sign'
        ? []
        : [both('The header name is {name}; over HTTP/1.1, the debugger accepts only Body-Sign.', { name })]),
      ...pairsNote(cause, searched),
    ],
  };
}

function explainInvalidReply(parsed: ReturnType<typeof parseBodySign> | undefined): Localized {
  if (!parsed) return both('the Body-Sign header is missing');
  return parsed.ok ? both('Body-Sign is wrong') : parsed.text;
}

function otherKeyCause(
  otherKeys: VerifyInput['otherKeys'],
  isSignedWith: (key: string) => boolean,
): Cause | undefined {
  const [keyClass] = otherKeys.find(([, other]) => isSignedWith(other)) ?? [];
  if (keyClass === undefined) return undefined;
  return {
    cause: 'key-of-another-class',
    text: both(
      'The message is signed with the key of the {keyClass} interfaces. Each interface class has its own key.',
      { keyClass },
    ),
  };
}

/** All keys but one, for {@link VerifyInput}. */
export function otherKeys(keys: Keys, key: string | undefined): VerifyInput['otherKeys'] {
  return (Object.entries(keys) as [KeyClass, string][]).filter(([, other]) => other !== key);
}

/** The activity that a request names, whether the protocol has it or not. */
export function findActivityName(protocol: Protocol, request: ReceivedRequest): string | null {
  const path = request.url.split(/[?#]/, 1)[0] ?? '';
  const inPath = protocol.activities.find((activity) => activity.path && path.endsWith(activity.path));
  if (inPath) return inPath.name;
  const named =
    protocol.method === 'GET'
      ? queryParameters(request.url).find(([name]) => name === 'activity')?.[1]
      : parseObject(bodyText(request.body) ?? '')?.activity;
  return typeof named === 'string' ? named : null;
}

function unknownCause(searched: SearchScope): Cause {
  return searched === 'none'
    ? {
        cause: 'not-searched',
        text: both(
          'The cause was not searched, because the signed content is longer than {limit} KB. Compare the text below with the text that was signed; --signed-text FILE finds the first difference.',
          { limit: maxSearched / 1024 },
        ),
      }
    : {
        cause: 'unknown',
        text: both(
          'The signature matches no known mistake. Most likely the access keys differ, or the content was changed after signing. Compare the text below with the text that was signed; --signed-text FILE finds the first difference.',
        ),
      };
}

/** The note that the search was limited, if it found nothing. */
function pairsNote(cause: Cause | null, searched: SearchScope): Localized[] {
  if (cause?.cause !== 'unknown' || searched !== 'single') return [];
  return [
    both('Two mistakes at once were not searched, because the signed content is longer than {limit} KB.', {
      limit: maxPaired / 1024,
    }),
  ];
}
