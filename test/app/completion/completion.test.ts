import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/app/completion/complete.ts';
import { describedValues, namedKinds } from '../../../src/app/completion/kinds.ts';
import { shells } from '../../../src/app/completion/model.ts';
import { scripts } from '../../../src/app/completion/scripts.ts';
import { renderCompletion, wordsOf } from '../../../src/app/completion/shell-io.ts';
import { readCommands } from '../../../src/app/manifest/manifest.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { width } from '../../../src/text/width.ts';

const commands = readCommands(fileURLToPath(new URL('../../..', import.meta.url)));
const empty = mkdtempSync(join(tmpdir(), 'koo-completion-'));
const noProfile = { HOME: empty };

const offered = async (words: readonly string[], env: Record<string, string> = noProfile) =>
  (await complete(words, commands, env)).candidates.map(({ value }) => value);

describe('candidates', () => {
  it.each<[string[], string[]]>([
    [[''], ['callback', 'order', 'codes', 'completion', 'help']],
    [
      ['callback', ''],
      ['activities', 'send', 'test'],
    ],
    [
      ['callback', 'se'],
      ['send', 'serve'],
    ],
    [
      ['product', 'stock', ''],
      ['add', 'get'],
    ],
    [
      ['product', 'stock', 'add', 'X', '--'],
      ['--sku', '--delta', '--site', '--fields', '--help'],
    ],
    [['--'], ['--help', '--version', '--lang']],
    [
      ['help', ''],
      ['callback', 'exit-codes', 'environment'],
    ],
    [
      ['help', 'callback', ''],
      ['send', 'test'],
    ],
    [
      ['callback', 'send', ''],
      ['newInstance', 'orderNotify'],
    ],
    [
      ['callback', 'send', 'newInstance', '--tamper', ''],
      ['signature', 'nonce'],
    ],
    [
      ['callback', 'send', 'newInstance', '--tamper='],
      ['--tamper=signature', '--tamper=nonce'],
    ],
    [
      ['callback', 'send', 'newInstance', '-p', ''],
      ['v1', 'v2-kit'],
    ],
    [
      ['callback', 'send', 'newInstance', '--set', ''],
      ['customerId=', 'orderId='],
    ],
    [['callback', 'send', 'newInstance', '--unset', ''], ['customerId']],
    [
      ['callback', 'test', '--only', ''],
      ['V2-AUTH-STALE', 'NET-HTTPS'],
    ],
    [['callback', 'test', '--protocol', 'v2', '--skip', 'V2-AUTH-STALE,'], ['V2-AUTH-STALE,V2-AUTH-REPLAY']],
    [
      ['callback', 'test', '--protocol', ''],
      ['v1', 'order-notify'],
    ],
    [['callback', 'test', '--protocol', 'v2,'], ['v2,v1']],
    [['callback', 'test', '--protocol=v2,'], ['--protocol=v2,v1-kit']],
    [['callback', 'test', '--require', 'upgradeInstance,'], ['upgradeInstance,queryInstance']],
    [
      ['callback', 'test', '--reporter', ''],
      ['spec', 'junit'],
    ],
    [
      ['callback', 'test', '--no'],
      ['--joint', '--no-joint'],
    ],
    [
      ['callback', 'test', '--de'],
      ['--demo', '--demo=broken'],
    ],
    [['callback', 'test', '--demo=b'], ['--demo=broken']],
    [['sso', 'test', '--demo=b'], ['--demo=broken']],
    [
      ['callback', 'activities', '--output', ''],
      ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv'],
    ],
    [
      ['callback', 'activities', '-o', ''],
      ['table', 'json'],
    ],
    [
      ['login', '--site', ''],
      ['cn', 'intl', 'eu', 'sandbox', 'custom'],
    ],
    [
      ['codes', ''],
      ['000105', 'MKT.0151'],
    ],
    [['codes', '000105', ''], ['MKT.0151']],
    [
      ['codes', '--family', ''],
      ['callback', 'gateway'],
    ],
    [['codes', '--activity', ''], ['newInstance']],
    [
      ['guide', ''],
      ['saas-v2', 'access-keys'],
    ],
    [['order', 'get', ''], ['MOCKPERIODYEARNEW']],
    [
      ['init', '--template', ''],
      ['node', 'java', 'python', 'php', 'go', 'list'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [
      ['config', 'set', ''],
      ['lang', 'secret-store', 'update-notifier'],
    ],
    [
      ['config', 'set', 'secret-store', ''],
      ['auto', 'keyring', 'file'],
    ],
    [
      ['api', ''],
      ['GET', 'POST'],
    ],
    [['api', 'GET', ''], ['/api/mkp-openapi-public/global/v1/order/query']],
    [
      ['sandbox', 'status', ''],
      ['--output', '--help'],
    ],
  ])('behind %j', async (words, expected) => {
    expect(await offered(words)).toEqual(expect.arrayContaining(expected));
  });

  it.each<[string[]]>([
    [['nothing', '']],
    [['callback', 'nothing', '']],
    [['callback', 'test', '--timeout', '']],
    [['callback', 'send', 'newInstance', '--', '--']],
    [['config', 'set', 'lang', 'en', 'x']],
    [['callback', 'send', 'newInstance', '--set', 'orderId=']],
  ])('is nothing behind %j', async (words) => {
    expect(await offered(words)).toEqual([]);
  });

  it('omits a flag that is given, unless it can be repeated', async () => {
    const flags = await offered(['callback', 'send', 'x', '--timeout', '3', '--set', 'a=1', '--json', '--']);
    expect(flags).not.toContain('--timeout');
    expect(flags).not.toContain('--json');
    expect(flags).toContain('--set');
  });

  it('omits items that are already in a list', async () => {
    expect(await offered(['callback', 'test', '-p', 'v2,'])).not.toContain('v2,v2');
  });

  it('offers only activities of the protocol', async () => {
    expect(await offered(['callback', 'activities', '--protocol', 'order-notify', ''])).toEqual([
      'orderNotify',
    ]);
  });

  it.each<[string[], string]>([
    [['usage', 'check', ''], ''],
    [['usage', 'check', '--input-format', 'csv', 'us'], ''],
    [['callback', 'sign', '@b'], '@'],
    [['callback', 'send', 'newInstance', '--data', '@b'], '@'],
    [['callback', 'test', '--access-key-file', ''], ''],
    [['callback', 'test', '--access-key-file='], '--access-key-file='],
    [['callback', 'test', '--reporter', 'junit=re'], 'junit='],
    [['callback', 'test', '--reporter=junit=re'], '--reporter=junit='],
    [['product', 'stock', 'add', 'X', '--worksheet', ''], ''],
  ])('is files behind %j', async (words, behind) => {
    expect(await complete(words, commands, noProfile)).toMatchObject({ filesBehind: behind });
  });
});

describe('values of this machine', () => {
  it('offers profiles with their sites, and their settings', async () => {
    const folder = join(empty, 'config');
    mkdirSync(folder);
    const settings = { profiles: { acme: { site: 'intl', description: 'shop' }, cn: { site: 'cn' } } };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    const env = { KOO_CONFIG_DIR: folder };
    const { candidates } = await complete(['whoami', '--profile', ''], commands, env);
    expect(candidates).toContainEqual({ value: 'acme', text: { en: 'intl · shop', zh: 'intl · shop' } });
    expect(await offered(['profile', 'use', ''], env)).toEqual(['acme', 'cn']);
    expect(await offered(['config', 'get', ''], env)).toContain('profiles.acme.description');
  });

  it("offers the sandbox's products, specifications and licences, and the specifications of the given product", async () => {
    const folder = join(empty, 'state');
    openStore(folder).close();
    const env = { KOO_STATE_DIR: folder };
    const { candidates } = await complete(['product', 'stock', 'get', ''], commands, env);
    expect(candidates[0]).toMatchObject({
      value: expect.stringMatching(/^OFFI/),
      text: { en: expect.stringMatching(/\S/) },
    });
    const all = await offered(['product', 'stock', 'get', '--sku', ''], env);
    const [id = ''] = candidates.map(({ value }) => value);
    const own = await offered(['product', 'stock', 'get', id, '--sku', ''], env);
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(all.length);
    expect(await offered(['license', 'query', ''], env)).toContain('PLKOOALIVE');
    expect(await offered(['product', 'attribute', 'update', ''], env)).toContain('seats');
    expect(await offered(['asset', 'get', ''], env)).toEqual(['0123456789abcdef0123456789abcdef']);
  });

  it("offers the instances and buyers of the sandbox's marketplace", async () => {
    const folder = join(empty, 'market');
    const database = openStore(folder);
    const insert = database.prepare(
      "INSERT INTO market_instances VALUES (?, 'p', 's', 'b', 'o', ?, 'r', ?, ?, 'live', '{}')",
    );
    insert.run(1, 'CS1-000001', null, null);
    insert.run(2, 'CS2-000001', 'i-2', null);
    insert.run(3, 'CS3-000001', null, 'PL3');
    database.exec(
      "INSERT INTO market_buyers VALUES ('b', 'hw1', 'x', 'enterprise', 'V3', 0, 0, 0, '1', 'e')",
    );
    database.close();
    const env = { KOO_STATE_DIR: folder };
    const names = ['CS1-000001', 'PL3', 'i-2'];
    expect((await offered(['sandbox', 'freeze', ''], env)).sort()).toEqual(names);
    expect((await offered(['sandbox', 'deliveries', '--instance', ''], env)).sort()).toEqual(names);
    expect(await offered(['sandbox', 'buy', '--buyer', ''], env)).toEqual(['hw1']);
    expect(await offered(['sandbox', 'buyer', ''], env)).toEqual(['hw1']);
    expect(await offered(['sandbox', 'buy', 'OFFI75857625304242176'], env)).toContain(
      'OFFI758576253042421760',
    );
  });

  it.skipIf(process.platform === 'win32')('does not block on a pipe in its place', async () => {
    const folder = join(empty, 'pipe');
    mkdirSync(join(folder, 'sandbox'), { recursive: true });
    execFileSync('mkfifo', [join(folder, 'sandbox/sandbox.db')]);
    expect(await offered(['product', 'stock', 'get', ''], { KOO_STATE_DIR: folder })).toEqual([]);
  });

  it('offers nothing and reports no error if it is damaged or missing', async () => {
    const folder = join(empty, 'damaged');
    mkdirSync(join(folder, 'sandbox'), { recursive: true });
    writeFileSync(join(folder, 'sandbox/sandbox.db'), 'no database');
    writeFileSync(join(folder, 'settings.json'), '{"profiles":[');
    const env = { KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder };
    for (const one of [env, noProfile]) {
      expect(await offered(['product', 'stock', 'get', ''], one)).toEqual([]);
      expect(await offered(['profile', 'use', ''], one)).toEqual([]);
    }
  });
});

describe('the tables', () => {
  const all = Object.values(commands);

  it('name existing flags and arguments', () => {
    const flags = new Set(all.flatMap((command) => Object.keys(command.flags)));
    expect(namedKinds.flags.filter((name) => !flags.has(name))).toEqual([]);
    const args = new Set(
      all.flatMap(({ id, args: own }) =>
        Object.keys(own).flatMap((name) => [name, `${id} ${name}`, `${id.split(':')[0]}:* ${name}`]),
      ),
    );
    expect(namedKinds.args.filter((name) => !args.has(name))).toEqual([]);
  });

  it('describe existing options', () => {
    for (const { name, values } of describedValues) {
      const options = all.flatMap((command) => command.flags[name]?.options ?? []);
      expect(
        values.filter((value) => !options.includes(value)),
        name,
      ).toEqual([]);
    }
  });
});

describe('the response to a shell', () => {
  const line = (word: string) => ({ words: [word], cut: word.lastIndexOf('=') + 1 });
  const candidates = [
    { value: 'a:b', text: { en: `${'long '.repeat(40)}. Second.`, zh: '第一句。第二句。' } },
    { value: 'with space', text: { en: '', zh: '' } },
    { value: '--x=a', text: { en: 'c\x1b[31m', zh: '' } },
  ];

  it('has a line with the mode, then a line for each value and its description', () => {
    useLanguage('zh');
    const text = renderCompletion({ candidates }, 'zsh', line(''));
    useLanguage('en');
    expect(text).toBe('done\na:b\t第一句\n--x=a\t\n');
    const [, first = ''] = renderCompletion({ candidates }, 'fish', line('')).split('\n');
    expect(width(first.split('\t')[1] ?? '')).toBeLessThanOrEqual(60);
    expect(renderCompletion({ candidates }, 'fish', line(''))).not.toContain('\x1b');
  });

  it('omits values that bash or PowerShell would execute, which insert them unquoted', () => {
    const values = ['ZZ$(id)', 'a;b', 'a`b', "it's", 'x&y', 'a|b', 'PL-1_2.3:4,5=6@7%8+9/0'];
    const all = values.map((value) => ({ value, text: { en: '', zh: '' } }));
    for (const shell of ['bash', 'powershell'] as const) {
      expect(renderCompletion({ candidates: all }, shell, line(''))).toBe('done\nPL-1_2.3:4,5=6@7%8+9/0\t\n');
    }
  });

  it('has no duplicates', () => {
    const twice = ['a', 'b', 'a'].map((value, index) => ({ value, text: { en: `${index}`, zh: '' } }));
    expect(renderCompletion({ candidates: twice }, 'bash', line(''))).toBe('done\na\t2\nb\t1\n');
  });

  it('starts after the last = or : in bash, and with the word elsewhere', () => {
    expect(renderCompletion({ candidates }, 'bash', line('--x='))).toBe('done\na\tc\n');
    expect(renderCompletion({ candidates }, 'powershell', line('--X'))).toBe('done\n--x=a\tc\n');
    expect(
      renderCompletion(
        { candidates: [], filesBehind: '--reporter=junit=' },
        'bash',
        wordsOf(['--reporter', '=', 'junit', '=', 're'], 'bash'),
      ),
    ).toBe('files\t\n');
    expect(renderCompletion({ candidates: [], filesBehind: '@' }, 'zsh', line('@'))).toBe('files\t@\n');
    expect(renderCompletion({ candidates: [], open: true }, 'zsh', line(''))).toBe('open\n');
  });

  it('exists for any command line', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'callback',
        'test',
        'send',
        '--',
        '-',
        '--set',
        '--protocol=',
        '-p',
        'help',
        'product',
        'stock',
        '=',
        '@',
      ),
      fc.string({ maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), fc.constantFrom(...shells), async (words, shell) => {
        const text = renderCompletion(
          await complete(words, commands, noProfile),
          shell,
          wordsOf(words, shell),
        );
        expect(text).toMatch(/^(done|open|files\t.*)\n(\S+\t.*\n)*$/s);
      }),
    );
  });
});

