import { describe, expect, it } from 'vitest';
import { parseArticle } from '../../../src/app/help/markdown.ts';

const page = (words: readonly [string, string, string, string], command = 'koo doctor') =>
  `# ${words[0]}\n\n## ${words[1]}\n\n${words[2]}\n\n- ${words[3]}\n\n\`\`\`sh\n${command}\n\`\`\`\n`;
const en = page(['Title.', 'HEADING', '--flag begins it.', '`  0`: None: of them.']);
const zh = page(['标题。', '小标题', '--flag 开头。', '`  0`：无：没有。']);

describe('an article of the help', () => {
  it('is merged from its pages', () => {
    expect(parseArticle('name', { en, zh })).toEqual({
      title: { en: 'Title.', zh: '标题。' },
      parts: [
        {
          heading: { en: 'HEADING', zh: '小标题' },
          text: { en: '--flag begins it.', zh: '--flag 开头。' },
          rows: [['  0', { en: 'None: of them.', zh: '无：没有。' }]],
          commands: ['koo doctor'],
        },
      ],
    });
  });

  it.each([
    ['another command', zh.replace('doctor', 'help')],
    ['another name', zh.replace('`  0`', '`  1`')],
    ['no text', zh.replace('--flag 开头。\n\n', '')],
    ['another part', `${zh}\n## 更多\n`],
  ])('is refused where the Chinese page has %s', (_, other) => {
    expect(() => parseArticle('name', { en, zh: other })).toThrow(
      'docs/help: name has not the same parts, names and commands in both languages',
    );
  });

  it.each([
    ['no title', en.slice(2), 'docs/help/en/name.md: expected a title'],
    ['a second paragraph', en.replace('\n\n- ', '\n\nMore.\n\n- '), 'unexpected "More."'],
    ['a paragraph of two lines', en.replace('begins', 'begins\n'), 'unexpected "--flag begins\n it."'],
    ['words before a heading', en.replace('## HEADING\n\n', ''), 'unexpected "--flag begins it."'],
    ['a row without a name', en.replace('`  0`', 'zero'), 'unexpected "- zero: None: of them."'],
  ])('is refused where a page has %s', (_, broken, message) => {
    expect(() => parseArticle('name', { en: broken, zh })).toThrow(message);
  });
});
