import { describe, expect, it } from 'vitest';
import { parseGuide } from '../../src/guides/markdown.ts';

const en = `# Title

About.

1. First.
    - Console: Menu > Page (菜单 > 页面)
    - \`koo whoami\`
    - \`koo doctor\`
    - **Check in the console.**
    - Sources: [one](https://example.com/1), [two](https://example.com/2)
2. Second.
`;
const zh = `# 标题

内容。

1. 第一步。
    - 控制台：菜单 > 页面
    - \`koo whoami\`
    - \`koo doctor\`
    - **请在控制台核对。**
    - 来源：[一](https://example.com/1)、[二](https://example.com/2)
2. 第二步。
`;

describe('parseGuide', () => {
  it.each([
    ['LF', (text: string) => text],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('reads both pages, with %s', (_, write) => {
    expect(parseGuide('topic', { en: write(en), zh: write(zh) })).toEqual({
      topic: 'topic',
      title: { en: 'Title', zh: '标题' },
      about: { en: 'About.', zh: '内容。' },
      steps: [
        {
          step: 1,
          text: { en: 'First.', zh: '第一步。' },
          console: { en: 'Menu > Page (菜单 > 页面)', zh: '菜单 > 页面' },
          commands: ['koo whoami', 'koo doctor'],
          checkInConsole: true,
          sources: ['https://example.com/1', 'https://example.com/2'],
        },
        {
          step: 2,
          text: { en: 'Second.', zh: '第二步。' },
          console: null,
          commands: [],
          checkInConsole: false,
          sources: [],
        },
      ],
    });
  });

  it.each([
    ['no title', '# Title', 'Title', ':1: expected a title'],
    ['no sentence below the title', 'About.', '', ':3: expected one line between empty ones'],
    ['a wrong number', '2. Second', '3. Second', ':11: expected step 2'],
    ['an empty line between steps', '2. Second', '\n2. Second', ':11: expected step 2'],
    [
      'an unknown item',
      'Console: Menu',
      'Menu',
      ':6: expected a console path, a command, the mark or sources',
    ],
    ['a link without https', 'https://example.com/2', 'http://example.com/2', ':10: expected a console path'],
    ['a relative link', 'https://example.com/1', '../other.md', ':10: expected a console path'],
  ])('refuses a page with %s', (_, old, own, message) => {
    expect(() => parseGuide('topic', { en: en.replace(old, own), zh })).toThrow(
      `docs/guides/en/topic.md${message}`,
    );
  });

  it.each([
    ['another command', 'koo doctor', 'koo profile show'],
    ['another source', 'https://example.com/2', 'https://example.com/3'],
    ['no mark', '    - **请在控制台核对。**\n', ''],
    ['no console path', '    - 控制台：菜单 > 页面\n', ''],
  ])('refuses a translation with %s', (_, old, own) => {
    const translation = zh.replace(old, own);
    expect(() => parseGuide('topic', { en, zh: translation })).toThrow('step 1 of topic is not the same');
  });

  it('refuses a translation with fewer steps', () => {
    const translation = zh.replace('2. 第二步。\n', '');
    expect(() => parseGuide('topic', { en, zh: translation })).toThrow('2 steps in English, 1 in Chinese');
  });
});
