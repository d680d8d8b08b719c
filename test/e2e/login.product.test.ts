import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server/server.ts';
import { otherSeller, sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { huaweiHosts, type PlayedHuawei, playHuawei } from '../support/huawei.ts';
import { freePort } from '../support/port.ts';
import { hasTerminal, type KooTerminal, keys, openTerminal } from '../support/terminal.ts';
import { isWhole } from '../support/whole.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-e2e-login-'));
const { ak, sk } = sandboxSeller.credential;
const wrongSk = 'wrong-secret-key-of-forty-characters-000';
const accessKey = 'the-access-key-of-the-base-interfaces';
let sandbox: Sandbox;
let huawei: PlayedHuawei;

beforeAll(async () => {
  if (!hasTerminal) return;
  sandbox = await startSandbox({ stateFolder: join(root, 'server'), names: huaweiHosts });
  huawei = await playHuawei(sandbox.url, root);
});
afterAll(async () => {
  huawei?.close();
  await sandbox?.close();
  rmSync(root, { recursive: true });
});

const words = {
  en: {
    site: 'Which site do you log in to?',
    page: 'https://console.huaweicloud.com/iam/#/mine/accessKey',
    ak: 'AK (access key ID), or the path of credentials.csv:',
    sk: 'SK (secret access key):',
    keepSk: 'Enter keeps the current one',
    swapped: 'This has the form of an SK.',
    valid: 'The AK/SK is valid. Account: koo_sandbox_seller',
    keys: 'Which access keys do you have?',
    baseKey: 'Access key of base interfaces',
    loggedIn: 'Logged in to cn (profile "cn")',
    custom: 'Logged in to custom (profile "custom")',
    sandbox: 'Logged in to sandbox (profile "sandbox")',
    endpoint: 'Base URL of the open API:',
    read: 'Read the AK/SK KOOS…0001 from credentials.csv.',
    plain: 'still contains the SK in plain text',
    rejected: 'The AK/SK was rejected. What next?',
    unverified: 'The AK/SK could not be verified. What next?',
    store: 'Store the AK/SK without verification',
    menu: 'My Credentials > Access Keys',
    row: 'Which AK/SK of the file?',
    stored: 'Stored for custom without verification',
    cancelled: 'Error: Cancelled [CANCELLED]',
    missing: 'The AK (access key ID) is missing',
    name: 'Name of the profile:',
    owner: 'The profile "cn" has the keys of koo_sandbox_seller.',
  },
  zh: {
    site: '登录哪个站点？',
    page: 'https://console.huaweicloud.com/iam/#/mine/accessKey',
    ak: 'AK（Access Key ID），或 credentials.csv 的路径：',
    sk: 'SK（Secret Access Key）：',
    keepSk: '按 Enter 保留当前值',
    swapped: '这看起来是 SK。',
    valid: 'AK/SK 有效。账号：koo_sandbox_seller',
    keys: '您有哪些对接密钥？',
    baseKey: '基础接口的对接密钥',
    loggedIn: '已登录 cn（配置文件“cn”）',
    custom: '已登录 custom（配置文件“custom”）',
    sandbox: '已登录 sandbox（配置文件“sandbox”）',
    endpoint: '开放接口地址：',
    read: '已从 credentials.csv 读取 AK/SK：KOOS…0001。',
    plain: '中仍有明文 SK',
    rejected: 'AK/SK 被拒绝，接下来怎么做？',
    unverified: '未能验证 AK/SK，接下来怎么做？',
    store: '不验证，直接保存 AK/SK',
    menu: '我的凭证 > 管理访问密钥',
    row: '使用文件中的哪一对 AK/SK？',
    stored: '已保存到 custom，未经服务器确认',
    cancelled: '错误：已取消 [CANCELLED]',
    missing: '缺少 AK（Access Key ID）',
    name: '配置文件名称：',
    owner: '配置文件“cn”中保存着 koo_sandbox_seller 的密钥',
  },
} as const;

const { enter, down, clear, space, interrupt } = keys;
const downTo = (steps: number) => down.repeat(steps) + enter;

