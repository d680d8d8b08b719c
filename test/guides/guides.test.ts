import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import { protocols } from '../../src/callback/protocols/index.ts';
import { loadGuide } from '../../src/guides/load.ts';
import type { GuideStep } from '../../src/guides/markdown.ts';
import { listTopics } from '../../src/guides/topics.ts';
import { chinesePages } from '../../src/seller/worksheet/console.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const commandsOfKoo = readCommands(root);
const guides = await Promise.all((await listTopics()).map(({ topic }) => loadGuide(topic)));
const pages = (['en', 'zh'] as const).flatMap((language) =>
  globSync(`docs/guides/${language}/*.md`, { cwd: root }).map((path) => ({
    language,
    topic: basename(path, '.md'),
    text: readFileSync(join(root, path), 'utf8'),
  })),
);

const steps = guides.flatMap(({ topic, steps }) =>
  steps.map((step) => [`${topic} ${step.step}`, step] as const),
);
const lines = [...new Set(steps.flatMap(([, { commands }]) => commands))];
const han = /\p{Script=Han}/u;

/** The command that a line names, its id as in the manifest, and the words behind it. */
function named(line: string): { id: string; rest: string[] } | undefined {
  const [koo, ...words] = line.split(' ');
  expect(koo).toBe('koo');
  for (const length of [3, 2, 1]) {
    const id = words.slice(0, length).join(':');
    if (commandsOfKoo[id]) return { id, rest: words.slice(length) };
  }
  return undefined;
}

