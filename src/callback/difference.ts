import { tokenEnd } from '../signing/canonical-json.ts';

/** The first difference between two texts. */
export interface Difference {
  /** UTF-16 index of the first difference. */
  readonly index: number;
  /** The expected text around it. */
  readonly expected: string;
  /** The other text around it. */
  readonly other: string;
  /** The parameter or JSON key that differs, if it can be determined. */
  readonly name?: string;
  /** It is in the hash of the body (V2): the body differs. */
  readonly isBodyHash?: true;
}

/** Compares the text that the other side signed with the correct one. */
export function compareSignedText(
  { canonical, payload }: { readonly canonical: string; readonly payload: string | null },
  theirs: string,
): Difference | undefined {
  // For V2, also compare the body alone: the text to sign contains only its hash.
  if (payload !== null && theirs.startsWith('{')) return firstDifference(payload, theirs);
  const withoutKey = canonical.replace(/^<accessKey>/, '');
  // A text without its key may have been pasted; one with something else before the nonce has another key.
  const hasKey = theirs.includes('<accessKey>') || theirs.indexOf(withoutKey.slice(0, 8)) > 0;
  const ours = hasKey ? canonical : withoutKey;
  const difference = firstDifference(ours, theirs);
  const hashAt = payload === null || ours.endsWith(payload) ? ours.length : ours.length - sha256Length;
  return difference && difference.index >= hashAt && difference.index < ours.length
    ? { ...difference, isBodyHash: true }
    : difference;
}

/** Characters of a SHA-256 in hex. */
const sha256Length = 64;

/** Number of characters shown before and after the difference. */
const contextLength = 24;

/**
 * The first difference between two canonical texts, `k1=v1&k2=v2…` or JSON. The excerpts are printed, so the texts
 * must not contain the access key.
 */
export function firstDifference(expected: string, other: string): Difference | undefined {
  if (expected === other) return undefined;
  let index = 0;
  while (expected[index] === other[index]) index++;
  const name = nameAt(expected, index) ?? nameAt(other, index);
  return {
    index,
    expected: excerpt(expected, index),
    other: excerpt(other, index),
    ...(name !== undefined && { name }),
  };
}

function excerpt(text: string, index: number): string {
  const start = alignToCharacter(text, Math.max(0, index - contextLength));
  const end = alignToCharacter(text, Math.min(text.length, index + contextLength));
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Moves an index so that it does not split a surrogate pair. */
function alignToCharacter(text: string, index: number): number {
  return /[\udc00-\udfff]/.test(text[index] ?? '') && /[\ud800-\udbff]/.test(text[index - 1] ?? '')
    ? index - 1
    : index;
}

function nameAt(text: string, index: number): string | undefined {
  const json = text.indexOf('{');
  return json >= 0 && json <= index && text.endsWith('}')
    ? jsonNameAt(text.slice(json), index - json)
    : parameterAt(text, index);
}

function parameterAt(text: string, index: number): string | undefined {
  const start = text.lastIndexOf('&', Math.max(0, index - 1)) + 1;
  // A pattern would need a stack as deep as a long text.
  const name = text.slice(start).split(/[=&]/, 1)[0] ?? '';
  return name !== '' && text[start + name.length] === '=' ? name : undefined;
}

/** The last key that starts at or before `index`. */
function jsonNameAt(json: string, index: number): string | undefined {
  let name: string | undefined;
  let last: string | undefined;
  let end = 0;
  for (let start = 0; start < json.length; start = end) {
    end = tokenEnd(json, start);
    const token = json.slice(start, end);
    if (token === ':') name = last;
    if (start > index && token !== ':' && token.trim() !== '') break;
    if (token.trim() !== '') last = token.startsWith('"') ? token.slice(1, -1) : undefined;
  }
  return name;
}
