import { jsonMembers, jsonTokens, sortMembers, writeMembers } from '../canonical-json.ts';

/** The JSON with each token written anew. */
function respelled(json: string, write: (token: string) => string): string {
  return jsonTokens(json).map(write).join('');
}

/** Blanks after commas and colons, as Python's `json.dumps` writes. */
export function spacedJson(json: string): string {
  return respelled(json, (token) => (token === ',' || token === ':' ? `${token} ` : token));
}

/** One member a line. */
export function prettyJson(json: string, indent: string, colon: string): string {
  let depth = 0;
  let previous = '';
  const line = () => `\n${indent.repeat(depth)}`;
  return respelled(json, (token) => {
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

/** Strings written anew, each by `quote`. */
export function requoteJson(json: string, quote: (text: string) => string): string {
  return respelled(json, (token) => (token.startsWith('"') ? quote(JSON.parse(token)) : token));
}

/** A string with characters that match `pattern` as `\u4e2d`. */
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

/** Numbers written anew. */
export function renumberJson(json: string, write: (number: string) => string): string {
  return respelled(json, (token) => (/^[-\d]/.test(token) ? write(token) : token));
}

/** Keys ascending at every depth; `undefined` when the text is not a JSON object. */
export function deeplySortedJson(json: string): string | undefined {
  const write = (members: Iterable<readonly [string, string]>) => writeMembers(sortMembers(members));
  const members = jsonMembers(json, write);
  return members && write(members);
}

/** What Java's `Map.toString` gives: `{a=1, b={c=d}}`. */
export function javaMapText(json: string): string {
  return respelled(json, (token) => {
    if (token === ':') return '=';
    if (token === ',') return ', ';
    return bareText(token);
  });
}

/** A JSON string's text; any other JSON as it is written. */
export function bareText(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) : json;
}
