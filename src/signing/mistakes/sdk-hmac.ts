import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { equalsConstantTime, hmacSha256, sha256 } from '../bytes.ts';
import { canonicalRequest, type SignableRequest } from '../sdk-hmac-canonical.ts';
import { explain, type Mistake } from './mistake.ts';

interface SdkInput {
  readonly request: SignableRequest;
  /** Lower-case names. */
  readonly signed: readonly string[];
  readonly date: string;
  readonly sk: string;
}

/**
 * The most likely cause of a wrong SDK-HMAC-SHA256 signature.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function explainSdkSignature(input: SdkInput, given: string): Localized {
  return (
    explain(mistakes, input, given, equalsConstantTime)?.text ??
    both('the signature does not match; most often the SK does not belong to the AK')
  );
}

const emptyHash = sha256('').toString('hex');

const mistakes: readonly Mistake<SdkInput>[] = [
  {
    cause: 'no-trailing-slash',
    text: both('the canonical path must end with "/", even if the path that is sent does not'),
    sign: (input) => signLines(input, (lines) => replaceLine(lines, 1, (path) => path.replace(/\/$/, ''))),
  },
  {
    cause: 'body-not-hashed',
    text: both('the body was signed as an empty body'),
    sign: (input) => signLines(input, (lines) => replaceLine(lines, lines.length - 1, () => emptyHash)),
  },
  {
    cause: 'query-not-sorted',
    text: both('the query parameters are not sorted before signing'),
    sign: (input) =>
      signLines(input, (lines) => replaceLine(lines, 2, () => input.request.url.search.replace(/^\?/, ''))),
  },
  {
    cause: 'no-query',
    text: both('the query parameters are not signed'),
    sign: (input) => signLines(input, (lines) => replaceLine(lines, 2, () => '')),
  },
  {
    cause: 'path-encoded-twice',
    text: both('the path is percent-encoded twice'),
    sign: (input) =>
      signLines(input, (lines) => replaceLine(lines, 1, (path) => path.replaceAll('%', '%25'))),
  },
  {
    cause: 'canonical-not-hashed',
    text: both('the string to sign contains the canonical request itself instead of its SHA-256'),
    sign: (input) => sign(input, canonicalRequest(input.request, input.signed)),
  },
  {
    cause: 'space-in-secret',
    text: both('the SK ends with a line feed'),
    sign: (input) =>
      ['\n', '\r\n'].map((end) => signLines({ ...input, sk: input.sk + end }, (lines) => lines)),
  },
];

function signLines(input: SdkInput, change: (lines: readonly string[]) => readonly string[]): string {
  const lines = canonicalRequest(input.request, input.signed).split('\n');
  return sign(input, sha256(change(lines).join('\n')).toString('hex'));
}

function sign({ date, sk }: SdkInput, hash: string): string {
  return hmacSha256(sk, `SDK-HMAC-SHA256\n${date}\n${hash}`).toString('hex');
}

function replaceLine(lines: readonly string[], index: number, change: (line: string) => string): string[] {
  return lines.map((line, at) => (at === index ? change(line) : line));
}
