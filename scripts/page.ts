import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the docs that is made from the sources. */
export interface Page {
  /** Below the checkout's root. */
  readonly path: string;
  readonly text: string;
}

/** Tells whoever opens such a page not to edit it. */
export const made = '<!-- Made by `npm run generate`. -->';

/** The part of a page that is written by hand: all of it above the first generated line. */
export function beginning(root: string, path: string): string {
  const page = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
  return page.slice(0, page.indexOf(made));
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
