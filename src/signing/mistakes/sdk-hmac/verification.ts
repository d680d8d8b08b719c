import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { equalsConstantTime } from '../../bytes.ts';
import { formatSdkDate, parseSdkDate } from '../../sdk-date.ts';
import { type Credential, sdkSignature } from '../../sdk-hmac.ts';
import {
  bodyHash,
  canonicalRequest,
  dateHeader,
  hashHeader,
  headerValue,
  type SignableRequest,
  tokenHeader,
  unsignedPayload,
} from '../../sdk-hmac-canonical.ts';
import {
  explainSdkSignature,
  isSearched,
  maxSearched,
  maxSearchedHeaders,
  type SdkExplanation,
} from './explain.ts';

/** Maximum difference between `X-Sdk-Date` and the clock, in milliseconds. */
const maxSkew = 15 * 60 * 1000;

/** Why a request is rejected. */
export type SdkRefusal =
  | 'missing'
  | 'malformed'
  | 'unsigned-header'
  | 'expired'
  | 'unknown-access-key'
  | 'wrong-token'
  | 'unsigned-payload'
  | 'wrong-body-hash'
  | 'mismatch';

/** The signature of a request as the receiver computes it; contains no secret but the security token. */
export interface ReceivedSignature {
  readonly ak: string;
  readonly given: string;
  /** `X-Sdk-Date` as received. */
  readonly date: string;
  readonly canonical: string;
  /** With the SK of the AK; absent if the AK is unknown. */
  readonly expected?: string;
}

export type SdkVerification =
  | { readonly ok: true; readonly ak: string; readonly signature: ReceivedSignature }
  | {
      readonly ok: false;
      readonly refusal: SdkRefusal;
      /** Id of the rule that is broken, or of the known mistake. */
      readonly cause: string;
      readonly text: Localized;
      /** Absent if the headers cannot be read. */
      readonly signature?: ReceivedSignature;
      /** How the client comes to its signature, if a known mistake produces it. */
      readonly explanation?: SdkExplanation;
    };

/**
 * Verifies a received request as strictly as the rules are written: form of the headers, age (15 minutes at most),
 * access key, token, body hash and signature.
 *
 * @param request `url` as the client sees it; its host is used if there is no `Host` header
 * @param credentials that are known to the receiver
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function verifySignature(
  request: SignableRequest,
  credentials: readonly Credential[],
  now: Date,
): SdkVerification {
  const header = headerValue(request.headers, 'authorization');
  if (header === undefined) {
    return refuse('missing', 'missing', both('the Authorization header is missing'));
  }
  const parsed = parseAuthorization(header);
  if ('text' in parsed) return refuse('malformed', parsed.cause, parsed.text);
  const { ak, signed } = parsed;
  const credential = credentials.find((known) => known.ak === ak);
  const date = headerValue(request.headers, dateHeader) ?? '';
  const canonical = canonicalRequest(request, signed);
  const expected = credential && sdkSignature(canonical, date, credential.sk);
  const isSecret = credentials.some(({ sk }) => sk === ak);
  const signature: ReceivedSignature = {
    ak: isSecret ? '***' : ak,
    given: parsed.signature,
    date,
    canonical,
    ...(expected !== undefined && { expected }),
  };
  const broken =
    brokenDateRule(date, now) ??
    brokenHeaderRule(request, signed) ??
    (credential ? undefined : unknownAccessKey(ak, signature, credentials)) ??
    brokenTokenRule(request, credential) ??
    brokenBodyRule(request);
  if (broken) return { ok: false, ...broken, signature };
  if (expected !== undefined && equalsConstantTime(expected, parsed.signature))
    return { ok: true, ak, signature };
  const others = credentials.filter((known) => known !== credential);
  const input = { request, signed, date, ak, sk: credential?.sk ?? '', others };
  const explanation = explainSdkSignature(input, parsed.signature);
  const { cause, text } = explanation ?? (isSearched(input) ? unknownCause : notSearched);
  return { ok: false, refusal: 'mismatch', cause, text, signature, ...(explanation && { explanation }) };
}

/** A rule that a request breaks. */
interface BrokenRule {
  readonly refusal: SdkRefusal;
  readonly cause: string;
  readonly text: Localized;
}

const unknownCause = {
  cause: 'unknown',
  text: both(
    'the signature matches no known mistake; most often the SK does not belong to the AK, or the request was changed after signing',
  ),
};

