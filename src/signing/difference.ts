/** Where two texts part. */
export interface Difference {
  /** UTF-16 index of the first difference. */
  readonly index: number;
  /** The expected text around it. */
  readonly expected: string;
  /** The other text around it. */
  readonly other: string;
  /** The parameter or JSON key in which the expected text differs, where one can be told. */
  readonly name?: string;
}

/** Characters shown on either side of the difference. */
const reach = 24;

/**
 * The first difference between two canonical texts, `k1=v1&k2=v2…` or JSON. Give texts in which the key is shown as
 * `<accessKey>`: excerpts are meant for people.
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
  const start = wholeCharacter(text, Math.max(0, index - reach));
  const end = wholeCharacter(text, Math.min(text.length, index + reach));
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** An index that does not cut a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
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
  return /^([^=&]+)=/.exec(text.slice(start))?.[1];
}

/** The key whose name or value covers `index`: the last one that begins before or at it. */
function jsonNameAt(json: string, index: number): string | undefined {
  let name: string | undefined;
  for (const match of json.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)) {
    if (match.index > index) break;
    if (match[2] !== undefined) name = match[1];
  }
  return name;
}
