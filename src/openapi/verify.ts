import { usageError } from '../errors/koo-error.ts';
import type { Captured } from '../http/capture/model.ts';
import {
  type SdkRefusal,
  type SdkVerification,
  verifySignature,
} from '../signing/mistakes/sdk-hmac/verification.ts';
import { parseSdkDate } from '../signing/sdk-date.ts';
import { type Credential, secretsOf, stringToSign } from '../signing/sdk-hmac.ts';
import { bodyHash, headerValue, type SignableRequest } from '../signing/sdk-hmac-canonical.ts';
import { isObject, tryJson } from '../text/json.ts';
import { redact } from '../text/redact.ts';
import { both, type Localized } from '../text/translate.ts';
import { readGatewayMessage } from './gateway-message.ts';
import {
  canonicalDifference,
  differenceOf,
  type LineDifference,
  partName,
  type SignedText,
} from './signed-text.ts';
import { usagePath } from './usage.ts';

/** The text that the client signed, as far as it is known. */
interface ClientText extends SignedText {
  /** `mistake`: derived from the known mistake; `file`: given by the user. */
  readonly source: 'mistake' | 'file';
}

/** The canonical request in the response of the server, which expects another signature. */
interface ServerText {
  readonly canonicalRequest: string;
  /** Between the server's canonical request (`expected`) and that of the capture; `null` if they are equal. */
  readonly difference: LineDifference | null;
}

/** The result of `koo api verify`; its JSON is a stable interface. It contains no SK and no security token. */
export interface ApiVerification {
  readonly valid: boolean;
  readonly method: string;
  readonly url: string;
  readonly ak: string | null;
  /** Which rule rejects the request; `null` if it is valid. */
  readonly refusal: SdkRefusal | 'other-request' | 'other-secret' | 'usage-signature' | null;
  /** Stable id of the known mistake or of the broken rule, or `unknown`; `null` if the request is valid. */
  readonly cause: string | null;
  /** What is wrong, and how to fix it. */
  readonly reason: Localized | null;
  /** The signature as captured. */
  readonly given: string | null;
  /** The correct signature; `null` if the SK is unknown. */
  readonly expected: string | null;
  /** What must be signed; `null` if the Authorization header cannot be read. */
  readonly correct: SignedText | null;
  /** What the client signed; `null` if it is unknown. */
  readonly client: ClientText | null;
  /** The first difference between `correct` and `client`. */
  readonly difference: LineDifference | null;
  /** `null` without a canonical request in the response. */
  readonly server: ServerText | null;
  /** Time of the signature, ISO 8601; `null` if X-Sdk-Date is invalid. */
  readonly signedAt: string | null;
  readonly notes: readonly Localized[];
}

export interface ApiVerifyInput {
  /** Known credentials; the request must be signed with one of them. */
  readonly credentials: readonly Credential[];
  /** Time of arrival; default: that of the capture, else the age is not checked. */
  readonly at?: Date | undefined;
  /** The canonical request of the client. */
  readonly signedText?: string | undefined;
  /** The response of the server, or its message; default: that of the capture. */
  readonly response?: string | undefined;
}

/**
 * Verifies a captured request of the open API, and explains what is wrong with its signature.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for a response, and for a request without a host
 */
