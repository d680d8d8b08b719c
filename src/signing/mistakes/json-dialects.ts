import { isBoundedJson } from '../../text/json-layout.ts';
import { jsonMembers, jsonTokens, sortMembers, writeMembers } from '../canonical-json.ts';

/** The tokens of JSON, which a dialect writes in its own way. */
export type Tokens = readonly string[];

/** The tokens to write in another dialect; `undefined` if the text is not valid JSON. */
export function readTokens(text: string): Tokens | undefined {
  return isBoundedJson(text) ? jsonTokens(text) : undefined;
}

/** JSON with a space after commas and colons, as Python's `json.dumps` writes it. */
export function spacedJson(tokens: Tokens): string {
  return tokens.map((token) => (token === ',' || token === ':' ? `${token} ` : token)).join('');
}

/** Deepest level that is indented: the white space grows with the square of the depth. */
const maxIndented = 64;

/** Indented JSON, one member per line; `undefined` if it is nested too deeply for people to read. */
export function prettyJson(tokens: Tokens, indent: string, colon: string): string | undefined {
  const lines = ['\n'];
  let depth = 0;
  let before = '';
  let text = '';
  for (const token of tokens) {
    const opened = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (opened !== closes || before === ',') text += lines[depth];
    text += token === ':' ? colon : token;
    if (token === '{' || token === '[') depth += 1;
    if (depth > maxIndented) return undefined;
    lines[depth] ??= `\n${indent.repeat(depth)}`;
    before = token;
  }
  return text;
}

/** The JSON with each string rewritten by `quote`. */
export function rewriteStrings(tokens: Tokens, quote: (text: string) => string): Tokens {
  return tokens.map((token) => (token.startsWith('"') ? quote(JSON.parse(token)) : token));
}

/** Writes a string with the characters that match `pattern` escaped as `\u4e2d`. */
export function quoteEscaping(
  pattern: RegExp,
  letters: 'lower' | 'upper' = 'lower',
): (text: string) => string {
  return (text) =>
    JSON.stringify(text).replace(pattern, (character) => {
      const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${letters === 'upper' ? hex.toUpperCase() : hex}`;
    });
}

/** The JSON with each number rewritten by `write`. */
export function rewriteNumbers(tokens: Tokens, write: (number: string) => string): Tokens {
  return tokens.map((token) => (/^[-\d]/.test(token) ? write(token) : token));
}

/** The JSON with keys in ascending order at every level; `undefined` if the text is not a JSON object. */
export function sortKeysDeeply(json: string): string | undefined {
  const write = (members: Iterable<readonly [string, string]>) => writeMembers(sortMembers(members));
  const members = jsonMembers(json, write);
  return members && write(members);
}

/** The output of Java's `Map.toString`: `{a=1, b={c=d}}`. */
export function javaMapToString(tokens: Tokens): string {
  return tokens.map((token) => (token === ':' ? '=' : token === ',' ? ', ' : stringContent(token))).join('');
}

/** The content of a JSON string; any other JSON unchanged. */
export function stringContent(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) : json;
}
