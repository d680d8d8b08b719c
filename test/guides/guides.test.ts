import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCommands } from '../../src/app/manifest.ts';
import { protocols } from '../../src/callback/protocols/index.ts';
import type { Guide, Step } from '../../src/guides/guide.ts';
import { places } from '../../src/guides/guide.ts';
import { guides } from '../../src/guides/index.ts';

const commandsOfKoo = readCommands(fileURLToPath(new URL('../..', import.meta.url)));

const steps: readonly (readonly [string, Step])[] = guides.flatMap(({ id, steps }) =>
  steps.map((step, index) => [`${id} ${index + 1}`, step] as const),
);
const lines = [...new Set(guides.flatMap(({ steps }) => steps.flatMap(({ commands = [] }) => commands)))];
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
  it('cover what a merchant asks about, each once', () => {
    expect(guides.map(({ id }) => id).toSorted()).toEqual([
      'access-keys',
      'aksk',
      'app-credentials',
      'buyers',
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

  it.each(guides.map((guide) => [guide.id, guide] as const))(
    '%s is short and in both languages',
    (_, guide: Guide) => {
      expect(guide.steps.length).toBeGreaterThanOrEqual(5);
      expect(guide.steps.length).toBeLessThanOrEqual(12);
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
      }
    },
  );

  it.each(steps)('%s stands on a page, a command, or the console', (_, step) => {
    const { commands = [], sources = [], checkInConsole } = step;
    expect(commands.length + sources.length > 0 || checkInConsole).toBe(true);
    for (const source of sources)
      expect(source).toMatch(/^https:\/\/(support\.)?huaweicloud\.com\/[\w./-]+$/);
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
    const step = guides.find(({ id }) => id === 'saas-v2')?.steps[5]?.text[language] ?? '';
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
      const steps = guides.find(({ id }) => id === 'saas-v1')?.steps ?? [];
      const text = steps.find(({ text }) => text.en.startsWith('In operation'))?.text[language] ?? '';
      const named = activities.filter(({ retry }) => retry === hour).map(({ name }) => name);
      expect(named).toContain('instanceStatus');
      for (const name of named) expect(text).toContain(name);
    },
  );

  it('mark the places and rules that no page documents', () => {
    for (const { steps } of guides) {
      for (const step of steps) {
        if (step.console === places.orders) expect(step.checkInConsole, step.text.en).toBe(true);
        if (/renamed? file/.test(step.text.en)) expect(step.checkInConsole).toBe(true);
        if (/by default/.test(step.text.en) && step.console === places.credit) {
          expect(step.text.en).toMatch(/^Joint-operation products/);
          expect(step.text.zh).toMatch(/^联营商品/);
        }
        if (/V1: mend/.test(step.text.en)) expect(step.sources?.join()).toMatch(/0070649013/);
      }
    }
  });

  it('have the same last menu in both languages', () => {
    for (const { en, zh } of Object.values(places)) {
      const own = /\(([^()]*)\)$/.exec(en)?.[1];
      expect(zh, en).toMatch(new RegExp(`${own?.split(' > ').at(-1)}$`));
    }
  });

  it('name other guides that exist', () => {
    const ids = new Set(guides.map(({ id }) => id));
    for (const line of lines) {
      const topic = /^koo guide (\S+)$/.exec(line)?.[1];
      if (topic) expect(ids).toContain(topic);
    }
  });
});