export function verifyCall(captured: Captured, input: ApiVerifyInput): ApiVerification {
  const { request, hasHiddenToken } = signableOf(captured, input.credentials);
  const date = parseSdkDate(headerValue(request.headers, 'x-sdk-date') ?? '');
  const received = input.at ?? (captured.kind === 'request' ? captured.time : undefined);
  const verified = verifySignature(request, input.credentials, received ?? date ?? new Date());
  const secrets = input.credentials.flatMap(secretsOf);
  const hide = (text: string) => redact(text, secrets);
  const { signature } = verified;
  const correct = signature && buildSignedText(signature.canonical, signature.date, hide);
  const client = clientText(verified, input.signedText, correct, hide);
  const response = input.response ?? (captured.kind === 'request' ? captured.responseBody : undefined);
  const server = correct && serverText(response, correct.canonicalRequest, hide);
  const hasSecondSignature =
    request.url.pathname === usagePath && headerValue(request.headers, 'signature') !== undefined;
  const found = judge(verified, server, refusedUsage(captured, response, hide));
  const notes = [
    ...(received === undefined && date ? [notCheckedNote] : []),
    ...(hasHiddenToken ? [hiddenTokenNote] : []),
    ...(server?.difference && !verified.ok
      ? [
          both('The capture differs from what the server received: {part}.', {
            part: partName(server.difference.part),
          }),
        ]
      : []),
    ...(found.refusal === null && hasSecondSignature ? [usageNote] : []),
    ...(found.cause === 'unknown' && !hasBody(request) ? [noBodyNote] : []),
  ];
  return {
    valid: found.refusal === null,
    method: request.method,
    url: hide(request.url.href),
    ak: signature ? hide(signature.ak) : null,
    ...found,
    given: signature?.given ?? null,
    expected: signature?.expected ?? null,
    correct: correct ?? null,
    client: client ?? null,
    difference: (correct && client && differenceOf(correct, client)) ?? null,
    server: server ?? null,
    signedAt: date?.toISOString() ?? null,
    notes,
  };
}

/** The message of a server that refused the second signature of a usage push; empty where only its code is known. */
function refusedUsage(
  captured: Captured,
  response: string | undefined,
  hide: (text: string) => string,
): string | undefined {
  const { code, text } = response === undefined ? { code: undefined, text: '' } : parseAnswer(response);
  const logged = captured.kind === 'request' ? captured.responseCode : undefined;
  return (code ?? logged) === '94060002' ? hide(text) : undefined;
}

/** Whether the capture has the body that was sent, judging by its hash. */
function hasBody({ body, bodySha256 }: SignableRequest): boolean {
  return bodySha256 === undefined || bodySha256 === bodyHash({ body });
}

/** The AK that a captured request names; `undefined` without a readable Authorization header. */
export function akOf(captured: Captured): string | undefined {
  if (captured.kind !== 'request') return undefined;
  return /\bAccess=\s*([^,\s]+)/.exec(captured.request.headers.authorization ?? '')?.[1];
}

/** The text that the log of the sandbox has in place of a secret. */
export const hiddenSecret = '***';

interface Signable {
  readonly request: SignableRequest;
  readonly hasHiddenToken: boolean;
}

function signableOf(captured: Captured, credentials: readonly Credential[]): Signable {
  if (captured.kind !== 'request')
    throw unreadable(both('The capture is a response; the signature is in the request'));
  const { request, sent } = captured;
  const { host } = request.headers;
  const isAbsolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(sent.url);
  const url = URL.parse(isAbsolute ? sent.url : `https://${host}${request.url}`);
  if (!url || (!isAbsolute && !host))
    throw unreadable(both('The capture names no host: it has neither a Host header nor an absolute URL'));
  const ak = akOf(captured);
  const token = credentials.find((known) => known.ak === ak)?.securityToken;
  const isHidden = ([name, value]: readonly [string, string]) =>
    name.toLowerCase() === 'x-security-token' && value === hiddenSecret;
  const { bodySha256 } = sent;
  return {
    hasHiddenToken: sent.headers.some(isHidden) && token === undefined,
    request: {
      method: request.method,
      url,
      headers: sent.headers.map((header) => (isHidden(header) && token ? [header[0], token] : header)),
      body: request.body,
      ...(bodySha256 !== undefined && { bodySha256 }),
    },
  };
}

function unreadable(message: Localized) {
  return usageError(
    'UNREADABLE_CAPTURE',
    message,
    both(
      'Give the request with all its headers: a curl command, raw HTTP, HAR, or `koo sandbox log -o ndjson`.',
    ),
  );
}

/** Hides secrets after the canonical request was hashed. */
function buildSignedText(canonical: string, date: string, hide: (text: string) => string): SignedText {
  return { canonicalRequest: hide(canonical), stringToSign: stringToSign(canonical, date) };
}

