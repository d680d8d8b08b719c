import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../src/seller/rules/rules.ts';
import { sourceLink } from '../src/text/source-words.ts';
import { type Language, verbatim } from '../src/text/translate.ts';
import type { Page } from './page.ts';

const paths = { en: 'docs/product-document.md', zh: 'docs/product-document.zh-CN.md' } as const;

/** The pages about the configuration document in both languages, with the current rules in the table of each. */
export function productDocumentPages(root: string): readonly Page[] {
  return (['en', 'zh'] as const).map((language) => ({
    path: paths[language],
    text: withRules(readPage(root, language), language),
  }));
}

/** The example of a page: a document with every section. */
export function exampleDocument(root: string, language: Language): string {
  return /^```yaml\n(.*?)^```$/ms.exec(readPage(root, language))?.[1] ?? '';
}

function readPage(root: string, language: Language): string {
  return readFileSync(join(root, paths[language]), 'utf8').replaceAll('\r\n', '\n');
}

/** Replaces the rows of the table, which is the last block of the page. */
function withRules(page: string, language: Language): string {
  const rows = Object.entries(rules).map(([id, { title, source }]) => {
    const link = source.startsWith('http')
      ? sourceLink(source, verbatim(new URL(source).host))
      : sourceLink(source.replace(/^docs\//, ''), verbatim('koo'));
    return `| \`${id}\` | ${title[language]} | ${link[language]} |\n`;
  });
  return page.replace(/(?<=^\|-+\|-+\|-+\|\n).*/ms, rows.join(''));
}
