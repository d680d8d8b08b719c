/** An element of a JSON array, as it stands in the text. */
export interface JsonElement {
  /** Where it begins; the first is 1. */
  readonly line: number;
  readonly text: string;
}

/** Why a text is not read as an array any further, and where. */
export interface JsonArrayFault {
  readonly reason: 'not-an-array' | 'element-too-long';
  readonly line: number;
}

/**
 * The elements of a JSON array, so that one that is broken costs only itself.
 *
 * @returns `undefined` when the text is not one whole array
 */
export function jsonElements(text: string): readonly JsonElement[] | undefined {
  const scan = createScanner(Number.POSITIVE_INFINITY);
  const elements = scan.take(text);
  return scan.fault(true) ? undefined : elements;
}

/**
 * The elements of a JSON array as they come; only the element at hand is kept.
 *
 * @param maxLength of an element, in characters
 * @throws what `fail` makes of a text that is not one whole array
 */
export async function* streamJsonElements(
  texts: AsyncIterable<string>,
  maxLength: number,
  fail: (fault: JsonArrayFault) => Error,
): AsyncGenerator<readonly JsonElement[]> {
  const scan = createScanner(maxLength);
  const assertNoFault = (fault: JsonArrayFault | undefined) => {
    if (fault) throw fail(fault);
  };
  for await (const text of texts) {
    const elements = scan.take(text);
    if (elements.length > 0) yield elements;
    assertNoFault(scan.fault(false));
  }
  assertNoFault(scan.fault(true));
}

/** What the reader waits for next. */
type Place = 'start' | 'first' | 'element' | 'inside' | 'after' | 'end' | 'fault';

function createScanner(maxLength: number) {
  let place: Place = 'start';
  let reason: JsonArrayFault['reason'] = 'not-an-array';
  let line = 1;
  let startLine = 1;
  let element = '';
  let depth = 0;
  let inString = false;
  let escaped = false;

  /** Where the element ends in the text: behind its closing bracket, or at the comma or bracket behind a scalar. */
  function endOfElement(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const unit = text[at];
      if (unit === '\n') {
        line += 1;
        // A string has no line feed: whose quote is missing ends with its line.
        inString = false;
        escaped = false;
      } else if (inString) {
        if (escaped) escaped = false;
        else if (unit === '\\') escaped = true;
        else if (unit === '"') inString = false;
      } else if (unit === '"') inString = true;
      else if (unit === '{' || unit === '[') depth += 1;
      else if (depth > 0 && (unit === '}' || unit === ']')) {
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (depth === 0 && (unit === ',' || unit === ']')) return at;
    }
    return -1;
  }

  function take(text: string): JsonElement[] {
    const elements: JsonElement[] = [];
    let at = 0;
    while (at < text.length && place !== 'fault') {
      if (place === 'inside') {
        const end = endOfElement(text, at);
        element += text.slice(at, end === -1 ? text.length : end);
        if (element.length > maxLength) {
          reason = 'element-too-long';
          line = startLine;
          place = 'fault';
        } else if (end === -1) return elements;
        else {
          elements.push({ line: startLine, text: element });
          place = 'after';
          at = end;
        }
        continue;
      }
      const unit = text[at] ?? '';
      if (unit === '\n') line += 1;
      if (/\s/.test(unit)) at += 1;
      else if (place === 'start' && unit === '[') {
        place = 'first';
        at += 1;
      } else if ((place === 'first' || place === 'after') && unit === ']') {
        place = 'end';
        at += 1;
      } else if (place === 'after' && unit === ',') {
        place = 'element';
        at += 1;
      } else if ((place === 'first' || place === 'element') && unit !== ',' && unit !== ']') {
        place = 'inside';
        element = '';
        startLine = line;
      } else place = 'fault';
    }
    return elements;
  }

  /** What is wrong with the text so far, or with the whole of it. */
  function fault(isWhole: boolean): JsonArrayFault | undefined {
    return place === 'fault' || (isWhole && place !== 'end') ? { reason, line } : undefined;
  }

  return { take, fault };
}