describe('the words of a command line in bash', () => {
  it.each<[string[], string[], number]>([
    [['order', 'get', 'MOCK'], ['order', 'get', 'MOCK'], 0],
    [['--site', '=', 'cn'], ['--site=cn'], 7],
    [['--site', '='], ['--site='], 7],
    [['--data', '@', 'a/b'], ['--data', '@a/b'], 0],
    [['--data', '@'], ['--data', '@'], 0],
    [['--data', '=@', 'a/b'], ['--data=@a/b'], 7],
    [['--data', '=@'], ['--data=@'], 7],
    [['--reporter', '=', 'junit', '=', ''], ['--reporter=junit='], 17],
    [['"MOCK'], ['MOCK'], 0],
    [["'a:b"], ['a:b'], 0],
    [['--set', '=', '"a b'], ['--set=a b'], 6],
    [['my\\ file', `"it's"`, ''], ['my file', "it's", ''], 0],
    [['order', '<', 'in.txt', '>', 'out.txt', 'get', ''], ['order', 'get', ''], 0],
    [[''], [''], 0],
    [[], [], 0],
  ])('%j', (given, words, cut) => {
    expect(wordsOf(given, 'bash')).toEqual({ words, cut });
  });
});

it.each(shells)('the script for %s is short and asks koo', (shell) => {
  expect(scripts[shell]).toContain(`koo __complete ${shell}`);
  expect(scripts[shell]).toMatch(/\n$/);
  expect(scripts[shell].length).toBeLessThan(3000);
});

it('the PowerShell script has balanced brackets', () => {
  const bare = scripts.powershell.replace(/#.*$/gm, '').replace(/"(?:`.|[^"`])*"|'[^']*'/g, '');
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const mark of bare.replace(/[^()[\]{}]/g, '')) {
    if (pairs[mark] === undefined) open.push(mark);
    else expect(open.pop()).toBe(pairs[mark]);
  }
  expect(open).toEqual([]);
});
