import type { Guide, Step } from '../src/guides/guide.ts';
import { guides } from '../src/guides/index.ts';
import type { Language, Localized } from '../src/text/localized.ts';
import { sourceLink } from '../src/text/source-words.ts';
import type { Page } from './page.ts';
import { made } from './page.ts';

const words = {
  title: { en: 'Guides', zh: '操作指南' },
  other: { en: '[中文](guides.zh-CN.md)', zh: '[English](guides.md)' },
  about: {
    en:
      "Short checklists for a merchant's tasks, as `koo guide TOPIC` shows them. Words in capitals stand for your own " +
      'values. koo is not a product of Huawei; a step marked **check in the console** is one where the console has the ' +
      'last word.',
    zh:
      '面向商家的简明操作清单，即 `koo guide 主题` 所显示的内容。大写单词代表您自己的值。koo 不是华为的产品；' +
      '标注**请在控制台核对**的步骤以控制台为准。',
  },
  topic: { en: 'topic', zh: '主题' },
  guide: { en: 'guide', zh: '指南' },
  console: { en: 'Console: ', zh: '控制台：' },
  check: { en: '**Check in the console.**', zh: '**请在控制台核对。**' },
  sources: { en: 'Source: ', zh: '来源：' },
} satisfies Readonly<Record<string, Localized>>;

/** The guides as pages, `docs/guides.md` and its Chinese twin. */
export function guidePages(): readonly Page[] {
  return [
    { path: 'docs/guides.md', text: page('en') },
    { path: 'docs/guides.zh-CN.md', text: page('zh') },
  ];
}

function page(language: Language): string {
  return [
    `# ${words.title[language]}`,
    made,
    words.other[language],
    words.about[language],
    [
      `| ${words.topic[language]} | ${words.guide[language]} |`,
      '|---|---|',
      ...guides.map(({ id, title }) => `| [\`${id}\`](#${id}) | ${title[language]} |`),
    ].join('\n'),
    ...guides.map((guide) => section(guide, language)),
    '',
  ].join('\n\n');
}

function section({ id, title, about, steps }: Guide, language: Language): string {
  return [
    `<a id="${id}"></a>\n\n## ${title[language]}`,
    `\`koo guide ${id}\` – ${about[language]}`,
    steps.map((step, index) => item(step, index + 1, language)).join('\n'),
  ].join('\n\n');
}

function item(
  { text, console, commands, sources, checkInConsole }: Step,
  number: number,
  language: Language,
): string {
  const lines = [
    ...(console ? [words.console[language] + console[language]] : []),
    ...(commands ?? []).map((line) => `\`${line}\``),
    ...(checkInConsole ? [words.check[language]] : []),
    ...(sources
      ? [
          words.sources[language] +
            sources.map((url, index) => link(url, index, language)).join(separator[language]),
        ]
      : []),
  ];
  return [`${number}. ${text[language]}`, ...lines.map((line) => `   - ${line}`)].join('\n');
}

const separator = { en: '; ', zh: '；' };

function link(url: string, index: number, language: Language): string {
  const number = String(index + 1);
  return sourceLink(url, { en: number, zh: number })[language];
}
