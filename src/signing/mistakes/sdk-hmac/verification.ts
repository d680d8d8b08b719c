import { both, type Localized } from '../../../text/translate.ts';
import { equalsConstantTime } from '../../bytes.ts';
import { formatSdkDate, maxSkewMs, parseSdkDate } from '../../sdk-date.ts';
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
  if (header === undefined)
    return { ok: false, ...broken('missing', 'missing', both('the Authorization header is missing')) };
  const parsed = parseAuthorization(header);
  if ('text' in parsed) return { ok: false, ...parsed };
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
  const rule =
    brokenDateRule(date, now) ??
    brokenHeaderRule(request, signed) ??
    (credential ? undefined : unknownAccessKey(ak, signature, credentials)) ??
    brokenTokenRule(request, credential) ??
    brokenBodyRule(request);
  if (rule) return { ok: false, ...rule, signature };
  if (expected !== undefined && equalsConstantTime(expected, parsed.signature))
    return { ok: true, ak, signature };
  const others = credentials.filter((known) => known !== credential);
  const input = { request, signed, date, ak, sk: credential?.sk ?? '', others };
  const explanation = explainSdkSignature(input, parsed.signature);
  const { cause, text } = explanation ?? (isSearched(input) ? unknownCause : notSearched);
  return { ok: false, refusal: 'mismatch', cause, text, signature, ...(explanation && { explanation }) };
}

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

function broken(refusal: SdkRefusal, cause: string, text: Localized): BrokenRule {
  return { refusal, cause, text };
}

interface Authorization {
  readonly ak: string;
  /** Lower-case names in ascending order. */
  readonly signed: readonly string[];
  readonly signature: string;
}

const form = /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([^,\s]+)$/;
/** The form of a header without its white space. */
const looseForm = /^SDK-HMAC-SHA256Access=[^,]+,SignedHeaders=[^,]+,Signature=[^,]+$/;

/** Parses the header `Authorization`; nothing is tolerated that Huawei's SDKs do not write. */
function parseAuthorization(header: string): Authorization | BrokenRule {
  const parts = form.exec(header);
  if (!parts) return malformedHeader(header);
  const [, ak = '', names = '', signature = ''] = parts;
  const signed = names.split(';');
  return brokenNameRule(signed) ?? { ak, signed, signature };
}

function malformed(cause: string, text: Localized): BrokenRule {
  return broken('malformed', cause, text);
}

function malformedHeader(header: string): BrokenRule {
  if (!header.startsWith('SDK-HMAC-SHA256 ')) {
    const text = both('Authorization must begin with "SDK-HMAC-SHA256" and a space');
    return malformed('other-algorithm', text);
  }
  if (header.includes('Credential='))
    return malformed('credential', both('Authorization must have "Access=<AK>", not "Credential=…"'));
  if (looseForm.test(header.replaceAll(/\s+/g, ''))) {
    const text = both(
      'Authorization must have one space after SDK-HMAC-SHA256 and after each comma, and no other spaces',
    );
    return malformed('authorization-spaces', text);
  }
  const text = both('Authorization must be "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…"');
  return malformed('malformed', text);
}

function brokenNameRule(names: readonly string[]): BrokenRule | undefined {
  const upper = names.find((name) => name !== name.toLowerCase());
  if (upper !== undefined) {
    const text = both('SignedHeaders must be in lower case: {name}', { name: upper });
    return malformed('signed-headers-upper-case', text);
  }
  const seen = new Set<string>();
  const doubled = names.find((name) => seen.size === seen.add(name).size);
  if (doubled !== undefined) {
    const text = both('SignedHeaders must list each name once: {name}', { name: doubled });
    return malformed('signed-headers-doubled', text);
  }
  const unsorted = names.find((name, at) => at > 0 && name < (names[at - 1] ?? ''));
  if (unsorted === undefined) return undefined;
  const text = both('SignedHeaders must be in ascending order: {name}', { name: unsorted });
  return malformed('signed-headers-not-sorted', text);
}

