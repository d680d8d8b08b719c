import { decodeUtf8 } from '../text/decode.ts';
import { escapeControls } from '../text/json.ts';
import { indentJson } from '../text/json-layout.ts';
import { type Localized, mapLanguages } from '../text/localized.ts';

/** Replaces access keys. What is stored has none, but one may have become a key since. */
export type Hide = (text: string) => string;

/** A text as a page shows it: invisible characters are escaped, and its end may be missing. */
export interface ShownText {
  readonly text: string;
  /** How many characters of it are not shown. */
  readonly omitted: number;
}

/** A body as a page shows it. */
export interface ShownBody extends ShownText {
  /** In bytes. */
  readonly size: number;
  /** `text` has replacement characters in the place of the bytes that are not UTF-8. */
  readonly isUtf8: boolean;
}

/** Longest body on a page, longest value of a header or parameter, and longest sentence, in characters. */
const maxBody = 60_000;
const maxValue = 4 * 1024;
const maxSentence = 1000;

/** Writes controls, marks that hide or reorder text, and halves of a character as `\uXXXX`. */
export function makeVisible(text: string): string {
  return escapeControls(text).replace(
    /[^\P{Cc}\n\t]|\p{Cs}/gu,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns the beginning of a text. */
export function shownText(text: string, limit: number = maxValue): ShownText {
  const kept = text.slice(0, limit);
  return { text: makeVisible(kept), omitted: text.length - kept.length };
}

/** Returns a sentence that may quote what others sent. */
export function shownSentence(text: Localized, hide: Hide = (same) => same): Localized {
  return mapLanguages((language) => makeVisible(hide(text[language]).slice(0, maxSentence)));
}

/** Returns a body as text, indented if it is JSON. */
export function shownBody(body: Uint8Array, hide: Hide = (same) => same): ShownBody {
  const text = decodeUtf8(body, true);
  const { text: kept, omitted } = indentJson(hide(text ?? Buffer.from(body).toString('utf8')), maxBody);
  return { text: makeVisible(kept), omitted, size: body.length, isUtf8: text !== undefined };
}

/** Two texts around their first difference. */
export interface Compared {
  /** The first difference is in the hash of the body. */
  readonly isBodyHash?: true;
  readonly ours: Cut;
  readonly theirs: Cut;
  /** The parameter or JSON name that differs, if it can be determined. */
  readonly name?: string;
}

/** A text in three parts. */
export interface Cut {
  readonly before: string;
  /** The first character that differs; empty at the end of the text. */
  readonly differs: string;
  readonly after: string;
}

/** Cuts two different texts at the first character that differs. */
export function compareTexts(ours: string, theirs: string, name?: string): Compared {
  let index = 0;
  while (index < ours.length && ours[index] === theirs[index]) index += 1;
  // Not within a character.
  if (/[\ud800-\udbff]/.test(ours[index - 1] ?? '')) index -= 1;
  return {
    ours: cutAt(ours, index),
    theirs: cutAt(theirs, index),
    ...(name !== undefined && { name: makeVisible(name) }),
  };
}

function cutAt(text: string, index: number): Cut {
  const [differs = ''] = text.slice(index);
  const after = text.slice(index + differs.length);
  return {
    before: makeVisible(text.slice(0, index)),
    differs: differs === '\n' ? '↵' : differs === '\t' ? '\\t' : makeVisible(differs),
    after: (differs === '\n' ? '\n' : '') + makeVisible(after),
  };
}
