import type { JsonObject } from '../../text/json.ts';
import { redact } from '../../text/redact.ts';
import { parseObject } from '../protocols/open.ts';
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

/** Shorter keys are no keys of KooGallery's, and striking them out of a reply would tear it apart. */
const shortestKey = 8;

/**
 * Reads an answer; never throws. Access keys that the server echoes are struck out here, before anybody shortens or
 * shows what it says.
 */
export function readReply(answer: Answer, keys: readonly string[]): Reply {
  // TextDecoder drops a leading BOM, as the check for it looks at the bytes.
  const text = redact(
    decoder.decode(answer.body),
    keys.filter((key) => key.length >= shortestKey),
  );
  const json = parseObject(text) ?? parseObject(firstObject(text) ?? '');
  if (!json) return { text };
  const code = json.resultCode;
  const message = json.resultMsg;
  return {
    text,
    json,
    // A number has lost its zeros: that is a fault of form, and must not hide what it says.
    ...((typeof code === 'string' || typeof code === 'number') && {
      resultCode: String(code).padStart(typeof code === 'number' ? 6 : 0, '0'),
    }),
    ...(typeof message === 'string' && { resultMsg: message }),
  };
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
