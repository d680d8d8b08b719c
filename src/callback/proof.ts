import type { Mistake, SearchScope } from '../signing/mistakes/mistake.ts';
import { authTokenSearchScope, explainAuthToken } from '../signing/mistakes/v1/auth-token.ts';
import { explainKitSignature, explainV2Signature, v2SearchScope } from '../signing/mistakes/v2/signature.ts';
import { type AuthTokenInput, authToken, authTokenBase, unquoteAuthToken } from '../signing/v1-auth-token.ts';
import { kitSignature, redactedKitText, redactedV2Text, v2Signature } from '../signing/v2.ts';
import { hour } from '../text/duration.ts';
import { both, type Localized } from '../text/translate.ts';
import type { ProofPart, Protocol, ReceivedRequest } from './protocols/model.ts';
import { bodyText, parseObject, queryParameters } from './protocols/request.ts';
import { isMillisText } from './protocols/time.ts';
import { parameters } from './protocols/wire-v1.ts';
import { receivedPayload } from './protocols/wire-v2.ts';

/** The signature of a request, given and expected. */
export interface Proof {
  readonly given: string | undefined;
  readonly timestamp: string | undefined;
  /** The correct signature. */
  readonly expected: string;
  /** The text to sign, with the access key replaced by `<accessKey>`. */
  readonly canonical: string;
  /** V2: the body in canonical form. */
  readonly payload?: string;
  /** The HMAC key, with the access key replaced by `<accessKey>`. */
  readonly hmacKey: string;
  /** The known mistake that produces the given signature. */
  readonly mistake: { readonly cause: string; readonly text: Localized } | undefined;
  /** Which mistakes were searched. */
  readonly searched: SearchScope;
}

/** Reads and checks the signature of a request. */
export function readProof(protocol: Protocol, request: ReceivedRequest, key: string): Proof {
  return protocol.proof.nonce
    ? v2Proof(protocol, request, key, protocol.proof.nonce)
    : v1Proof(protocol, request, key);
}

/** Reads the input that the `authToken` of a request signs. */
export function readTokenInput(
  protocol: Protocol,
  request: ReceivedRequest,
  key: string,
): AuthTokenInput & { readonly wireText: string } {
  const timeStamp = readProofPart(request, protocol.proof.timestamp) ?? '';
  if (protocol.method === 'GET') {
    const wireText = request.url.replace(/^[^?]*\??/, '');
    return { key, timeStamp, params: queryParameters(request.url), form: 'get', wireText };
  }
  const wireText = decodeBody(request);
  return { key, timeStamp, params: parameters(parseObject(wireText) ?? {}), form: 'post', wireText };
}

function v1Proof(protocol: Protocol, request: ReceivedRequest, key: string): Proof {
  const given = readProofPart(request, protocol.proof.signature);
  const input = readTokenInput(protocol, request, key);
  const { timeStamp } = input;
  return {
    given: given === undefined ? given : unquoteAuthToken(input.form, given),
    timestamp: timeStamp || undefined,
    expected: authToken(input),
    canonical: authTokenBase(input.params, input.form),
    hmacKey: `<accessKey>${timeStamp}`,
    mistake: given === undefined ? undefined : toCause(explainAuthToken(input, given)),
    searched: authTokenSearchScope(input),
  };
}

function v2Proof(protocol: Protocol, request: ReceivedRequest, key: string, noncePart: ProofPart): Proof {
  const given = readProofPart(request, protocol.proof.signature);
  const timestamp = readProofPart(request, protocol.proof.timestamp) ?? '';
  const nonce = readProofPart(request, noncePart) ?? '';
  const wireText = decodeBody(request);
  const input = { key, timestamp, nonce, wireText, payload: receivedPayload(request.body) };
  const isKit = protocol.proof.signature.in === 'header';
  const explain = isKit ? explainKitSignature : explainV2Signature;
  return {
    given,
    timestamp: timestamp || undefined,
    expected: isKit ? kitSignature(input) : v2Signature(input),
    canonical: isKit ? redactedKitText(input) : redactedV2Text(input),
    payload: input.payload,
    hmacKey: '<accessKey>',
    mistake: given === undefined ? undefined : toCause(explain(input, given)),
    searched: v2SearchScope(input),
  };
}

function toCause<Input>(mistake: Mistake<Input> | undefined): Proof['mistake'] {
  return mistake && { cause: mistake.cause, text: mistake.text };
}

/** A part of the signature of a request; `undefined` if it is missing or empty. */
export function readProofPart(request: ReceivedRequest, part: ProofPart): string | undefined {
  switch (part.in) {
    case 'header':
      return request.headers[part.name.toLowerCase()] || undefined;
    case 'query':
      return queryParameters(request.url).find(([name]) => name === part.name)?.[1] || undefined;
    case 'body': {
      const value = parseObject(decodeBody(request))?.[part.name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    }
  }
}

/** Replaces invalid UTF-8: such a body cannot verify, but it can be shown. */
function decodeBody({ body }: ReceivedRequest): string {
  return bodyText(body) ?? Buffer.from(body).toString('utf8');
}

/** The timestamp of a request and its age. */
export interface ProofTime {
  /** In the format of the protocol. */
  readonly value: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** In seconds; negative if the timestamp is in the future. */
  readonly age: number;
}

/** Parses the timestamp of a request; `undefined` if it is invalid. */
export function readTime(protocol: Protocol, value: string, reference: Date): ProofTime | undefined {
  const at = protocol.proof.nonce ? readMillis(value) : readDigits(value, protocol.method === 'GET' ? 0 : 8);
  if (at === undefined || Number.isNaN(at.getTime())) return undefined;
  return { value, at: at.toISOString(), age: (reference.getTime() - at.getTime()) / 1000 };
}

/** Detects a V2 timestamp in seconds, the most common mistake; read as milliseconds, it is in January 1970. */
export function secondsNote(protocol: Protocol, value: string): Localized | undefined {
  if (!protocol.proof.nonce || !/^\d{10}$/.test(value)) return undefined;
  return both('The timestamp looks like seconds; V2 uses milliseconds (13 digits).');
}

function readMillis(value: string): Date | undefined {
  return /^\d{1,15}$/.test(value) ? new Date(Number(value)) : undefined;
}

/** Parses `yyyyMMddHHmmssSSS` in a time zone `hoursAhead` of UTC. */
function readDigits(value: string, hoursAhead: number): Date | undefined {
  if (!isMillisText(value)) return undefined;
  const iso = value.replace(/^(....)(..)(..)(..)(..)(..)(...)$/, '$1-$2-$3T$4:$5:$6.$7Z');
  return new Date(Date.parse(iso) - hoursAhead * hour);
}
