/** An element of a JSON array, as raw text. */
export interface JsonElement {
  /** The line where it starts, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Why a text is not a valid array, and where. */
export interface JsonArrayFault {
  readonly reason: 'not-an-array' | 'element-too-long';
  readonly line: number;
  /** The beginning of what follows the array, where that is the fault. */
  readonly rest?: string;
}

/**
 * Splits a JSON array into its elements, so that an invalid element does not affect the others.
 *
 * @returns `undefined` if the text is not one complete array
 */
export function jsonElements(text: string): readonly JsonElement[] | undefined {
  const scan = createScanner(Number.POSITIVE_INFINITY);
  const elements = scan.take(text);
  return scan.fault(true) ? undefined : elements;
}

/**
 * Splits a stream with a JSON array into its elements; only the current element is buffered.
 *
 * @param maxLength of an element, in characters
 * @throws the error of `fail` for a text that is not one complete array
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

/** The state of the scanner. */
type Place = 'start' | 'first' | 'element' | 'inside' | 'after' | 'end' | 'fault';

const maxRest = 100;

function createScanner(maxLength: number) {
  let place: Place = 'start';
  let reason: JsonArrayFault['reason'] = 'not-an-array';
  let rest: string | undefined;
  let line = 1;
  let startLine = 1;
  let element = '';
  let depth = 0;
  let inString = false;
  let escaped = false;

  /** Finds the end of the element: after its closing bracket, or at the comma or bracket after a scalar. */
  function endOfElement(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const unit = text[at];
      if (unit === '\n') {
        line += 1;
        // A string cannot contain a line feed: one without a closing quote ends with its line.
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
      } else {
        if (place === 'end') rest = text.slice(at, at + maxRest);
        place = 'fault';
      }
    }
    return elements;
  }

  /** Returns the fault of the text so far, or of the complete text. */
  function fault(isWhole: boolean): JsonArrayFault | undefined {
    return place === 'fault' || (isWhole && place !== 'end')
      ? { reason, line, ...(rest !== undefined && { rest }) }
      : undefined;
  }

  return { take, fault };
}
