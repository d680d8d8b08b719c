import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasTerminal, keys, openTerminal } from '../support/terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-e2e-prompts-'));
afterAll(() => rmSync(root, { recursive: true }));

const { enter, down, space } = keys;

describe.runIf(hasTerminal)('in a terminal', () => {
  const run = (args: readonly string[], language: 'en' | 'zh') => {
    const cwd = mkdtempSync(join(root, 'user-'));
    const env = {
      KOO_CONFIG_DIR: join(cwd, 'config'),
      KOO_STATE_DIR: join(cwd, 'state'),
      KOO_LANG: language,
    };
    return { cwd, terminal: openTerminal(args, { cwd, env }) };
  };

  test.each([
    ['en', 'Product', 'studio', 'Nothing matches.', 'Design Studio licence'],
    ['zh', '商品', '工作室', '没有匹配项。', '设计工作室授权'],
  ] as const)('a product is found by its name, in %s', async (language, question, term, nothing, name) => {
    const { terminal } = run(['users', 'list', '--site', 'sandbox'], language);
    await terminal.type(question, `${term}zz`);
    await terminal.type(nothing, keys.clear + term);
    await terminal.type(name, enter);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain(`OFFI758576253042421764  ${name}`);
    expect(terminal.screen()).toContain('hid_koo_buyer_1');
  });

  test.each([
    ['en', 'Production address', 'Keep the address?', 'Protocols', 'charged', 'Which site'],
    ['zh', '生产接口地址', '仍使用该地址吗？', '服务器使用的协议', '商品的计费模式是什么？', '哪个站点'],
  ] as const)(
    'koo init questions an IP address and takes the protocols from a checklist, in %s',
    async (language, url, keep, protocols, sale, site) => {
      const { cwd, terminal } = run(['init'], language);
      await terminal.type(url, `https://192.0.2.7/cb${enter}`);
      await terminal.type(keep, `n${enter}`);
      await terminal.type(url, `https://isv.example.com/cb${enter}`);
      await terminal.type(protocols, space + down + space + enter);
      await terminal.type(sale, enter);
      await terminal.type(site, enter);
      expect(await terminal.ended).toBe(0);
      const text = readFileSync(join(cwd, 'koo.yaml'), 'utf8');
      expect(text).toContain('\n  url: https://isv.example.com/cb\n');
      expect(text).toContain('\n  protocols: [v1, v1-kit, v2]\n');
    },
  );

  test('koo callback test asks nothing about the command of a new starter, but about another one', async () => {
    const { cwd, terminal } = run(
      ['init', '--template', 'go', 'demo', '-p', 'v2', '--sale', 'period', '--url', 'http://127.0.0.1:9/'],
      'en',
    );
    expect(await terminal.ended).toBe(0);
    const folder = join(cwd, 'demo');
    // Without its library, or without Go, the server ends at once.
    const env = {
      KOO_CONFIG_DIR: join(cwd, 'config'),
      KOO_LANG: 'en',
      GOPROXY: 'off',
      GOFLAGS: '-mod=vendor',
    };
    const inDemo = () => openTerminal(['callback', 'test'], { cwd: folder, env });
    const first = inDemo();
    await first.sees('Starting the server: go run .');
    expect(await first.ended).toBe(6);
    expect(first.transcript()).not.toContain('Run it?');
    const file = join(folder, 'koo.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"go run ."', '"exit 3"'));
    const second = inDemo();
    await second.type('exit 3. Run it?', `n${enter}`);
    expect(await second.ended).toBe(130);
  });
});
