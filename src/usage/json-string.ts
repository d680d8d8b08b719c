/** Printable ASCII without quotes and backslashes: what JSON writes as it is. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** The same as JSON.stringify of a text, without its cost for the plain texts that most are. */
export function jsonString(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