function clientText(
  verified: SdkVerification,
  signedText: string | undefined,
  correct: SignedText | undefined,
  hide: (text: string) => string,
): ClientText | undefined {
  if (signedText !== undefined) {
    const texts = buildSignedText(signedText.replace(/\r?\n$/, ''), verified.signature?.date ?? '', hide);
    // The file may hide the token as well.
    const isCorrect = texts.canonicalRequest === correct?.canonicalRequest;
    return { ...(isCorrect ? correct : texts), source: 'file' };
  }
  if (verified.ok || !verified.explanation) return undefined;
  const { canonical, stringToSign: text } = verified.explanation;
  return { canonicalRequest: hide(canonical), stringToSign: hide(text), source: 'mistake' };
}

/** The canonical request in a response of the gateway. */
function serverText(
  response: string | undefined,
  correct: string,
  hide: (text: string) => string,
): ServerText | undefined {
  const message = response === undefined ? '' : parseAnswer(response).text;
  const { canonicalRequest: reported } = readGatewayMessage(message);
  if (reported === undefined) return undefined;
  const canonicalRequest = hide(reported);
  return { canonicalRequest, difference: canonicalDifference(canonicalRequest, correct) ?? null };
}

function parseAnswer(response: string): { readonly code?: unknown; readonly text: string } {
  const value = tryJson(response);
  if (!isObject(value)) return { text: response };
  return { code: value.error_code, text: String(value.error_msg ?? value.resultMsg ?? response) };
}

type Judgement = Pick<ApiVerification, 'refusal' | 'cause' | 'reason'>;

function judge(
  verified: SdkVerification,
  server: ServerText | undefined,
  usage: string | undefined,
): Judgement {
  if (!verified.ok) {
    const { refusal, cause, text } = verified;
    if (cause !== 'unknown-access-key') return { refusal, cause, reason: text };
    const ak = verified.signature?.ak ?? '';
    if (ak === hiddenSecret) return { refusal, cause: 'ak-and-sk-swapped', reason: hiddenAk };
    const reason = both('koo has no SK for the AK {ak}; give it with --sk-file, or choose its profile', {
      ak,
    });
    return { refusal, cause, reason };
  }
  if (usage !== undefined) {
    const reason =
      usage === ''
        ? usageRefused
        : both('{reason} The server says: {text}', { reason: usageRefused, text: usage });
    return { refusal: 'usage-signature', cause: 'usage-signature', reason };
  }
  if (!server) return { refusal: null, cause: null, reason: null };
  return server.difference
    ? { refusal: 'other-request', cause: 'changed-on-the-way', reason: changedOnTheWay }
    : { refusal: 'other-secret', cause: 'other-secret', reason: otherSecret };
}

const hiddenAk = both(
  'The log hides the value of Access, which is too long for an AK: most likely AK and SK are swapped.',
);
const changedOnTheWay = both(
  'The signature is correct for the captured request, but the server received another one: a proxy, a gateway or the HTTP library changes it after signing.',
);
const otherSecret = both(
  'The signature is correct with this SK, and the server received the same request: the SK does not belong to the AK, or the AK/SK was deleted or replaced.',
);
const usageRefused = both(
  'The AK/SK signature is valid, but the usage push was refused with 94060002: its second signature, in the header signature, is made with the access key of the base interfaces. `koo sandbox log` tells why the sandbox refused it.',
);
const usageNote = both(
  'Only the AK/SK signature was checked. A usage push has a second signature, in the header signature, made with the access key; the sandbox verifies it, and `koo sandbox log` tells what is wrong with it.',
);
const notCheckedNote = both(
  'The age of the signature was not checked, because the time of arrival is unknown; --at TIME checks it.',
);
const hiddenTokenNote = both(
  'The capture hides the security token, which is signed. Set KOO_SECURITY_TOKEN, or choose the profile with the token.',
);
const noBodyNote = both(
  'The capture has only the hash of the body. With the body (koo sandbox log --bodies), more mistakes can be found.',
);
