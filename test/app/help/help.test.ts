import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/app/completion/complete.ts';
import { helpTopics } from '../../../src/app/help/articles.ts';
import { helpText } from '../../../src/app/help/help.ts';
import { readCommands } from '../../../src/app/manifest/manifest.ts';
import { childrenOf, groupsOf, topics } from '../../../src/app/manifest/topics.ts';
import { commandLine, definitions, helpColumns } from '../../../src/cli/output/layout.ts';
import { ExitCode } from '../../../src/errors/exit-codes.ts';
import { type Language, useLanguage } from '../../../src/text/translate.ts';
import { width } from '../../../src/text/width.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const commands = readCommands(root);
const ids = Object.keys(commands);
const prefixes = ids.flatMap((id) => id.split(':').map((_, depth, words) => words.slice(0, depth).join(':')));

/** Everything that can be asked about. */
const subjects = [...new Set([...prefixes, ...ids, ...helpTopics.map(({ name }) => name)])];
const languages: readonly Language[] = ['en', 'zh'];

async function helpOf(subject: string, language: Language, columns = 80): Promise<string> {
  const words = subject === '' ? [] : subject.split(':');
  useLanguage(language);
  return (await helpText(words, commands, columns)) ?? '';
}

/** Without what is the same in every language: commands to type, names, quotations, addresses. */
function prose(text: string): string {
  const wordless = text
    .split('\n')
    .filter((line) => !/^ +(\$|-|koo )/.test(line) && !/ \\$/.test(line))
    .join('\n');
  return wordless
    .replace(/`[^`]*`|"[^"]*"|'[^']*'|[[{][^\]}]*[\]}]|https?:\S+|--?[a-z][\w-]*(=\S+)?/g, '·')
    .replace(/\bkoo( [a-z-]+)*|^ {2}[a-z-]+( [a-z-]+)*(?= {2}|$)/gm, '·');
}

describe.each(languages)('help in %s', (language) => {
  it.each(subjects)('of %j exists and keeps to the width', async (subject) => {
    const text = await helpOf(subject, language);
    expect(text).toMatch(/\S\n$/);
    expect(text).not.toMatch(/undefined|<%|\[object|\n\n\n/);
    for (const columns of [80, helpColumns({ isTTY: true, columns: 200 })]) {
      const lines = (await helpOf(subject, language, columns)).split('\n');
      // A quoted word of a command cannot be broken.
      const wide = lines.filter((line) => width(line) > (/^ +(\$ koo|\S+$)/.test(line) ? 100 : columns));
      expect(wide).toEqual([]);
    }
  });

  it.each(subjects)('of %j breaks no word', async (subject) => {
    const words = (text: string) => text.replace(/ \\\n/g, '\n').match(/[!-~]+/g) ?? [];
    const whole = words(await helpOf(subject, language, 10_000));
    for (const columns of [40, 60, 80, 100]) {
      const text = await helpOf(subject, language, columns);
      expect(words(text)).toEqual(whole);
      expect(text.split('\n').filter((line) => width(line) > 100)).toEqual([]);
    }
  });
});

it.each(subjects)('Chinese help of %j has nothing left in English', async (subject) => {
  const text = await helpOf(subject, 'zh');
  expect(text).toMatch(/\p{Script=Han}/u);
  expect(prose(text).match(/[A-Za-z]{2,}(?:[ ,][A-Za-z']{2,}){2,}/g) ?? []).toEqual([]);
  expect(text).not.toMatch(/default:|one of:|\(required\)|USAGE|FLAGS|COMMANDS|EXAMPLES/);
});

it('Chinese help of a search has a Chinese example', async () => {
  expect(await helpOf('codes', 'zh')).toContain('$ koo codes 售罄');
  expect(await helpOf('codes', 'en')).toContain('$ koo codes sold out');
});

describe.each(['', 'sandbox'])('the help of a long list: %s', (topic) => {
  it.each(languages)('shows every topic and command once, in groups (%s)', async (language) => {
    const text = await helpOf(topic, language);
    const names = childrenOf(topic, commands);
    for (const name of names) {
      const line = new RegExp(`^ {2}${name.replace(':', ' ')}( |$)`);
      expect(text.split('\n').filter((one) => line.test(one))).toHaveLength(1);
    }
    expect(text).not.toContain(language === 'zh' ? '其他命令' : 'Other commands');
    for (const { title, members } of groupsOf(topic)) {
      if (members.some((name) => names.includes(name)))
        expect(text.toUpperCase()).toContain(title[language].toUpperCase());
    }
  });
});

describe('the root help', () => {
  it('has a description for every topic, and none for what is no topic', () => {
    const named = topics.map(({ name }) => name);
    const needed = [...new Set(prefixes)].filter((name) => name !== '' && !commands[name]);
    expect(named).toEqual(expect.arrayContaining(needed));
    expect(new Set(named).size).toBe(named.length);
  });
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'rejects the unknown command %s',
  async (word) => {
    expect(await helpText([word], commands)).toBeUndefined();
    expect(await complete([word, ''], commands, {})).toEqual({ candidates: [] });
  },
);

describe('the articles', () => {
  it('exit-codes has every code', async () => {
    const text = await helpOf('exit-codes', 'en');
    for (const code of Object.values(ExitCode)) expect(text).toMatch(new RegExp(`^ +${code} {2}\\S`, 'm'));
  });

  it('environment has every variable that the sources read, and no other', async () => {
    const article = await helpOf('environment', 'en', 100);
    const sources = globSync(['src/**/*.ts', 'bin/*.js'], { cwd: root })
      .map((path) => readFileSync(`${root}${path}`, 'utf8'))
      .join('\n');
    const read = [...sources.matchAll(/\benv\??\.([A-Z][A-Z_]+)\b|'((?:KOO|HUAWEICLOUD)_[A-Z_]+)'/g)].map(
      ([, member, name]) => member ?? name ?? '',
    );
    // What one Node tells the next, a value that the suite sends, and what Node itself reads.
    const others = [
      'KOO_HANDED_OVER',
      'KOO_SCENE',
      'NODE_DISABLE_COLORS',
      'LC_CTYPE',
      'LANG',
      'LC_ALL',
      'LC_MESSAGES',
    ];
    for (const name of new Set(read.filter((one) => !others.includes(one)))) expect(article).toContain(name);
    const untold = [...article.matchAll(/\bKOO_[A-Z_]+/g)].filter(([name]) => !sources.includes(name));
    expect(untold).toEqual([]);
  });

  it.each(helpTopics)('$name names only commands and flags that exist', async ({ parts }) => {
    const flags = new Set(Object.values(commands).flatMap((command) => Object.keys(command.flags)));
    for (const { commands: lines = [] } of await parts()) {
      for (const line of lines) {
        const words = line.split(' ').slice(1);
        expect(
          [1, 2, 3].some((count) => commands[words.slice(0, count).join(':')]),
          line,
        ).toBe(true);
        for (const [, flag = ''] of line.matchAll(/ --([a-z-]+)/g)) expect(flags, line).toContain(flag);
      }
    }
  });
});

describe('the layout', () => {
  it('knows the width of a terminal, within limits', () => {
    expect(helpColumns({ isTTY: true, columns: 90 })).toBe(90);
    expect(helpColumns({ isTTY: true, columns: 300 })).toBe(100);
    expect(helpColumns({ isTTY: true, columns: 3 })).toBe(40);
    expect(helpColumns({ isTTY: false, columns: 300 })).toBe(80);
    expect(helpColumns({})).toBe(80);
  });

  it('breaks a command between words, never inside quotes', () => {
    expect(commandLine(`koo callback send a --query "[?status == 'x'].name" --json`, 39)).toEqual([
      '  $ koo callback send a --query \\',
      `      "[?status == 'x'].name" --json`,
    ]);
  });

  it('puts a name that is too long on a line of its own', () => {
    expect(
      definitions(
        [
          ['a', 'one'],
          ['b'.repeat(40), 'two 二二二二二二'],
        ],
        20,
      ),
    ).toEqual(['  a  one', `  ${'b'.repeat(40)}`, '     two 二二二二二', '     二']);
  });
});
