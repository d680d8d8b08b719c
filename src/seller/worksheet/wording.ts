import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Product } from '../contract.ts';
import { targetLabel } from '../words.ts';
import { type Console, consoleLabel, type LabelId } from './console.ts';

/** Text from a file or a server on one line: no control characters, no line breaks, no bidi marks. */
function oneLine(text: string): string {
  return terminalSafe(text.replace(/[\r\n\t\u2028\u2029]+/g, ' '));
}

/**
 * A value to be copied as it is, also inside a table. A value that would end the code span or the cell is written as
 * plain text with character references, which Markdown shows as the characters.
 */
export function code(text: string): string {
  const line = oneLine(text);
  if (line !== '' && !/[`|\\]/.test(line) && line.trim() === line) return `\`${line}\``;
  return escaped(line);
}

/** Plain text: nothing in it is Markdown or HTML. */
function escaped(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A sentence with names from files and servers: what could be Markdown or HTML in it becomes a reference. */
export function sentence(text: string): string {
  return oneLine(text).replace(
    /[\\`*[\]<>&|~#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  );
}

export function bold(text: string): string {
  return `**${text}**`;
}

/** The console, product and format that the texts of a section depend on. */
export interface Wording {
  readonly on: Console;
  readonly product?: Product | undefined;
  /** Without Markdown. */
  readonly plain?: boolean;
  /** Collects the labels of the console that are used. */
  readonly used?: Set<LabelId>;
}

/** Formats the values, labels and names in the texts of a section. */
export function createFormatters({ on, product, plain = false, used }: Wording) {
  const quote = plain ? oneLine : code;
  return {
    code: (value: string | number) => quote(String(value)),
    codeOf: ({ en, zh }: Localized): Localized => ({ en: quote(en), zh: quote(zh) }),
    label: (id: LabelId): Localized => {
      used?.add(id);
      return consoleLabel(on, id, plain ? oneLine : bold);
    },
    /** The product, or one of its specifications. */
    target: (sku: string | undefined) => targetLabel(sku, product, quote),
  };
}