function brokenDateRule(date: string, now: Date): BrokenRule | undefined {
  if (date === '') return malformed('date-missing', both('the header X-Sdk-Date is missing or empty'));
  const sent = parseSdkDate(date);
  if (sent === undefined)
    return malformed('date-format', both("X-Sdk-Date must be yyyyMMdd'T'HHmmss'Z' in UTC"));
  const ahead = sent.getTime() - now.getTime();
  if (Math.abs(ahead) <= maxSkewMs) return undefined;
  const facts = { date, now: formatSdkDate(now) };
  const hours = zoneHours(ahead);
  if (hours === undefined) {
    const text = both('X-Sdk-Date {date} is more than 15 minutes from the server time {now}', facts);
    return broken('expired', 'expired', text);
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
  const names = request.headers.map(([name]) => name.toLowerCase());
  const unsigned = [dateHeader, tokenHeader]
    .map((name) => name.toLowerCase())
    .find((name) => names.includes(name) && !signed.includes(name));
  if (unsigned !== undefined) {
    const text = both('{name} is not signed: SignedHeaders must list it', { name: unsigned });
    return broken('unsigned-header', 'header-not-listed', text);
  }
  const counts = Map.groupBy(names, (name) => name);
  const repeated = signed.find((name) => (counts.get(name)?.length ?? 0) > 1);
  if (repeated !== undefined) {
    const text = both('the request has the signed header {name} more than once', { name: repeated });
    return broken('unsigned-header', 'header-repeated', text);
  }
  const absent = signed.find((name) => name !== 'host' && !counts.has(name));
  if (absent === undefined) return undefined;
  return broken(
    'unsigned-header',
    'header-not-sent',
    both(
      'SignedHeaders lists {name}, but the request does not have it: some HTTP libraries drop Content-Type from a request without a body',
      { name: absent },
    ),
  );
}

function unknownAccessKey(
  ak: string,
  { canonical, date, given }: ReceivedSignature,
  credentials: readonly Credential[],
): BrokenRule {
  const unknown = (cause: string, text: Localized) => broken('unknown-access-key', cause, text);
  if (credentials.some(({ sk }) => sk === ak)) {
    const text = both('Access has the SK in place of the AK: AK and SK are swapped');
    return unknown('ak-and-sk-swapped', text);
  }
  const close = credentials.find((known) => known.ak.toLowerCase() === ak.toLowerCase());
  if (close) return unknown('ak-case', both('the AK has other letter case than {ak}', { ak: close.ak }));
  const signer = credentials.find(({ sk }) => equalsConstantTime(sdkSignature(canonical, date, sk), given));
  if (!signer) return unknown('unknown-access-key', both('the AK does not exist'));
  return unknown(
    'ak-of-another-pair',
    both('the AK is unknown, but the request is signed with the SK of the AK {ak}', { ak: signer.ak }),
  );
}

function brokenTokenRule(
  request: SignableRequest,
  credential: Credential | undefined,
): BrokenRule | undefined {
  const token = headerValue(request.headers, tokenHeader) ?? '';
  if (token === (credential?.securityToken ?? '')) return undefined;
  const cause = token === '' ? 'no-token' : 'wrong-token';
  return broken('wrong-token', cause, both('the security token does not belong to the AK'));
}

function brokenBodyRule(request: SignableRequest): BrokenRule | undefined {
  const { headers } = request;
  const hash = headerValue(headers, hashHeader);
  if (hash === undefined) return undefined;
  if (hash !== unsignedPayload) {
    if (hash === bodyHash(request)) return undefined;
    const text = both('{hashHeader} is not the SHA-256 of the body', { hashHeader });
    return broken('wrong-body-hash', 'wrong-body-hash', text);
  }
  // Huawei's SDKs leave a body unsigned only if it is neither JSON nor BSON.
  if (!/json|bson/i.test(headerValue(headers, 'content-type') ?? '')) return undefined;
  return broken(
    'unsigned-payload',
    'unsigned-json',
    both('{hashHeader} must not be UNSIGNED-PAYLOAD for JSON: sign the SHA-256 of the body', { hashHeader }),
  );
}
