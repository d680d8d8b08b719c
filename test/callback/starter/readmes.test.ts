import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Sale } from '../../../src/callback/protocols/model.ts';
import { starterLanguages } from '../../../src/callback/starter/languages.ts';
import { starterFiles } from '../../../src/callback/starter/project.ts';

const templates = fileURLToPath(new URL('../../../templates', import.meta.url));
const all = protocols.map(({ id }) => id);
/** What only the starter in Node has: a login. */
const ofLogin = ['PUBLIC_URL', 'KOO_UNIFIED_LOGIN_URL'];
const projects: readonly (readonly [protocols: readonly ProtocolId[], sale: Sale])[] = [
  [['v1'], 'period'],
  [['v1'], 'on-demand'],
  [['v2'], 'period'],
  [['v2'], 'on-demand'],
  [['v2'], 'one-time'],
  [['v2-kit'], 'period'],
  [['license-code'], 'one-time'],
  [['v2-kit'], 'on-demand'],
  [['order-notify'], 'period'],
  [all, 'period'],
  [all, 'on-demand'],
];
const cases = starterLanguages.flatMap((language) =>
  projects.map(([ids, sale]) => ({ name: `${language}, ${ids.join(' ')}, ${sale}`, language, ids, sale })),
);

type Case = (typeof cases)[number];

function project({ language, ids, sale }: Pick<Case, 'language' | 'ids' | 'sale'>) {
  const files = starterFiles(templates, { language, protocols: ids, sale, name: 'demo' });
  const text = (path: string) => files.find((file) => file.path === path)?.text ?? '';
  const code = files.filter(({ path }) => /\.(?:js|java|py|php|go)$/.test(path) && !/test/i.test(path));
  return { files, code, english: text('README.md'), chinese: text('README.zh-CN.md') };
}

const quoted = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
const headings = (text: string) => text.match(/^## .*$/gm) ?? [];
const section = (text: string, heading: string) =>
  text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
/** The variables in the first column of the table of settings. */
const variables = (text: string) =>
  [...section(text, 'Settings').matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) => quoted(cell));

describe('the README of a starter', () => {
  it.each(cases)('has the same parts in every language: $name', (one) => {
    const { ids, sale, language } = one;
    const hasLogin = language === 'node' && ids.some((id) => id.endsWith('-kit'));
    const hasUsage = sale === 'on-demand' && ids.some((id) => ['v1', 'v2'].includes(id));
    const own = [...(hasLogin ? ['Login'] : []), ...(hasUsage ? ['Usage'] : [])];
    const parts = ['Settings', 'Files', 'Your part', ...own, 'Production'];
    expect(headings(project(one).english).slice(0, parts.length)).toEqual(parts.map((part) => `## ${part}`));
  });

  it.each(cases)('names the variables that the server reads: $name', (one) => {
    const { english, code } = project(one);
    const read = code.flatMap(
      ({ text }) => text.match(/\b(?:KOO_[A-Z_]+|FRONT_END_URL|PUBLIC_URL|DATABASE|HOST|PORT)\b/g) ?? [],
    );
    expect(variables(english).toSorted()).toEqual([...new Set(read)].toSorted());
    const ofNode = variables(project({ ...one, language: 'node' }).english);
    const isShared = (name: string) => one.language === 'node' || !ofLogin.includes(name);
    expect(variables(english)).toEqual(ofNode.filter(isShared));
  });

  it.each(cases)('names what to change in each file with YOUR CODE: $name', (one) => {
    const { english, code } = project(one);
    const items = section(english, 'Your part').split('\n- ').slice(1);
    const places = items.filter((item) => !item.startsWith('errors')).flatMap(quoted);
    const named = new Set(
      places
        .filter((words) => !/\/|\.(?:js|py|go|php)$/.test(words))
        .flatMap((words) => words.match(/\b[a-z_]\w*/g) ?? []),
    );
    for (const { path, text } of code.filter((file) => file.text.includes('YOUR CODE'))) {
      const own = [...named].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
      expect(own.length, path).toBeGreaterThanOrEqual(text.split('YOUR CODE').length - 1);
    }
  });

  it.each(cases)('names the key without which the server does not start by hand: $name', (one) => {
    const { english, chinese } = project(one);
    const hasKit = one.ids.some((id) => id.endsWith('-kit'));
    const byHand = [english.split('By hand')[1], chinese.split('手动运行')[1]].map(
      (text) => text?.split('```')[0],
    );
    if (byHand.every((text) => text === undefined)) return;
    expect(byHand.map((text) => text?.includes('KOO_RSA_PRIVATE_KEY'))).toEqual([hasKit, hasKit]);
  });

  it.each(cases)('names no file that is not there: $name', (one) => {
    const { english, files } = project(one);
    const paths = files.map(({ path }) => path);
    const named = quoted(section(english, 'Files')).filter((words) => /^[\w/]+\.[a-z]+$/.test(words));
    for (const name of named)
      expect(
        paths.some((path) => path.endsWith(name)),
        name,
      ).toBe(true);
  });

  it.each(cases)('says the same in Chinese: $name', (one) => {
    const { english, chinese } = project(one);
    expect(headings(chinese)).toHaveLength(headings(english).length);
    expect(new Set(quoted(chinese))).toEqual(new Set(quoted(english)));
    expect(chinese.match(/^```[\s\S]*?^```$/gm)?.length).toBe(english.match(/^```[\s\S]*?^```$/gm)?.length);
    expect(chinese).toMatch(/\p{Script=Han}/u);
  });
});