const notSearched = {
  cause: 'not-searched',
  text: both(
    'the signature is wrong; its cause was not searched, because URL and headers are longer than {limit} KB or the headers are more than {count}',
    { limit: maxSearched / 1024, count: maxSearchedHeaders },
  ),
};

function refuse(refusal: SdkRefusal, cause: string, text: Localized): BrokenRule & { readonly ok: false } {
  return { ok: false, refusal, cause, text };
}

interface Authorization {
  readonly ak: string;
  /** Lower-case names in ascending order. */
  readonly signed: readonly string[];
  readonly signature: string;
}

type MalformedHeader = Pick<BrokenRule, 'cause' | 'text'>;

const form = /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([^,\s]+)$/;
/** Of a header whose white space was removed. */
const looseForm = /^SDK-HMAC-SHA256Access=[^,]+,SignedHeaders=[^,]+,Signature=[^,]+$/;

/** Parses the header `Authorization`; nothing is tolerated that Huawei's SDKs do not write. */
function parseAuthorization(header: string): Authorization | MalformedHeader {
  const parts = form.exec(header);
  if (!parts) return malformedHeader(header);
  const [, ak = '', names = '', signature = ''] = parts;
  const signed = names.split(';');
  const wrong = brokenNameRule(signed);
  return wrong ?? { ak, signed, signature };
}

function malformedHeader(header: string): MalformedHeader {
  if (!header.startsWith('SDK-HMAC-SHA256 ')) {
    return {
      cause: 'other-algorithm',
      text: both('Authorization must begin with "SDK-HMAC-SHA256" and a space'),
    };
  }
  if (header.includes('Credential=')) {
    return { cause: 'credential', text: both('Authorization must have "Access=<AK>", not "Credential=…"') };
  }
  if (looseForm.test(header.replaceAll(/\s+/g, ''))) {
    return {
      cause: 'authorization-spaces',
      text: both(
        'Authorization must have one space after SDK-HMAC-SHA256 and after each comma, and no other spaces',
      ),
    };
  }
  return {
    cause: 'malformed',
    text: both('Authorization must be "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…"'),
  };
}

function brokenNameRule(names: readonly string[]): MalformedHeader | undefined {
  const upper = names.find((name) => name !== name.toLowerCase());
  if (upper !== undefined) {
    return {
      cause: 'signed-headers-upper-case',
      text: both('SignedHeaders must be in lower case: {name}', { name: upper }),
    };
  }
  const seen = new Set<string>();
  const doubled = names.find((name) => seen.size === seen.add(name).size);
  if (doubled !== undefined) {
    return {
      cause: 'signed-headers-doubled',
      text: both('SignedHeaders must list each name once: {name}', { name: doubled }),
    };
  }
  const unsorted = names.find((name, at) => at > 0 && name < (names[at - 1] ?? ''));
  if (unsorted !== undefined) {
    return {
      cause: 'signed-headers-not-sorted',
      text: both('SignedHeaders must be in ascending order: {name}', { name: unsorted }),
    };
  }
  return undefined;
}

function brokenDateRule(date: string, now: Date): BrokenRule | undefined {
  const broken = (refusal: SdkRefusal, cause: string, text: Localized) => ({ refusal, cause, text });
  if (date === '') {
    return broken('malformed', 'date-missing', both('the header X-Sdk-Date is missing or empty'));
  }
  const sent = parseSdkDate(date);
  if (sent === undefined) {
    return broken('malformed', 'date-format', both("X-Sdk-Date must be yyyyMMdd'T'HHmmss'Z' in UTC"));
  }
  const ahead = sent.getTime() - now.getTime();
  if (Math.abs(ahead) <= maxSkew) return undefined;
  const facts = { date, now: formatSdkDate(now) };
  const hours = zoneHours(ahead);
  if (hours === undefined) {
    return broken(
      'expired',
      'expired',
      both('X-Sdk-Date {date} is more than 15 minutes from the server time {now}', facts),
    );
  }
  return broken(
    'expired',
    'local-time',
    hours > 0
      ? both(
          'X-Sdk-Date {date} is {hours, plural, one {# hour} other {# hours}} ahead of the server time {now}: most likely the client sends its local time; send UTC',
          { ...facts, hours },
        )
      : both(
          'X-Sdk-Date {date} is {hours, plural, one {# hour} other {# hours}} behind the server time {now}: the client sends its local time instead of UTC, or the request is old',
          { ...facts, hours: -hours },
        ),
  );
}

