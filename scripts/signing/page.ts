import type { Scheme } from '../../src/callback/starter/schemes.ts';
import type { Language } from '../../src/text/localized.ts';

/** The sentence in the language of the page; its Chinese is in `zh.yaml`. */
export type Translate = (sentence: string) => string;

/** A page on one scheme. */
export interface SigningPage {
  /** Name of the file below `docs/signing`, without its ending. */
  readonly name: Scheme;
  /** Where it is used, for the index. */
  readonly use: string;
  /** Blocks of Markdown; values are computed by koo's own code. */
  readonly blocks: (t: Translate, language: Language) => readonly string[];
  readonly sources: readonly string[];
}

/** The access key of all examples. */
export const exampleKey = '00000000-1111-2222-3333-444444444444';

export const text = (content: string): string => `\`\`\`text\n${content}\n\`\`\``;

/** A shell block and what it prints; a test runs it. */
export const run = (commands: string, output: string): string =>
  `\`\`\`sh\n${commands}\n\`\`\`\n\n${text(output)}`;

export const table = (
  head: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string =>
  [`| ${head.join(' | ')} |`, '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

export const list = (...items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** Text in single quotes for a POSIX shell. */
export const quoted = (content: string): string => `'${content.replaceAll("'", `'\\''`)}'`;

export const code = (content: string): string => `\`${content}\``;

const support = 'https://support.huaweicloud.com';

/** A page of the access guide. */
export const access = (id: string): string => `${support}/accessg-marketplace/${id}.html`;

/** A page of the international site's access guide, in English. */
export const accessIntl = (id: string): string => `${support}/intl/en-us/accessg-marketplace/${id}.html`;
