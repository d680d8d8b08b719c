import type { Language, Localized } from '../../text/localized.ts';

/** A part of an article: words, names with what each means, commands to type. */
export interface Part {
  readonly heading: Localized;
  readonly text?: Localized;
  readonly rows?: readonly (readonly [name: string, text: Localized])[];
  readonly commands?: readonly string[];
}

interface Article {
  readonly title: Localized;
  readonly parts: readonly Part[];
}

/**
 * Parses an article from its two pages, `docs/help/en/NAME.md` and `docs/help/zh/NAME.md`. Below each heading of a page are
 * a paragraph, a list and a block of commands, each optional:
 *
 * ````markdown
 * # Title.
 *
 * ## HEADING
 *
 * Words in one line.
 *
 * - `name`: What it means.
 *
 * ```sh
 * koo command ARGUMENT
 * ```
 * ````
 *
 * @throws Error where a page has another shape, or the pages differ in more than their words
 */
export function parseArticle(name: string, texts: Readonly<Record<Language, string>>): Article {
  const en = parsePage(texts.en, `docs/help/en/${name}.md`);
  const zh = parsePage(texts.zh, `docs/help/zh/${name}.md`);
  const shape = ({ parts }: Page) =>
    parts.map(({ text, rows, commands }) => [text !== undefined, rows?.map(([row]) => row), commands]);
  if (JSON.stringify(shape(en)) !== JSON.stringify(shape(zh)))
    throw new Error(`docs/help: ${name} has not the same parts, names and commands in both languages`);
  const inBoth = (of: (page: Page) => string | undefined) => ({ en: of(en) ?? '', zh: of(zh) ?? '' });
  return {
    title: inBoth(({ title }) => title),
    parts: en.parts.map(({ text, rows, commands }, at) => ({
      heading: inBoth(({ parts }) => parts[at]?.heading),
      ...(text !== undefined && { text: inBoth(({ parts }) => parts[at]?.text) }),
      ...(rows && {
        rows: rows.map(
          ([row], index) => [row, inBoth(({ parts }) => parts[at]?.rows?.[index]?.[1])] as const,
        ),
      }),
      ...(commands && { commands }),
    })),
  };
}

/** An article in one language. */
interface Page {
  readonly title: string;
  readonly parts: PagePart[];
}

interface PagePart {
  readonly heading: string;
  text?: string;
  rows?: [name: string, text: string][];
  commands?: string[];
}

function parsePage(page: string, file: string): Page {
  const [first = '', ...blocks] = page.trimEnd().split(/\r?\n\r?\n/);
  const title = /^# (.+)$/.exec(first)?.[1];
  if (title === undefined) throw new Error(`${file}: expected a title`);
  const parts: PagePart[] = [];
  for (const block of blocks) {
    const heading = /^## (.+)$/.exec(block)?.[1];
    const part = parts.at(-1);
    if (heading !== undefined) parts.push({ heading });
    else if (!part || !addBlock(part, block)) throw new Error(`${file}: unexpected "${block}"`);
  }
  return { title, parts };
}

/** Adds a block to the part that it stands in; false where the block is of no known kind, or its kind came before. */
function addBlock(part: PagePart, block: string): boolean {
  const commands = /^```sh\n(.+)\n```$/s.exec(block)?.[1]?.split('\n');
  const rows = block.split('\n').map((line) => /^- `([^`]+)`(?:: |：)(.+)$/.exec(line));
  if (commands) {
    if (part.commands) return false;
    part.commands = commands;
  } else if (rows.every((row) => row !== null)) {
    if (part.rows) return false;
    part.rows = rows.map(([, name = '', text = '']) => [name, text]);
  } else {
    if (part.text !== undefined || /^(- |```|#)|\n/.test(block)) return false;
    part.text = block;
  }
  return true;
}
