import { both, type Localized } from '../text/translate.ts';

export interface SignedText {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** The first line in which two texts differ. */
export interface LineDifference {
  /**
   * `method`, `path`, `query`, `header NAME`, `empty line`, `SignedHeaders` or `body hash` of the canonical request;
   * `algorithm`, `time` or `hash` of the string to sign.
   */
  readonly part: string;
  readonly expected: string;
  readonly actual: string;
}

const partNames: Readonly<Record<string, Localized>> = {
  method: both('method'),
  path: both('path'),
  query: both('query'),
  'empty line': both('empty line behind the headers'),
  SignedHeaders: both('SignedHeaders'),
  'body hash': both('hash of the body'),
  algorithm: both('algorithm, in the string to sign'),
  time: both('time, in the string to sign'),
  hash: both('hash of the canonical request'),
};

/** The part of a {@link LineDifference} for people. */
export function partName(part: string): Localized {
  return partNames[part] ?? both('header {name}', { name: part.replace(/^header /, '') });
}

/** The first difference between what must be signed and what the client signed. */
export function differenceOf(correct: SignedText, client: SignedText): LineDifference | undefined {
  const partOfString = (_: unknown, index: number) => ['algorithm', 'time'][index] ?? 'hash';
  return (
    canonicalDifference(correct.canonicalRequest, client.canonicalRequest) ??
    lineDifference(correct.stringToSign, client.stringToSign, partOfString)
  );
}

/** The first difference between two canonical requests. */
export function canonicalDifference(expected: string, actual: string): LineDifference | undefined {
  return lineDifference(expected, actual, partOfCanonical);
}

function lineDifference(
  expected: string,
  actual: string,
  partOf: (lines: readonly string[], index: number) => string,
): LineDifference | undefined {
  if (expected === actual) return undefined;
  const [ours, theirs] = [expected.split('\n'), actual.split('\n')];
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const index = at < 0 ? ours.length : at;
  return { part: partOf(ours, index), expected: ours[index] ?? '', actual: theirs[index] ?? '' };
}

function partOfCanonical(lines: readonly string[], index: number): string {
  const fromEnd = lines.length - index;
  if (index < 3) return ['method', 'path', 'query'][index] ?? '';
  if (fromEnd <= 1) return 'body hash';
  if (fromEnd === 2) return 'SignedHeaders';
  const name = lines[index]?.split(':')[0] ?? '';
  return name === '' ? 'empty line' : `header ${name}`;
}