describe('guides', () => {
  it('cover all topics, each once', () => {
    expect(guides.map(({ topic }) => topic).toSorted()).toEqual([
      'access-keys',
      'after-sales',
      'aksk',
      'app-credentials',
      'buyers',
      'callback-server',
      'invoices',
      'joining',
      'joint-operation',
      'license',
      'oauth',
      'performance',
      'product-config',
      'publishing',
      'refunds',
      'saas-v1',
      'saas-v2',
      'store',
      'supervision',
    ]);
  });

  it.each(['en', 'zh'] as const)('have a page each in %s, and no other page', (language) => {
    const there = pages.filter((page) => page.language === language).map(({ topic }) => topic);
    expect(there.toSorted()).toEqual(guides.map(({ topic }) => topic).toSorted());
  });

  it.each(guides.map((guide) => [guide.topic, guide] as const))(
    '%s is short and in both languages',
    (_, guide) => {
      expect(guide.steps.length).toBeGreaterThanOrEqual(5);
      expect(guide.steps.length).toBeLessThanOrEqual(16);
      const texts = [
        guide.title,
        guide.about,
        ...guide.steps.flatMap(({ text, console }) => [text, console ?? text]),
      ];
      for (const { en, zh } of texts) {
        expect(en.trim()).not.toBe('');
        expect(zh).toMatch(han);
      }
      for (const { text } of guide.steps) {
        expect(text.en.length, text.en).toBeLessThanOrEqual(400);
        expect(text.en, 'full-width marks').not.toMatch(/[\u3000-\u303f\uff00-\uffef]/);
        for (const own of Object.values(text))
          expect(own, 'Markdown').not.toMatch(/[`*\\]|\]\(|<\w|(^|\W)_\w/);
      }
    },
  );

  it.each(pages)('$topic in $language links to absolute https addresses only', ({ text }) => {
    const links = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link);
    for (const link of links) expect(link).toMatch(/^https:\/\/(support\.)?huaweicloud\.com\/[\w./-]+$/);
    expect(text.match(/https?:\/\/\w/g)?.length ?? 0, 'an address outside of a link').toBe(links.length);
  });

  it.each(guides.map(({ topic }) => topic))(
    '%s has the same steps, commands and sources in both languages',
    (topic) => {
      const [en, zh] = ['en', 'zh'].map((language) =>
        pages
          .filter((page) => page.language === language && page.topic === topic)
          .map(({ text }) => ({
            steps: text.match(/^\d+\. /gm),
            commands: text.match(/`koo [^`]+`/g),
            sources: text.match(/\]\(https:[^)]+/g),
          })),
      );
      expect(zh).toEqual(en);
    },
  );

  it.each([
    ['README.md', 'en'],
    ['README.zh-CN.md', 'zh'],
  ] as const)('are listed in docs/guides/%s, in order', (file, language) => {
    const rows = readFileSync(join(root, 'docs/guides', file), 'utf8').match(/^\| \[`.*$/gm);
    expect(rows).toEqual(
      guides.map(
        ({ topic, title, about }) =>
          `| [\`${topic}\`](${language}/${topic}.md) | ${title[language]} | ${about[language]} |`,
      ),
    );
  });

  it.each(steps)('%s rests on a page, a command, or the console', (_, step) => {
    const { commands, sources, checkInConsole } = step;
    expect(commands.length + sources.length > 0 || checkInConsole).toBe(true);
  });

  it.each(lines)('`%s` is a command, with flags that it has', (line) => {
    const command = named(line);
    expect(command, 'no such command in oclif.manifest.json').toBeDefined();
    const flags = commandsOfKoo[command?.id ?? '']?.flags ?? {};
    const words = command?.rest ?? [];
    for (const [index, word] of words.entries()) {
      if (!/^-./.test(word)) continue;
      const flag = word.startsWith('--')
        ? flags[word.slice(2)]
        : Object.values(flags).find(({ char }) => char === word.slice(1));
      expect(flag, word).toBeDefined();
      const value = words[index + 1] ?? '';
      if (flag?.options && !/^[A-Z]+$/.test(value)) expect(flag.options).toContain(value);
    }
    for (const [name, { required }] of Object.entries(flags)) {
      if (required)
        expect(line, 'a flag that is required').toMatch(new RegExp(` (--${name}|-${flags[name]?.char}) `));
    }
    for (const [index, { required, options }] of Object.values(
      commandsOfKoo[command?.id ?? '']?.args ?? {},
    ).entries()) {
      const word = words[index];
      if (required) expect(word, 'an argument that is required').toMatch(/^[^-]/);
      if (options && word) expect(options).toContain(word);
    }
  });

  it.each([
    ['en', { always: /always/, paid: /unless one-time/, period: /by period/, offered: /where you offer/ }],
    ['zh', { always: /必选/, paid: /除一次性商品外/, period: /^包周期/, offered: /支持变更规格/ }],
  ] as const)('require the same interfaces of V2 as the suite (%s)', (language, says) => {
    const step = guides.find(({ topic }) => topic === 'saas-v2')?.steps[5]?.text[language] ?? '';
    for (const { name, need } of protocols.find(({ id }) => id === 'v2')?.activities ?? []) {
      const clause = step.split(/[;；]/).find((part) => part.includes(name));
      const [period, demand, once] = [need.period, need['on-demand'], need['one-time']].map(
        (one) => one === 'required',
      );
      const due = once ? says.always : demand ? says.paid : period ? says.period : says.offered;
      expect(clause?.trim(), name).toMatch(due);
    }
  });

  it.each(['en', 'zh'] as const)(
    'name every interface of V1 that is repeated for an hour (%s)',
    (language) => {
      const activities = protocols.find(({ id }) => id === 'v1')?.activities ?? [];
      const hour = activities.find(({ name }) => name === 'refreshInstance')?.retry;
      const steps = guides.find(({ topic }) => topic === 'saas-v1')?.steps ?? [];
      const text = steps.find(({ text }) => text.en.startsWith('In operation'))?.text[language] ?? '';
      const named = activities.filter(({ retry }) => retry === hour).map(({ name }) => name);
      expect(named).toContain('instanceStatus');
      for (const name of named) expect(text).toContain(name);
    },
  );

  it.each([
    ['the list of orders', ({ console }: GuideStep) => console?.zh.endsWith('订单列表')],
    ['renamed files', ({ text }: GuideStep) => /renamed? file/.test(text.en)],
  ])('mark what no page documents: %s', (_, isMeant) => {
    const found = steps.filter(([, step]) => isMeant(step));
    expect(found).not.toEqual([]);
    for (const [name, step] of found) expect(step.checkInConsole, name).toBe(true);
  });

  it('name the products whose credit has defaults', () => {
    const found = steps.filter(
      ([, { console, text }]) => console?.zh === chinesePages.credit.menu && /by default/.test(text.en),
    );
    expect(found).toHaveLength(1);
    for (const [, { text }] of found) {
      expect(text.en).toMatch(/^Joint-operation products/);
      expect(text.zh).toMatch(/^联营商品/);
    }
  });

  it('name the page of V1 for the rule of V1', () => {
    const found = steps.filter(([, { text }]) => /V1: the product is delisted/.test(text.en));
    expect(found).toHaveLength(1);
    for (const [, { sources }] of found) expect(sources.join()).toMatch(/0070649013/);
  });

  it('have the same last menu in both languages', () => {
    for (const [name, { console }] of steps) {
      if (!console) continue;
      const own = /\((\p{Script=Han}[^()]*)\)$/u.exec(console.en)?.[1];
      if (own) expect(console.zh, name).toMatch(new RegExp(`${own.split(' > ').at(-1)}$`));
    }
  });

  it.each([
    [/koo product audience/, 'audience'],
    [/koo product credit/, 'credit'],
    [/koo product stock/, 'stock'],
    [/koo product limit/, 'limit'],
    [/koo product trial/, 'trial'],
    [/koo product attribute/, 'attribute'],
  ] as const)('send %s to the page that the worksheets name', (command, id) => {
    const { menu, gloss } = chinesePages[id];
    const found = steps.filter(([, { commands }]) => commands.some((line) => command.test(line)));
    expect(found).not.toEqual([]);
    for (const [name, { console }] of found) {
      expect(console, name).toEqual({ en: `${gloss.en} (${menu})`, zh: menu });
    }
  });

  it('name other guides that exist', () => {
    const ids = new Set(guides.map(({ topic }) => topic));
    for (const line of lines) {
      const topic = /^koo guide (\S+)$/.exec(line)?.[1];
      if (topic) expect(ids).toContain(topic);
    }
  });
});
