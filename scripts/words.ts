import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';

/** Words of the glossary's column "never say" that can be found safely, with what to say. */
const english: readonly (readonly [RegExp, string])[] = [
  [/wish(es|ed)?/gi, 'options'],
  [/\bmend(s|ed|ing)?\b/gi, 'fix'],
  [/\bwho(so)?ever\b/gi, 'anyone who'],
  // `nobody` is a value of the actor of a result code.
  [/(?<!['`])\bnobody\b(?!:)/gi, 'no one'],
  [/(?<!\bthere )\b(is|are) none\b/gi, 'invalid'],
  [/\bcutsOff\b/g, 'impact'],
  [/\brestless\b/gi, 'random'],
  [/\bstrangers?\b/gi, 'unknown'],
  [/\bforgings?\b/gi, 'forged request'],
  [/fateOf/g, 'outcome'],
  [/holdRules/g, 'assertRules'],
  [/\bleans? on\b/gi, 'uses'],
  [/\ba yes\b(?!-)/gi, 'confirmation'],
];
const chinese: readonly (readonly [RegExp, string])[] = [
  [/话单/g, '使用量记录'],
  [/(?<!使)用量记录/g, '使用量记录'],
  [/访问密钥/g, 'AK/SK, 对接密钥'],
  [/联营 ?SaaS ?同步接口/g, '联营 Kit 接口'],
  [/\p{Script=Han}:/gu, '：'],
];

/** Chinese that is not koo's own: quotes, menus of the seller console, formats of input, addresses, Huawei's messages. */
const notOwn = [
  /“[^”]*”/g,
  /卖家中心 > .*/g,
  /账号名:账号 ?ID/g,
  /https?:\/\/[^\s，。]+/g,
  /预期的签名值:\{signature\}/g,
];

/** What of a project is searched: files, and how to take the English or Chinese texts out of one. */
const sources: readonly {
  readonly files: string;
  readonly words: typeof english;
  readonly textOf: (source: string) => string;
}[] = [
  { files: 'src/**/*.{ts,tsx}', words: english, textOf: (source) => source },
  { files: 'test/**/*.ts', words: english, textOf: titlesOf },
  {
    files: '{*,docs/*,docs/{signing,guides}/*,docs/{guides,help}/en/*}.md',
    words: english,
    textOf: withoutGlossary,
  },
  { files: '{*,docs/*,docs/{signing,guides}/*}.zh-CN.md', words: chinese, textOf: proseOf },
  { files: 'docs/{guides,help}/zh/*.md', words: chinese, textOf: proseOf },
  { files: 'locales/zh/*.yaml', words: english, textOf: (source) => entriesOf(source, 'key') },
  { files: 'locales/zh/*.yaml', words: chinese, textOf: (source) => ownChinese(entriesOf(source, 'value')) },
];

/** Banned words of a project, each as `file:line: word`, with what to say instead. */
export function wordFaults(root: string): string[] {
  return sources.flatMap(({ files, words, textOf }) =>
    globSync(files, { cwd: root })
      .filter((path) => !path.endsWith('words.test.ts'))
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .flatMap((file) =>
        textOf(readFileSync(join(root, file), 'utf8'))
          .split('\n')
          .flatMap((line, index) =>
            words.flatMap(([pattern, instead]) =>
              [...line.matchAll(pattern)].map(([word]) => `${file}:${index + 1}: ${word} (say: ${instead})`),
            ),
          ),
      ),
  );
}

/** The source with everything blanked but the titles of its tests. */
function titlesOf(source: string): string {
  const titles = /(?<=\b(?:test|it|describe)(?:\.\w+)*\(\s*|\]\)\(\s*)(['"`])(?:(?!\1).)*\1/g;
  let text = '';
  let at = 0;
  for (const { 0: title, index } of source.matchAll(titles)) {
    text += blank(source.slice(at, index)) + title;
    at = index + title.length;
  }
  return text;
}

/** Markdown without the last column of a table of terms, which names the banned words. */
function withoutGlossary(markdown: string): string {
  const start = markdown.indexOf('| never say |');
  if (start < 0) return markdown;
  return markdown.slice(0, start) + markdown.slice(start).replace(/\|[^|\n]*\|$/gm, '|');
}

/** Markdown without code, in which colons and words are what they are. */
function proseOf(markdown: string): string {
  return ownChinese(markdown.replace(/^```.*?^```$/gms, blank).replace(/`[^`\n]*`/g, blank));
}

function ownChinese(text: string): string {
  return notOwn.reduce((rest, pattern) => rest.replace(pattern, blank), text);
}

/** The keys or values of a YAML map, each at its line. */
function entriesOf(source: string, part: 'key' | 'value'): string {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(source, { lineCounter });
  const lines: string[] = [];
  for (const { key, value } of isMap(contents) ? contents.items : []) {
    const text = part === 'key' ? key : value;
    if (!isScalar(key) || !isScalar(text)) continue;
    lines[lineCounter.linePos(key.range?.[0] ?? 0).line - 1] = String(text.value).replaceAll('\n', ' ');
  }
  return Array.from(lines, (line) => line ?? '').join('\n');
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
