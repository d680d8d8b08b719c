import type { JsonObject } from '../signing/json.ts';
import type { Answer } from './delivery.ts';

/**
 * An answer read as leniently as possible: each fault of its form is a check's business, and must not hide
 * what the answer says.
 */
export interface Reply {
  /** Body as text (UTF-8, faults replaced). */
  readonly text: string;
  /** The JSON object in the body, if there is one. */
  readonly json?: JsonObject;
  /** `resultCode` as text, even where it was sent as a number. */
  readonly resultCode?: string;
  readonly resultMsg?: string;
}

const decoder = new TextDecoder('utf-8');

/** Reads an answer; never throws. */
export function readReply(answer: Answer): Reply {
  // TextDecoder drops a leading BOM, as the check for it looks at the bytes.
  const text = decoder.decode(answer.body);
  const json = parseObject(text) ?? parseObject(firstObject(text));
  if (!json) return { text };
  const code = json.resultCode;
  const message = json.resultMsg;
  return {
    text,
    json,
    ...((typeof code === 'string' || typeof code === 'number') && { resultCode: String(code) }),
    ...(typeof message === 'string' && { resultMsg: message }),
  };
}

function parseObject(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // not JSON: the caller sees undefined
  }
  return undefined;
}

/** The text from the first `{` to its closing brace, for bodies with something before or behind the object. */
function firstObject(text: string): string | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, index + 1);
    }
  }
  return undefined;
}
