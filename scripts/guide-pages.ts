import { listTopics } from '../src/guides/topics.ts';
import type { Language, Localized } from '../src/text/localized.ts';
import { made, type Page } from './page.ts';

const words = {
  title: { en: 'Guides', zh: '操作指南' },
  other: { en: '[中文](README.zh-CN.md)', zh: '[English](README.md)' },
  about: {
    en:
      "Short checklists for a merchant's tasks. `koo guide TOPIC` shows the same ones in the terminal. Replace the " +
      'words in capitals with your own values. koo is not a product of Huawei; in steps marked **check in the ' +
      "console** the console has the last word. Links to Huawei's site search lead to excerpts that may have changed.",
    zh:
      '面向商家的简明操作清单，也可在终端中用 `koo guide 主题` 查看。请将大写单词替换为您自己的值。koo 不是华为的产品；' +
      '标注**请在控制台核对**的步骤以控制台为准。指向华为云站内搜索的链接打开的是摘录页，内容可能已变。',
  },
  head: { en: '| topic | guide | what it is good for |', zh: '| 主题 | 指南 | 内容 |' },
} satisfies Readonly<Record<string, Localized>>;

/** The index of the guides, `docs/guides/README.md`, in both languages. */
export async function guidePages(): Promise<readonly Page[]> {
  return [
    { path: 'docs/guides/README.md', text: await indexPage('en') },
    { path: 'docs/guides/README.zh-CN.md', text: await indexPage('zh') },
  ];
}

async function indexPage(language: Language): Promise<string> {
  const rows = (await listTopics()).map(
    ({ topic, title, about }) =>
      `| [\`${topic}\`](${language}/${topic}.md) | ${title[language]} | ${about[language]} |`,
  );
  return [
    `# ${words.title[language]}`,
    made,
    words.other[language],
    words.about[language],
    [words.head[language], '|---|---|---|', ...rows].join('\n'),
    '',
  ].join('\n\n');
}
