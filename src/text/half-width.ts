/**
 * Full-width letters, digits and punctuation as their usual forms (NFKC). Runs of combining marks are cut to 30, as in the
 * stream-safe text format: sorting a run takes the square of its length.
 *
 * @see https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
export function toHalfWidth(text: string): string {
  // Input is nearly always ASCII, and the first call of normalize() is slow.
  if (/^[\n -~]*$/.test(text)) return text;
  return text.replace(/(\p{M}{30})\p{M}+/gu, '$1').normalize('NFKC');
}
