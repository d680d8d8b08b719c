import type { Localized } from '../../text/localized.ts';
import { hmacSha256, sameText, sha256 } from '../bytes.ts';
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
 * What a wrong SDK-HMAC-SHA256 signature most likely comes from.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function explainSdkSignature(input: SdkInput, given: string): Localized {
  return (
    explain(mistakes, input, given, sameText)?.text ?? {
      en: 'the signature does not match: most often the SK is not that of the AK',
      zh: '签名不匹配：最常见的原因是 SK 与 AK 不对应',
    }
  );
}

const emptyHash = sha256('').toString('hex');

const mistakes: readonly Mistake<SdkInput>[] = [
  {
    cause: 'no-trailing-slash',
    text: {
      en: 'the canonical path must end with "/", although the sent one does not',
      zh: '规范路径必须以“/”结尾，即使实际发送的路径没有',
    },
    sign: (input) => signLines(input, (lines) => replaceLine(lines, 1, (path) => path.replace(/\/$/, ''))),
  },
  {
    cause: 'body-not-hashed',
    text: { en: 'the body was signed as if it were empty', zh: '签名时把请求体当作了空内容' },
    sign: (input) => signLines(input, (lines) => replaceLine(lines, lines.length - 1, () => emptyHash)),
  },
  {
    cause: 'query-not-sorted',
    text: { en: 'the query is signed in its order of sending, not sorted', zh: '查询参数未排序就签名' },
    sign: (input) =>
      signLines(input, (lines) => replaceLine(lines, 2, () => input.request.url.search.replace(/^\?/, ''))),
  },
  {
    cause: 'no-query',
    text: { en: 'the query is not signed', zh: '签名未包含查询参数' },
    sign: (input) => signLines(input, (lines) => replaceLine(lines, 2, () => '')),
  },
  {
    cause: 'path-encoded-twice',
    text: { en: 'the path is percent-encoded twice', zh: '路径被百分号编码了两次' },
    sign: (input) =>
      signLines(input, (lines) => replaceLine(lines, 1, (path) => path.replaceAll('%', '%25'))),
  },
  {
    cause: 'canonical-not-hashed',
    text: {
      en: 'the canonical request itself is in the text to sign, not its SHA-256',
      zh: '待签名字符串中直接放入了规范请求，而不是它的 SHA-256',
    },
    sign: (input) => sign(input, canonicalRequest(input.request, input.signed)),
  },
  {
    cause: 'space-in-secret',
    text: { en: 'the SK was used with a line feed behind it', zh: 'SK 末尾多了一个换行符' },
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
