import { terminalSafe } from '../../text/terminal-safe.ts';
import type { SpecifiedUser } from '../contract.ts';

/** Text of others as one line: no control characters, no line breaks, no marks that reorder it. */
export function oneLine(text: string): string {
  return terminalSafe(text.replace(/[\r\n\t\u2028\u2029]+/g, ' '));
}

/**
 * A value to be copied as it is, also inside a table. What would end the code or the cell is written as plain text with
 * character references, which Markdown shows as the characters.
 */
export function code(text: string): string {
  const line = oneLine(text);
  if (line !== '' && !/[`|\\]/.test(line) && line.trim() === line) return `\`${line}\``;
  return plain(line);
}

/** Text of others as text: nothing in it is Markdown or HTML. */
function plain(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A sentence that holds names of others: what could be Markdown or HTML inside it is written as references. */
export function sentence(text: string): string {
  return oneLine(text).replace(
    /[\\`*[\]<>&|~#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  );
}

/** Words of a menu or a button. */
export function bold(text: string): string {
  return `**${text}**`;
}

/** A column that stands before the name. */
export interface FormerNames {
  readonly title: string;
  /** Of each user. */
  readonly names: readonly string[];
}

/** Users with a box for each to be ticked, numbered: a long table is done in more than one sitting. */
export function userTable(
  users: readonly SpecifiedUser[],
  { name, id }: { readonly name: string; readonly id: string },
  former?: FormerNames,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = users.map(({ account_name, account_id }, index) =>
    line([
      '☐',
      String(index + 1),
      ...(former ? [code(former.names[index] ?? '')] : []),
      code(account_name),
      code(account_id),
    ]),
  );
  const header = line(['', '', ...(former ? [former.title] : []), name, id]).replace(/ {2,}/g, ' ');
  return [header, `|---|---:|${former ? '---|' : ''}---|---|`, ...rows].join('\n');
}
