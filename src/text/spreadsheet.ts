/**
 * A cell that a spreadsheet runs as a formula: `=`, `+`, `-` or `@`, also full-width, behind any blanks, control
 * characters and invisible characters, and followed by something. A leading apostrophe is escaped as well, so that it
 * comes back.
 */
const formula = /^[\s\p{Cc}\p{Cf}]*(?:[=+\-@＝＋－＠].|')/su;
/** A number is no formula, whatever its sign. */
const number = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A cell of CSV or TSV that a spreadsheet would take for a formula gets an apostrophe in front, which means text there;
 * so does one that begins with an apostrophe itself. {@link unescapeFormula} takes it away again.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function escapeFormula(cell: string): string {
  // Nearly every cell.
  if (/^[A-Za-z0-9]/.test(cell)) return cell;
  return formula.test(cell) && !number.test(cell) ? `'${cell}` : cell;
}

/** A cell without the apostrophe that marks it as text. */
export function unescapeFormula(cell: string): string {
  return cell.replace(/^\s*'/, '');
}
