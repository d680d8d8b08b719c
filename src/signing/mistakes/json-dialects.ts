import { jsonMembers, jsonTokens, sortMembers, writeMembers } from '../canonical-json.ts';

/** The JSON with each token rewritten by `write`. */
function rewriteTokens(json: string, write: (token: string) => string): string {
  return jsonTokens(json).map(write).join('');
}

/** JSON with a space after commas and colons, as Python's `json.dumps` writes it. */
export function spacedJson(json: string): string {
  return rewriteTokens(json, (token) => (token === ',' || token === ':' ? `${token} ` : token));
}

/** Indented JSON, one member per line. */
export function prettyJson(json: string, indent: string, colon: string): string {
  let depth = 0;
  let previous = '';
  const line = () => `\n${indent.repeat(depth)}`;
  return rewriteTokens(json, (token) => {
    const before = previous;
    previous = token;
    const opened = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth--;
      return opened ? token : line() + token;
    }
    const start = opened ? line() : '';
    if (token === '{' || token === '[') depth++;
    if (token === ',') return token + line();
    return start + (token === ':' ? colon : token);
  });
}

/** The JSON with each string rewritten by `quote`. */
export function rewriteStrings(json: string, quote: (text: string) => string): string {
  return rewriteTokens(json, (token) => (token.startsWith('"') ? quote(JSON.parse(token)) : token));
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
export function rewriteNumbers(json: string, write: (number: string) => string): string {
  return rewriteTokens(json, (token) => (/^[-\d]/.test(token) ? write(token) : token));
}

/** The JSON with keys in ascending order at every level; `undefined` if the text is not a JSON object. */
export function sortKeysDeeply(json: string): string | undefined {
  const write = (members: Iterable<readonly [string, string]>) => writeMembers(sortMembers(members));
  const members = jsonMembers(json, write);
  return members && write(members);
}

/** The output of Java's `Map.toString`: `{a=1, b={c=d}}`. */
export function javaMapToString(json: string): string {
  return rewriteTokens(json, (token) => {
    if (token === ':') return '=';
    if (token === ',') return ', ';
    return stringContent(token);
  });
}

/** The content of a JSON string; any other JSON unchanged. */
export function stringContent(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) : json;
}
