import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { browserCommands } from '../../src/account/cli/browser.ts';
import { openPages } from '../../src/account/cli/open.ts';
import { consolePages, pageIds } from '../../src/account/console-pages.ts';
import Open from '../../src/commands/open.ts';
import { runCommand } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-open-'));
afterAll(() => rmSync(folder, { recursive: true }));
const koo = (argv: readonly string[], env: Record<string, string> = {}) =>
  runCommand(Open, argv, { KOO_CONFIG_DIR: folder, ...env });
const page = (addressPart: string) => expect.stringContaining(addressPart);

describe('koo open', () => {
  test.each([
    [['keys', '--site', 'cn'], 'https://console.huaweicloud.com/iam/#/mine/accessKey\n'],
    [['keys', '--site', 'intl'], 'https://console-intl.huaweicloud.com/iam/#/mine/accessKey\n'],
    [
      ['keys', '--site', 'eu'],
      'AK/SK of the open API: Seller Console > Console > user name > My Credentials > Access Keys (Huawei names no address)\n',
    ],
    [
      ['keys', '--site', 'eu', '--lang', 'zh'],
      'AK/SK：卖家中心 > 控制台 > 用户名 > 我的凭证 > 管理访问密钥（华为云未公布网址）\n',
    ],
    [
      ['seller'],
      'Seller console: KooGallery home page > Seller Console, in the header (Huawei names no address)\n',
    ],
    [
      ['keys', '--site', 'sandbox'],
      'The sandbox needs no AK/SK from a console. For the AK/SK of a real site: koo open keys --site cn\n',
    ],
  ])('%j prints %s', async (argv, stdout) => {
    expect(await koo(argv)).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  test('without a page lists all, for the site of the environment', async () => {
    const { stdout } = await koo([], { KOO_SITE: 'intl' });
    expect(stdout).toMatch(/^PAGE +TITLE +WHERE\n/);
    for (const id of pageIds) expect(stdout).toContain(`\n${id} `);
    expect(stdout).toContain(consolePages.keys.addresses.intl);
    expect(stdout).not.toContain(consolePages.keys.addresses.cn);
  });

  test('--json prints links and opens nothing', async () => {
    const { stdout } = await koo(['docs', '--site', 'eu', '--json'], { BROWSER: 'false', DISPLAY: ':0' });
    expect(JSON.parse(stdout)).toEqual([
      {
        page: 'docs',
        title: { en: 'Documentation of the open API', zh: '开放接口文档' },
        site: 'eu',
        address: page('https://support.huaweicloud.com/eu/'),
        menu: { en: page('Help Center'), zh: page('帮助中心') },
        opened: false,
      },
    ]);
  });

  test('suggests a page for a misspelled one', async () => {
    expect(await koo(['kyes'])).toMatchObject({
      exitCode: 2,
      code: 'UNKNOWN_PAGE',
      hint: expect.stringMatching(/^Did you mean keys\? /),
    });
  });
});

describe('the browser', () => {
  const address = 'https://example.com/?a=1&b=$(id)#x';

  test.each<[Record<string, string>, NodeJS.Platform, string[][]]>([
    [{ DISPLAY: ':0' }, 'linux', [['xdg-open', address]]],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', [['xdg-open', address]]],
    // On a server there is no one to see it.
    [{}, 'linux', []],
    [{}, 'darwin', [['open', address]]],
    [{}, 'win32', [['rundll32', 'url.dll,FileProtocolHandler', address]]],
    [{ BROWSER: 'none', DISPLAY: ':0' }, 'linux', []],
    [{ BROWSER: 'firefox' }, 'linux', [['firefox', address]]],
    [
      { BROWSER: 'a --new %s:b' },
      'linux',
      [
        ['a', '--new', address],
        ['b', address],
      ],
    ],
    [{ BROWSER: String.raw`C:\b.exe` }, 'win32', [[String.raw`C:\b.exe`, address]]],
  ])('of %j on %s', (env, platform, expected) => {
    expect(browserCommands(address, env, platform)).toEqual(expected);
  });

  test.runIf(process.platform !== 'win32')('gets the address as one word, and no keys', async () => {
    const seen = join(folder, 'seen');
    const browser = join(folder, 'browser');
    writeFileSync(
      browser,
      `#!/bin/sh\n{ echo "$#"; echo "$1"; env; } > ${seen}.part\nmv ${seen}.part ${seen}\n`,
      {
        mode: 0o755,
      },
    );
    const env = {
      KOO_CONFIG_DIR: folder,
      PATH: process.env.PATH,
      BROWSER: `/no/such:${browser}`,
      KOO_SK: 'hidden-sk',
    };
    const notice = vi.fn();
    const [link] = await openPages('keys', { site: 'cn' }, { env, atTerminal: true, notice });
    expect(link).toMatchObject({ opened: true });
    expect(notice).not.toHaveBeenCalled();
    const told = await vi.waitFor(() => readFileSync(seen, 'utf8'), { timeout: 5000 });
    expect(told.split('\n').slice(0, 2)).toEqual(['1', consolePages.keys.addresses.cn]);
    expect(told).not.toContain('hidden-sk');
  });

  test('that cannot be started is told', async () => {
    const notice = vi.fn();
    const env = { KOO_CONFIG_DIR: folder, BROWSER: '/no/such' };
    const [link] = await openPages('keys', { site: 'cn' }, { env, atTerminal: true, notice });
    expect(link).toMatchObject({ opened: false, address: consolePages.keys.addresses.cn });
    expect(notice).toHaveBeenCalledOnce();
  });

  test('is not started where no address is known', async () => {
    const notice = vi.fn();
    const env = { KOO_CONFIG_DIR: folder, BROWSER: '/no/such' };
    const [link] = await openPages('seller', { site: 'cn' }, { env, atTerminal: true, notice });
    expect(link).toMatchObject({ opened: false, address: null });
    expect(notice).not.toHaveBeenCalled();
  });
});