describe.runIf(hasTerminal).each(['en', 'zh'] as const)('koo login in a terminal, in %s', (language) => {
  const say = words[language];
  /** A story that one language stands for, but where all is tested. */
  const story = language === 'en' || isWhole ? test.concurrent : test.skip;

  /** Runs `koo login` as a new user, and afterwards checks that no secret was ever on the screen. */
  async function login(
    args: readonly string[],
    use: (terminal: KooTerminal) => Promise<void>,
    {
      shell,
      folder = mkdtempSync(join(root, 'user-')),
    }: { readonly shell?: string; readonly folder?: string } = {},
  ) {
    const config = join(folder, 'config');
    const terminal = openTerminal(['login', ...args], {
      cwd: folder,
      env: {
        ...huawei.env,
        KOO_CONFIG_DIR: config,
        KOO_STATE_DIR: folder,
        KOO_LANG: language,
        ...keyringless,
      },
      ...(shell !== undefined && { shell }),
    });
    await use(terminal);
    const code = await terminal.ended;
    for (const secret of [sk, wrongSk, accessKey]) expect(terminal.transcript()).not.toContain(secret);
    const read = (name: string) => {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        return '';
      }
    };
    return {
      code,
      folder,
      screen: terminal.screen(),
      transcript: terminal.transcript(),
      secrets: read('config/credentials.json'),
      settings: read('config/settings.json'),
      read,
    };
  }

  const keyringless = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
  const skipKeys = (terminal: KooTerminal) => terminal.type(say.keys, enter);

  test.concurrent('site first, then the AK/SK, proven before the access keys are asked for', async () => {
    const done = await login([], async (terminal) => {
      await terminal.type(say.site, enter);
      await terminal.sees(say.page);
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await terminal.sees(say.valid);
      await terminal.type(say.keys, space + enter);
      await terminal.type(say.baseKey, accessKey + enter);
    });
    expect(done.code).toBe(0);
    expect(done.screen).toContain(say.loggedIn);
    expect(JSON.parse(done.secrets).profiles.cn).toMatchObject({
      endpoint: 'https://mkt.myhuaweicloud.com',
      ak,
      sk,
      accessKeys: { base: accessKey },
    });
  });

  story.each([
    [
      'intl',
      1,
      'https://console-intl.huaweicloud.com/iam/#/mine/accessKey',
      'https://mkt-intl.myhuaweicloud.com',
    ],
    ['eu', 2, say.menu, 'https://mkt.myhuaweicloud.eu'],
  ])('the site %s has a page and a host of its own', async (site, steps, page, endpoint) => {
    const done = await login([], async (terminal) => {
      await terminal.type(say.site, down.repeat(steps));
      await terminal.type(page, enter);
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.secrets).profiles[site]).toMatchObject({ endpoint, ak, sk });
  });

  story('of several pairs in credentials.csv one is chosen', async () => {
    const file = join(root, `several-${language}.csv`);
    const rows = [otherSeller, sandboxSeller].map(
      ({ name, credential }) => `${name},${credential.ak},${credential.sk}`,
    );
    writeFileSync(file, ['User Name,Access Key Id,Secret Access Key', ...rows].join('\n'));
    const done = await login(['--site', 'cn', '--credentials-file', file], async (terminal) => {
      await terminal.type(say.row, down + enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.secrets).profiles.cn).toMatchObject({ ak, sk });
  });

  story('the sandbox needs nothing more', async () => {
    const done = await login([], (terminal) => terminal.type(say.site, downTo(3)));
    expect(done).toMatchObject({ code: 0, secrets: '' });
    expect(done.screen).toContain(say.sandbox);
  });

  story('another address is asked for', async () => {
    const done = await login([], async (terminal) => {
      await terminal.type(say.site, downTo(4));
      await terminal.type(say.endpoint, sandbox.url + enter);
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(done.screen).toContain(say.custom);
  });

  story('the path of credentials.csv in place of the AK', async () => {
    const file = join(mkdtempSync(join(root, 'my keys ')), 'credentials.csv');
    writeFileSync(file, `\ufeffUser Name,Access Key Id,Secret Access Key\r\n"hw1",${ak},${sk}\r\n`);
    const done = await login(['--site', 'cn'], async (terminal) => {
      await terminal.type(say.ak, `'${file}'${enter}`);
      await terminal.sees(say.read);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(done.screen.replaceAll(/\s/g, '')).toContain(say.plain.replaceAll(/\s/g, ''));
    expect(JSON.parse(done.secrets).profiles.cn).toMatchObject({ ak, sk });
  });

  story('an SK in place of the AK is noticed before anything is sent', async () => {
    const typed = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc';
    const done = await login(['--site', 'cn'], async (terminal) => {
      await terminal.type(say.ak, typed + enter);
      await terminal.type(say.swapped, clear + ak + enter);
      await terminal.type(say.sk, sk + enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
  });

  story('a rejected SK is corrected, and the AK is kept', async () => {
    const done = await login(['--site', 'cn'], async (terminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, wrongSk + enter);
      await terminal.type(say.rejected, enter);
      await terminal.type(say.ak, enter);
      await terminal.type(say.keepSk, sk + enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.secrets).profiles.cn).toMatchObject({ ak, sk });
  });

  story('rejected keys cannot be stored, and giving up stores nothing', async () => {
    const done = await login(['--site', 'cn'], async (terminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, wrongSk + enter);
      await terminal.type(say.rejected, keys.up + enter);
    });
    expect(done).toMatchObject({ code: 4, secrets: '', settings: '' });
    expect(done.transcript).not.toContain(say.store);
  });

  story('a server that comes back is tried again with what was typed', async () => {
    const port = await freePort();
    let late: Sandbox | undefined;
    const done = await login(['--endpoint', `http://127.0.0.1:${port}`], async (terminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await terminal.sees(say.unverified);
      late = await startSandbox({
        port,
        stateFolder: mkdtempSync(join(root, 'late-')),
        names: huaweiHosts,
      });
      await terminal.type(say.unverified, enter);
      await skipKeys(terminal);
    });
    await late?.close();
    expect(done.code).toBe(0);
    expect(JSON.parse(done.secrets).profiles.custom).toMatchObject({ ak, sk });
  });

  story('another site takes the keys that were typed', async () => {
    const done = await login(['--endpoint', 'http://127.0.0.1:9'], async (terminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await terminal.type(say.unverified, downTo(1));
      await terminal.type(say.site, enter);
      await skipKeys(terminal);
    });
    expect(done.code).toBe(0);
    expect(done.screen).toContain(say.loggedIn);
    expect(Object.keys(JSON.parse(done.secrets).profiles)).toEqual(['cn']);
  });

  story('an unreachable server: stored without verification only when asked to', async () => {
    const steps = (last: string) => async (terminal: KooTerminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await terminal.sees(say.store);
      await terminal.type(say.unverified, last);
      if (last !== keys.up + enter) await skipKeys(terminal);
    };
    const stored = await login(['--endpoint', 'http://127.0.0.1:9'], steps(downTo(3)));
    expect(stored.code).toBe(0);
    expect(stored.screen).toContain(say.stored);
    expect(JSON.parse(stored.secrets).profiles.custom).toMatchObject({ ak, sk });
    const quit = await login(['--endpoint', 'http://127.0.0.1:9'], steps(keys.up + enter));
    expect(quit).toMatchObject({ code: 6, secrets: '', settings: '' });
  });

  story.each(['site', 'ak', 'sk', 'keys'] as const)('Ctrl-C at the %s stores nothing', async (at) => {
    const answers = { site: enter, ak: ak + enter, sk: sk + enter, keys: enter };
    const done = await login([], async (terminal) => {
      for (const question of ['site', 'ak', 'sk', 'keys'] as const) {
        await terminal.type(say[question], question === at ? interrupt : answers[question]);
        if (question === at) return;
      }
    });
    expect(done).toMatchObject({ code: 130, secrets: '', settings: '' });
    expect(done.screen).toContain(say.cancelled);
  });

  story('keys of another account do not replace those of a profile, unless its name is typed', async () => {
    const folder = mkdtempSync(join(root, 'two-'));
    const asOther = (name: string) => async (terminal: KooTerminal) => {
      await terminal.type(say.ak, otherSeller.credential.ak + enter);
      await terminal.type(say.sk, otherSeller.credential.sk + enter);
      await terminal.sees(say.owner);
      await terminal.type(say.name, name + enter);
      await skipKeys(terminal);
    };
    const first = async (terminal: KooTerminal) => {
      await terminal.type(say.ak, ak + enter);
      await terminal.type(say.sk, sk + enter);
      await skipKeys(terminal);
    };
    const profiles = async (use: (terminal: KooTerminal) => Promise<void>) => {
      const { code, secrets } = await login(['--site', 'cn'], use, { folder });
      expect(code).toBe(0);
      const stored = JSON.parse(secrets).profiles as Record<string, { ak: string }>;
      return Object.entries(stored).map(([name, keysOf]) => [name, keysOf.ak]);
    };
    expect(await profiles(first)).toEqual([['cn', ak]]);
    const other = otherSeller.credential.ak;
    expect(await profiles(asOther(''))).toEqual([
      ['cn', ak],
      [otherSeller.name, other],
    ]);
    expect(await profiles(asOther(`${clear}cn`))).toEqual([
      ['cn', other],
      [otherSeller.name, other],
    ]);
  });

  story(
    'asks with stdout in a file, where the result is; not with stderr in one, nor with --no-input',
    async () => {
      const piped = await login(
        ['--site', 'cn', '--json'],
        async (terminal) => {
          await terminal.type(say.ak, ak + enter);
          await terminal.type(say.sk, sk + enter);
          await skipKeys(terminal);
        },
        { shell: '> out.json' },
      );
      expect(piped.code).toBe(0);
      expect(JSON.parse(piped.read('out.json'))).toMatchObject({ profile: 'cn', verified: true });
      const unseen = await login(['--site', 'cn'], async () => {}, { shell: '2> err.txt' });
      expect(unseen).toMatchObject({ code: 2, screen: '', secrets: '' });
      expect(unseen.read('err.txt')).toContain(say.missing);
      const never = await login(['--no-input'], async () => {});
      expect(never).toMatchObject({ code: 2, secrets: '' });
      expect(never.screen).toContain(say.missing);
    },
  );
});
