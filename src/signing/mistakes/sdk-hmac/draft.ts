import type { Localized } from '../../../text/localized.ts';
import { type Bytes, hmacSha256, sha256 } from '../../bytes.ts';
import {
  canonicalHeaders,
  canonicalPath,
  canonicalQuery,
  headerValue,
  payloadHash,
  type SignableRequest,
} from '../../sdk-hmac-canonical.ts';

/** A request with a wrong signature, and the key that would sign it correctly. */
export interface SdkInput {
  readonly request: SignableRequest;
  /** Lower-case names of the signed headers, sorted. */
  readonly signed: readonly string[];
  /** `X-Sdk-Date` as received. */
  readonly date: string;
  readonly ak: string;
  readonly sk: string;
  /** SKs of other AKs, to detect that one of them was used. */
  readonly others: readonly { readonly ak: string; readonly sk: string }[];
}

export type HeaderLine = readonly [name: string, value: string];

/** Everything that a client decides when it signs, the parts of the canonical request first. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly HeaderLine[];
  /** Between name and value. */
  readonly colon: string;
  /** After the last header line. */
  readonly headerEnd: string;
  readonly names: string;
  readonly bodyHash: string;
  readonly lineBreak: string;
  /** First line of the string to sign. */
  readonly algorithm: string;
  readonly date: string;
  /** Returns the text that stands for the canonical request in the string to sign. */
  digest(canonical: string): string;
  readonly key: Bytes;
  sign(key: Bytes, text: string): string;
  /** The name or value in the text of a mistake. */
  readonly detail: string;
}

/** A part of the signature. Two mistakes are tried together if they are in different parts. */
type Part = 'method' | 'path' | 'query' | 'headers' | 'body' | 'string' | 'key' | 'signature';

export function mistakesIn(part: Part, mistakes: readonly Omit<SdkMistake, 'part'>[]): readonly SdkMistake[] {
  return mistakes.map((mistake) => ({ ...mistake, part }));
}

export interface SdkMistake {
  /** Stable id, kebab case. */
  readonly cause: string;
  readonly part: Part;
  /** The likely fault of the client, and how to fix it. */
  readonly text: Localized | ((detail: string) => Localized);
  /** Returns the changes that a client with this mistake makes to a draft, one set per variant. */
  changes(draft: Draft, input: SdkInput): readonly Partial<Draft>[];
}

export function correctDraft({ request, signed, date, sk }: SdkInput): Draft {
  return {
    method: request.method.toUpperCase(),
    path: canonicalPath(request.url.pathname),
    query: canonicalQuery(request.url.search),
    headers: canonicalHeaders(request, signed),
    colon: ':',
    headerEnd: '\n',
    names: signed.join(';'),
    bodyHash: payloadHash(request),
    lineBreak: '\n',
    algorithm: 'SDK-HMAC-SHA256\n',
    date,
    digest: (canonical) => sha256(canonical).toString('hex'),
    key: sk,
    sign: (key, text) => hmacSha256(key, text).toString('hex'),
    detail: '',
  };
}

export function writeCanonicalRequest(draft: Draft): string {
  const { method, path, query, headers, colon, headerEnd, names, bodyHash, lineBreak } = draft;
  const lines = headers.map(([name, value]) => `${name}${colon}${value}`).join('\n');
  return [method, path, query, lines + headerEnd, names, bodyHash].join('\n').replaceAll('\n', lineBreak);
}

export function writeStringToSign(draft: Draft): string {
  const { algorithm, date, lineBreak } = draft;
  return `${algorithm.replaceAll('\n', lineBreak)}${date}${lineBreak}${draft.digest(writeCanonicalRequest(draft))}`;
}

export function signDraft(draft: Draft): string {
  return draft.sign(draft.key, writeStringToSign(draft));
}

/** The body as text, for mistakes in writing it. */
export function decodeBody({ body }: SignableRequest): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

/** A header as it was sent: its name keeps its case. */
export function sentName({ headers }: SignableRequest, name: string): string {
  return headers.find(([one]) => one.toLowerCase() === name)?.[0] ?? name;
}

/** The draft's header lines with another value for one header. */
export function withHeaderValue({ headers }: Draft, wanted: string, value: string): readonly HeaderLine[] {
  return headers.map(([name, old]) => [name, name === wanted ? value : old]);
}

/** The value of a header of the request; empty if it is absent. */
export function headerText({ headers }: SignableRequest, name: string): string {
  return headerValue(headers, name) ?? '';
}
