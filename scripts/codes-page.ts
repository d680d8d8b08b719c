import {
  describeActor,
  describeRepeat,
  formatOccurrence,
  formatStatusMeaning,
  publishedMessages,
} from '../src/codes/cli/explain.ts';
import type { CodeEntry } from '../src/codes/entry.ts';
import { codeFamilies, entriesOf } from '../src/codes/families.ts';
import { type Language, localize, t, useLanguage } from '../src/text/translate.ts';
import { beginning, made, type Page, table } from './page.ts';

const paths = { en: 'docs/codes.md', zh: 'docs/codes.zh-CN.md' } as const;

/** The pages of all result codes in both languages: their beginning is written by hand, the tables are made here. */
export function codesPages(root: string): readonly Page[] {
  return (['en', 'zh'] as const).map((language) => ({
    path: paths[language],
    text: `${beginning(root, paths[language])}${made}\n\n${sections(language)}\n`,
  }));
}

function sections(language: Language): string {
  useLanguage(language);
  const text = codeFamilies.map(({ id, title }) => {
    const entries = entriesOf(id);
    return [
      `## ${t('{name}: {title}', { name: id, title })}`,
      table(
        [t('Code'), 'HTTP', t('Message'), t('Meaning'), t('Who acts'), t('What to do'), t('Retrying')],
        entries.map(row),
      ),
      `### ${t('Where, sources, notes')}`,
      details(entries),
    ].join('\n\n');
  });
  useLanguage('en');
  return text.join('\n\n');
}

function row(entry: CodeEntry): readonly string[] {
  const { meaning, byStatus, cause } = entry;
  return [
    [entry.code, ...entry.aliases].map((code) => `\`${code}\``).join(' '),
    entry.http.join(' '),
    publishedMessages(entry).join('<br>'),
    [localize(meaning), ...byStatus.map(formatStatusMeaning), ...(cause ? [localize(cause)] : [])].join(
      '<br>',
    ),
    describeActor(entry.actor),
    localize(entry.next),
    describeRepeat(entry.repeat),
  ];
}

/** Where codes occur, their sources and notes: those of which all is the same in one item. */
function details(entries: readonly CodeEntry[]): string {
  const groups = new Map<string, string[]>();
  for (const { code, occurs, sources, notes } of entries) {
    const text = [
      ...occurs.map(formatOccurrence),
      ...sources.map((source) => (source.startsWith('https:') ? `<${source}>` : link(source))),
      ...notes.map(localize),
    ]
      .map((line) => `  - ${line}`)
      .join('\n');
    groups.set(text, [...(groups.get(text) ?? []), `\`${code}\``]);
  }
  return [...groups].map(([text, codes]) => `- ${t('{codes}:', { codes })}\n${text}`).join('\n');
}

/** A file of this repository, as seen from docs/. */
function link(path: string): string {
  return `[${path}](${path.replace(/^docs\//, '')})`;
}
