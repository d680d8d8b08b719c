import { paint } from '../../cli/output/colour.ts';
import { commandLine, definitions, helpColumns } from '../../cli/output/layout.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { wrap } from '../../text/wrap.ts';
import type { GuideList, GuideShown } from './guide.ts';

const words: Readonly<Record<'console' | 'check' | 'more' | 'sources', Localized>> = {
  console: { en: 'Console: ', zh: '控制台：' },
  check: { en: 'Check in the console.', zh: '请在控制台核对。' },
  more: { en: 'koo guide TOPIC shows a checklist.', zh: 'koo guide 主题 显示该清单。' },
  sources: {
    en: 'Words in capitals stand for your own values. --json gives the pages of Huawei behind each step.',
    zh: '大写单词代表您自己的值。使用 --json 可查看每一步所依据的官方页面。',
  },
};

const indent = ' '.repeat(4);

/** Guides for people: no line is wider than the terminal, or than 100 columns. */
export function showGuide(
  result: GuideList | GuideShown,
  language: Language,
  columns: number = helpColumns(),
): string {
  return 'steps' in result ? checklist(result, language, columns) : list(result, language, columns);
}

function list(topics: GuideList, language: Language, columns: number): string {
  const entries = topics.map(({ topic, title }) => [topic, title[language]] as const);
  return [...definitions(entries, columns), '', ...wrap(words.more[language], columns)].join('\n');
}

function checklist({ title, about, steps }: GuideShown, language: Language, columns: number): string {
  const paragraph = (text: string) => wrap(text, columns - indent.length);
  const blocks = steps.map(({ step, text, console, commands, checkInConsole }) => [
    ...numbered(step, paragraph(text[language])),
    ...(console ? indented(paragraph(words.console[language] + console[language])) : []),
    ...commands.flatMap((line) => indented(commandLine(line, columns - indent.length + 2)).map(flush)),
    ...(checkInConsole
      ? indented(paragraph(words.check[language])).map((line) => paint('yellow', line))
      : []),
  ]);
  return [
    ...wrap(title[language], columns).map((line) => paint('bold', line)),
    ...wrap(about[language], columns),
    ...blocks.flatMap((lines) => ['', ...lines]),
    '',
    ...wrap(words.sources[language], columns),
  ].join('\n');
}

function numbered(step: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? `${`${step}.`.padStart(3)} ${line}` : indent + line));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => indent + line);
}

/** A command line comes with a margin of its own: two columns less make it stand flush with the text. */
function flush(line: string): string {
  return line.slice(2);
}
