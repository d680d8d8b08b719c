import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentedError, documentedErrors } from '../src/sso/steps/documented-errors.ts';
import { sourceLink } from '../src/text/source-words.ts';
import { type Language, verbatim } from '../src/text/translate.ts';
import type { Page } from './page.ts';

const paths = { en: 'docs/login.md', zh: 'docs/login.zh-CN.md' } as const;

const words = {
  en: { with: (text: string) => `, with “${text}” in its text`, between: ', ', unknown: '–' },
  zh: { with: (text: string) => `，文字中有“${text}”`, between: '、', unknown: '–' },
} as const;

/** The pages about the login in both languages, with the current errors of a login domain in the table of each. */
export function loginPages(root: string): readonly Page[] {
  return (['en', 'zh'] as const).map((language) => ({
    path: paths[language],
    text: withErrors(readFileSync(join(root, paths[language]), 'utf8').replaceAll('\r\n', '\n'), language),
  }));
}

/** Replaces the rows of the last table, which is the last block of the page. */
function withErrors(page: string, language: Language): string {
  const rows = documentedErrors.map((error) => rowOf(error, language));
  return page.replace(/(?<=^<!-- Made by .*^(?:\|-+){5}\|\n).*/ms, rows.join(''));
}

function rowOf({ steps, error, description, meaning, cures, source }: DocumentedError, language: Language) {
  const { with: withText, between, unknown } = words[language];
  const response = `\`${error}\`${description ? withText(description.source) : ''}`;
  const page = source === null ? unknown : sourceLink(source, verbatim(new URL(source).host))[language];
  const cells = [
    steps.map((step) => `\`${step}\``).join(between),
    response,
    meaning[language],
    cures.map((cure) => cure[language]).join(language === 'en' ? ' ' : ''),
    page,
  ];
  return `| ${cells.join(' | ')} |\n`;
}
