import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/account/cli/koo-yaml/document.ts';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import { sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { blocksOf, commandsOf, inChinese, pages, read, root } from './blocks.ts';

const manifest = JSON.stringify(readCommands(root));

test.each(pages.flatMap((page) => [page, inChinese(page)]))('%s names flags that exist', (page) => {
  for (const [, flag = ''] of read(page).matchAll(/`--([a-z-]+)/g)) {
    const own = flag.replace(/^no-/, '');
    const isNegated = own !== flag && new RegExp(`"${own}":\\{[^{}]*"allowNo":true`).test(manifest);
    if (!isNegated) expect(manifest).toContain(`"${flag}"`);
  }
});

test.each(pages)('%s tells the same in Chinese', (page) => {
  const [english, chinese] = [page, inChinese(page)].map((name) => ({
    headings: read(name).match(/^##+ /gm)?.length,
    commands: commandsOf(name).length,
    blocks: read(name).match(/^```/gm)?.length,
  }));
  expect(chinese).toEqual(english);
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (readme) => {
  test('is short', () => {
    expect(read(readme).split('\n').length).toBeLessThanOrEqual(200);
  });

  test('begins with the commands of the first minute, and ends with how to test koo', () => {
    const commands = commandsOf(readme).map(({ line }) => line);
    expect(commands.slice(0, 2)).toEqual(['npm ci && npx koo callback test --demo', 'npx koo sandbox demo']);
    expect(commands.at(-1)).toBe('npm ci && npm test');
  });
});

test('CI runs what the READMEs tell', () => {
  const { scripts } = JSON.parse(read('package.json'));
  expect(scripts.test).toBeTypeOf('string');
  const ci = read('.ci/run');
  expect(ci).toContain('npm ci');
  expect(ci).toContain('npm test');
});

test('the Chinese README sets its language once', () => {
  expect(blocksOf('README.zh-CN.md', 'sh')[0]).toMatch(/^export KOO_LANG=zh$/m);
  expect(commandsOf('README.zh-CN.md').filter(({ line }) => line.includes('--lang'))).toEqual([]);
});

test.each(['docs/koo-yaml.md', 'docs/koo-yaml.zh-CN.md'])('%s has a koo.yaml that koo takes', (page) => {
  const settings = blocksOf(page, 'yaml').map((block) => parse(block));
  expect(settings).toEqual([expect.objectContaining({ callback: expect.anything() })]);
  expect(v.safeParse(configSchema, settings[0]).success).toBe(true);
});

test.each(['docs/ci.md', 'docs/ci.zh-CN.md'])(
  '%s installs koo from a file that is in the project',
  (page) => {
    const texts = blocksOf(page, 'text').join('');
    const installs = texts.match(/npm install --save-dev .*/g) ?? [];
    expect(installs).toEqual([expect.stringMatching(/ \.\/vendor\/koogallery-cli-\d+\.\d+\.\d+\.tgz$/)]);
    expect(texts).toMatch(/^git add vendor /m);
  },
);

test.each(['docs/open-api.md', 'docs/open-api.zh-CN.md'])(
  '%s tells the keys that the sandbox knows',
  (page) => {
    expect(read(page)).toContain(sandboxCredential.ak);
    expect(read(page)).toContain(sandboxCredential.sk);
  },
);