const halfHourZones: readonly number[] = [-3.5, 3.5, 4.5, 5.5, 6.5, 9.5, 10.5];

/** The hours of a difference that is a time zone, within two minutes. One or two hours behind, a request is old. */
function zoneHours(ms: number): number | undefined {
  const hours = Math.round(ms / 1_800_000) / 2;
  const isWhole = Number.isInteger(hours) && hours >= -12 && hours <= 14 && (hours > 0 || hours < -2);
  const isZone = isWhole || halfHourZones.includes(hours);
  return isZone && Math.abs(ms - hours * 3_600_000) <= 120_000 ? hours : undefined;
}

function brokenHeaderRule(request: SignableRequest, signed: readonly string[]): BrokenRule | undefined {
  const refusal = 'unsigned-header';
  for (const header of [dateHeader, tokenHeader]) {
    const name = header.toLowerCase();
    if (headerValue(request.headers, name) === undefined || signed.includes(name)) continue;
    return {
      refusal,
      cause: 'header-not-listed',
      text: both('{name} is not signed: SignedHeaders must list it', { name }),
    };
  }
  const counts = new Map<string, number>();
  for (const [name] of request.headers) {
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  }
  const repeated = signed.find((name) => (counts.get(name) ?? 0) > 1);
  if (repeated !== undefined) {
    return {
      refusal,
      cause: 'header-repeated',
      text: both('the request has the signed header {name} more than once', { name: repeated }),
    };
  }
  const absent = signed.find((name) => name !== 'host' && !counts.has(name));
  if (absent === undefined) return undefined;
  return {
    refusal,
    cause: 'header-not-sent',
    text: both(
      'SignedHeaders lists {name}, but the request does not have it: some HTTP libraries drop Content-Type from a request without a body',
      { name: absent },
    ),
  };
}

function unknownAccessKey(
  ak: string,
  { canonical, date, given }: ReceivedSignature,
  credentials: readonly Credential[],
): BrokenRule {
  const refusal = 'unknown-access-key';
  if (credentials.some(({ sk }) => sk === ak)) {
    return {
      refusal,
      cause: 'ak-and-sk-swapped',
      text: both('Access has the SK in place of the AK: AK and SK are swapped'),
    };
  }
  const close = credentials.find((known) => known.ak.toLowerCase() === ak.toLowerCase());
  if (close) {
    return {
      refusal,
      cause: 'ak-case',
      text: both('the AK has other letter case than {ak}', { ak: close.ak }),
    };
  }
  const signer = credentials.find(({ sk }) => equalsConstantTime(sdkSignature(canonical, date, sk), given));
  if (signer) {
    return {
      refusal,
      cause: 'ak-of-another-pair',
      text: both('the AK is unknown, but the request is signed with the SK of the AK {ak}', {
        ak: signer.ak,
      }),
    };
  }
  return { refusal, cause: 'unknown-access-key', text: both('the AK does not exist') };
}

function brokenTokenRule(
  request: SignableRequest,
  credential: Credential | undefined,
): BrokenRule | undefined {
  const token = headerValue(request.headers, tokenHeader) ?? '';
  if (token === (credential?.securityToken ?? '')) return undefined;
  return {
    refusal: 'wrong-token',
    cause: token === '' ? 'no-token' : 'wrong-token',
    text: both('the security token does not belong to the AK'),
  };
}

function brokenBodyRule(request: SignableRequest): BrokenRule | undefined {
  const { headers } = request;
  const hash = headerValue(headers, hashHeader);
  if (hash === undefined) return undefined;
  if (hash !== unsignedPayload) {
    if (hash === bodyHash(request)) return undefined;
    return {
      refusal: 'wrong-body-hash',
      cause: 'wrong-body-hash',
      text: both('{hashHeader} is not the SHA-256 of the body', { hashHeader }),
    };
  }
  // Huawei's SDKs leave a body unsigned only if it is neither JSON nor BSON.
  if (!/json|bson/i.test(headerValue(headers, 'content-type') ?? '')) return undefined;
  return {
    refusal: 'unsigned-payload',
    cause: 'unsigned-json',
    text: both('{hashHeader} must not be UNSIGNED-PAYLOAD for JSON: sign the SHA-256 of the body', {
      hashHeader,
    }),
  };
}
