import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { areKnown } from '../../../src/account/origins.ts';
import SandboxAccept from '../../../src/commands/sandbox/accept.ts';
import SandboxAuthorize from '../../../src/commands/sandbox/authorize.ts';
import SandboxBind from '../../../src/commands/sandbox/bind.ts';
import SandboxBuy from '../../../src/commands/sandbox/buy.ts';
import SandboxBuyer from '../../../src/commands/sandbox/buyer.ts';
import SandboxChange from '../../../src/commands/sandbox/change.ts';
import SandboxClock from '../../../src/commands/sandbox/clock.ts';
import SandboxClose from '../../../src/commands/sandbox/close.ts';
import SandboxConnect from '../../../src/commands/sandbox/connect.ts';
import SandboxDisconnect from '../../../src/commands/sandbox/disconnect.ts';
import SandboxExpire from '../../../src/commands/sandbox/expire.ts';
import SandboxFreeze from '../../../src/commands/sandbox/freeze.ts';
import SandboxLicense from '../../../src/commands/sandbox/license.ts';
import SandboxOrganization from '../../../src/commands/sandbox/organization.ts';
import SandboxProbe from '../../../src/commands/sandbox/probe.ts';
import SandboxRenew from '../../../src/commands/sandbox/renew.ts';
import SandboxResend from '../../../src/commands/sandbox/resend.ts';
import SandboxUnbind from '../../../src/commands/sandbox/unbind.ts';
import SandboxUnfreeze from '../../../src/commands/sandbox/unfreeze.ts';
import SandboxUnsubscribe from '../../../src/commands/sandbox/unsubscribe.ts';
import SandboxUpgrade from '../../../src/commands/sandbox/upgrade.ts';
import SandboxView from '../../../src/commands/sandbox/view.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { connect } from '../../../src/sandbox/acts/seller.ts';
import type { Market } from '../../../src/sandbox/market/engine/market.ts';
import type { Entry } from '../../../src/sandbox/market/model/journal.ts';
import { settingValues } from '../../../src/sandbox/market/model/settings.ts';
import { sandboxAccessKey } from '../../../src/sandbox/state/accounts.ts';
import { announceSandbox, withdrawSandbox } from '../../../src/sandbox/state/running.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { start, temporaryFolder } from '../../sandbox/harness.ts';
import { fakeEngine, result, stateEntry } from '../../sandbox/market/engine.ts';
import { runCommand } from '../run.ts';

type CommandClass = Parameters<typeof runCommand>[0];

let folder = '';
let token = '';
let perform: Market['perform'] = async () => result;
let engine = fakeEngine();

beforeEach(async () => {
  folder = await temporaryFolder();
  perform = async () => result;
  engine = fakeEngine((...words) => perform(...words));
  const sandbox = await start({ stateFolder: folder, openMarket: engine.open });
  announceSandbox(folder, sandbox);
  ({ token } = sandbox);
});

afterEach(() => withdrawSandbox(folder));

test('an expression of --query that cannot be read is refused before anything is done', async () => {
  expect(await koo(SandboxClose, 'i-1', '--query', 'entries[')).toMatchObject({
    exitCode: 2,
    facts: { code: 'INVALID_QUERY' },
  });
  expect(engine.commands).toEqual([]);
});

function koo(command: CommandClass, ...words: string[]) {
  return runCommand(command, words, { KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder });
}

const attempt: Entry = {
  id: 2,
  at: Date.parse(result.now),
  type: 'attempt',
  delivery: 7,
  attempt: 1,
  protocol: 'v2',
  activity: 'newInstance',
  values: { activity: 'newInstance', businessId: 'b', orderId: 'CS1', userList: [{}, {}], testFlag: '0' },
  result: 'failed',
  resultCode: '000005',
  meaning: verbatim('resultCode 000005'),
  problems: [
    {
      id: 'V2-REPLY-X',
      severity: 'warning',
      expected: verbatim('this'),
      actual: verbatim('that\x1b[31m'),
      hint: verbatim('do it'),
    },
  ],
  nextAt: '2026-03-02T02:02:00.000Z',
};
const gaveUp: Entry = {
  id: 3,
  at: Date.parse(result.now),
  type: 'gave-up',
  delivery: 7,
  activity: 'newInstance',
  text: verbatim('KooGallery gave up'),
};

/** What each command asks of the marketplace. */
const acts: readonly (readonly [CommandClass, string, object])[] = [
  [SandboxAccept, 'CS1', { do: 'accept', instance: 'CS1' }],
  [SandboxRenew, 'i', { do: 'renew', instance: 'i' }],
  [SandboxRenew, 'i --period 3m --pay coupon', { do: 'renew', instance: 'i', period: '3m', pay: 'coupon' }],
  [SandboxChange, 'i --quantity 2', { do: 'change', instance: 'i', quantity: 2 }],
  [SandboxUpgrade, 'i --sku s', { do: 'upgrade', instance: 'i', sku: 's' }],
  [SandboxFreeze, 'i', { do: 'freeze', instance: 'i' }],
  [SandboxUnfreeze, 'i', { do: 'unfreeze', instance: 'i' }],
  [SandboxExpire, 'i', { do: 'expire', instance: 'i' }],
  [SandboxExpire, 'i --until frozen', { do: 'expire', instance: 'i', until: 'frozen' }],
  [SandboxUnsubscribe, 'i', { do: 'unsubscribe', instance: 'i' }],
  [SandboxUnsubscribe, 'i --renewal', { do: 'unsubscribe', instance: 'i', renewal: true }],
  [SandboxUnsubscribe, 'i --amount 9.5', { do: 'unsubscribe', instance: 'i', amount: '9.5' }],
  [SandboxClose, 'i', { do: 'close', instance: 'i' }],
  [SandboxView, 'i', { do: 'view', instance: 'i' }],
  [SandboxUnbind, 'i', { do: 'unbind', instance: 'i' }],
  [SandboxBind, 'i --users 3 --departments 2', { do: 'bind', instance: 'i', users: 3, departments: 2 }],
  [SandboxBind, 'i --organization O', { do: 'bind', instance: 'i', organization: 'O' }],
  [SandboxAuthorize, 'i --add 5', { do: 'authorize', instance: 'i', action: 'add', count: 5 }],
  [
    SandboxAuthorize,
    'i zhangsan lisi --update --role admin',
    {
      do: 'authorize',
      instance: 'i',
      action: 'update',
      users: [
        { userName: 'zhangsan', role: 'admin' },
        { userName: 'lisi', role: 'admin' },
      ],
    },
  ],
  [
    SandboxAuthorize,
    'i a --remove',
    { do: 'authorize', instance: 'i', action: 'remove', users: [{ userName: 'a' }] },
  ],
  [
    SandboxAuthorize,
    'i a --delete',
    { do: 'authorize', instance: 'i', action: 'delete', users: [{ userName: 'a' }] },
  ],
  [
    SandboxOrganization,
    'i --add a=A --add b=B@a --change c=C@ --remove d',
    {
      do: 'organization',
      instance: 'i',
      add: [
        { code: 'a', name: 'A' },
        { code: 'b', name: 'B', parent: 'a' },
      ],
      change: [{ code: 'c', name: 'C', parent: '' }],
      remove: ['d'],
    },
  ],
  [SandboxLicense, 'PL1 --claim', { do: 'license', instance: 'PL1', claim: true }],
  [SandboxLicense, 'i --event E', { do: 'license', instance: 'i', event: 'E' }],
  [SandboxResend, '12', { do: 'resend', delivery: 12 }],
  [SandboxResend, '12 --yes', { do: 'resend', delivery: 12, anyway: true }],
  [SandboxProbe, 'p', { do: 'probe', product: 'p', action: 'run' }],
  [SandboxProbe, 'p --save', { do: 'probe', product: 'p', action: 'save' }],
  [SandboxProbe, 'p --repaired', { do: 'probe', product: 'p', action: 'repaired' }],
  [SandboxDisconnect, 'p', { do: 'disconnect', product: 'p' }],
  [SandboxBuy, 'p --buyer b', { do: 'buy', product: 'p', buyer: 'b' }],
  [
    SandboxBuy,
    'p --buyer b --trial --direct --parameter a=1 --parameter b=x=y --auto-renew 0 --count 2',
    {
      do: 'buy',
      product: 'p',
      buyer: 'b',
      trial: true,
      direct: true,
      parameters: { a: '1', b: 'x=y' },
      autoRenew: 0,
      count: 2,
    },
  ],
  [
    SandboxBuyer,
    'b --level V3 --top-up 5 --credit-line 0',
    { do: 'buyer', buyer: 'b', level: 'V3', topUp: '5', creditLine: '0' },
  ],
  [SandboxClock, '', { do: 'clock' }],
  [SandboxClock, '--advance 1d12h', { do: 'clock', advance: 36 * 3_600_000 }],
  [SandboxClock, '--next', { do: 'clock', next: true }],
  [SandboxClock, '--real', { do: 'clock', mode: 'real' }],
  [
    SandboxClock,
    '--virtual --seed 0 --to 2026-03-02T10:00',
    { do: 'clock', mode: 'virtual', seed: 0, to: '2026-03-02T02:00:00.000Z' },
  ],
  [SandboxClock, '--to 2026-03-02T10:00:00+02:00', { do: 'clock', to: '2026-03-02T08:00:00.000Z' }],
  [SandboxClock, '--to 2026-03-02', { do: 'clock', to: '2026-03-01T16:00:00.000Z' }],
];

test.each(acts)('%o %s is the act %o', async (command, words, act) => {
  const ended = await koo(command, ...words.split(' ').filter(Boolean), '--json');
  expect(ended, ended.message).toMatchObject({ exitCode: 0, stderr: '' });
  expect(engine.commands).toEqual([act]);
});

test.each([
  [SandboxRenew, 'i --period 1x'],
  [SandboxRenew, 'i --period 0y'],
  [SandboxUnsubscribe, 'i --amount=-1'],
  [SandboxClock, '--advance 5'],
  [SandboxClock, '--advance 5w'],
  [SandboxClock, '--to tomorrow'],
  [SandboxClock, '--to 2026-02-30'],
  [SandboxClock, '--to 2026-03-02T10:00:00.1234Z'],
  [SandboxResend, '0'],
  [SandboxBuy, 'p --buyer b --parameter a'],
  [SandboxOrganization, 'i --add a'],
] as const)('%o %s is wrong usage, and asks for nothing', async (command, words) => {
  const ended = await koo(command, ...words.split(' '));
  expect(ended).toMatchObject({ exitCode: 2, code: 'INVALID_VALUE' });
  expect(engine.commands).toEqual([]);
});

describe('the output of an act', () => {
  beforeEach(() => {
    perform = async (_, onEntry) => {
      onEntry(stateEntry(1, 'creating'));
      onEntry(attempt);
      return {
        ...result,
        due: [
          { at: '2026-03-02T02:02:00.000Z', type: 'attempt', instance: 'i-1', text: verbatim('attempt 2') },
        ],
      };
    };
  });

  test('for people: what happened, what it meant, and what is due', async () => {
    const { stdout, exitCode } = await koo(SandboxFreeze, 'i');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '2026-03-02 10:00:00  creating',
      '2026-03-02 10:00:00  ✖ newInstance orderId=CS1 userList=2 → resultCode 000005',
      '    ⚠ V2-REPLY-X',
      '      Expected: this',
      '      Actual: that',
      '      Hint: do it',
      '    Next attempt: 2026-03-02 10:02:00',
      'Next (Beijing time):',
      '  2026-03-02 10:02:00  i-1: attempt 2',
      '',
    ]);
  });

  test('a problem that a delivery has again is only named', async () => {
    perform = async (_, onEntry) => {
      onEntry(attempt);
      onEntry({ ...attempt, id: 3, meaning: verbatim('resultCode 000006') });
      onEntry({ ...attempt, id: 4, delivery: 8 } as Entry);
      return result;
    };
    const { stdout } = await koo(SandboxFreeze, 'i');
    expect(stdout.match(/⚠ V2-REPLY-X/g)).toHaveLength(3);
    expect(stdout.match(/Hint: do it/g)).toHaveLength(2);
  });

  test('in Chinese', async () => {
    const { stdout } = await koo(SandboxFreeze, 'i', '--lang', 'zh');
    expect(stdout).toContain('接下来（北京时间）：');
    expect(stdout).toContain('下次发送：2026-03-02 10:02:00');
  });

  test('as one JSON document', async () => {
    const { stdout, stderr } = await koo(SandboxFreeze, 'i', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      now: result.now,
      clock: 'virtual',
      entries: [
        expect.objectContaining({ id: 1, type: 'state', time: result.now, instance: null }),
        expect.objectContaining({
          id: 2,
          type: 'attempt',
          delivery: 7,
          values: attempt.type === 'attempt' && attempt.values,
          resultCode: '000005',
          problems: [expect.objectContaining({ id: 'V2-REPLY-X' })],
        }),
      ],
      due: [expect.objectContaining({ instance: 'i-1' })],
      underWay: [],
      gaveUp: [],
    });
  });

  test('as a line of JSON for each entry', async () => {
    const { stdout } = await koo(SandboxFreeze, 'i', '-o', 'ndjson');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
  });

  test('as a selection of it', async () => {
    const { stdout } = await koo(SandboxFreeze, 'i', '--query', 'entries[].type');
    expect(stdout).toBe('state\nattempt\n');
    const { stdout: rows } = await koo(SandboxFreeze, 'i', '-o', 'csv', '--fields', 'id,type');
    expect(rows).toBe('id,type\n1,state\n2,attempt\n');
  });

  test('never has the token', async () => {
    perform = () => Promise.reject(new Error(`Bearer ${token}`));
    const { document, facts } = await koo(SandboxFreeze, 'i', '--json');
    expect(JSON.stringify([document, facts?.message.en])).toContain('Bearer');
    perform = async (_, onEntry) => {
      onEntry({ ...stateEntry(1), text: verbatim(`token ${token}`) } as Entry);
      return result;
    };
    for (const words of [['-o', 'ndjson'], ['--json'], []]) {
      const { stdout, stderr } = await koo(SandboxFreeze, 'i', ...words);
      expect(stdout).toContain('token ');
      expect(stdout + stderr).not.toContain(token);
    }
  });
});

test.each([[[]], [['--json']], [['-o', 'ndjson']]])(
  'ends with 7 when KooGallery gave up: %j',
  async (words) => {
    perform = async (_, onEntry) => {
      onEntry(attempt);
      onEntry(gaveUp);
      return { ...result, gaveUp: 1 };
    };
    const ended = await koo(SandboxFreeze, 'i', ...words);
    expect(ended.exitCode).toBe(7);
    expect(ended.stdout).toContain('KooGallery gave up');
    if (words[0] === '--json') expect(JSON.parse(ended.stdout).gaveUp).toEqual([7]);
  },
);

test('what the buyer reads is the error, with the hint of the marketplace', async () => {
  perform = () =>
    Promise.reject(
      new KooError({
        category: 'business',
        code: 'PURCHASE_REFUSED',
        message: verbatim('sold out'),
        hint: verbatim('koo product stock add'),
        details: { refusal: 'STOCK', ownWords: true },
      }),
    );
  expect(await koo(SandboxBuy, 'p', '--buyer', 'b')).toMatchObject({
    exitCode: 5,
    code: 'PURCHASE_REFUSED',
    message: 'sold out',
    hint: 'koo product stock add',
    stdout: '',
    document: { error: { details: { refusal: 'STOCK', ownWords: true } } },
  });
});

test('an act that changes nothing says so', async () => {
  expect((await koo(SandboxBuyer, 'b')).stdout).toBe('Done. No callback follows.\n');
  expect((await koo(SandboxClock)).stdout).toBe(
    'The clock shows 2026-03-02 10:00:00 in Beijing (virtual).\nNothing is due.\n',
  );
});

describe('connect', () => {
  const words = ['http://127.0.0.1:9/produce', '--product', 'p', '--protocol', 'v2,v2-kit'];

  test('without a key uses that of the sandbox, which it names', async () => {
    const ended = await koo(SandboxConnect, ...words);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain(`KOO_ACCESS_KEY=${sandboxAccessKey} koo callback serve`);
    expect(ended.stderr).toContain(join(folder, 'sandbox', 'sandbox.db'));
    expect(ended.stderr).toContain('Without --rsa-public-key, applicationSync cannot be sent');
    expect(engine.commands).toEqual([
      {
        do: 'connect',
        product: 'p',
        url: 'http://127.0.0.1:9/produce',
        protocols: ['v2', 'v2-kit'],
        keys: { base: sandboxAccessKey, kit: sandboxAccessKey },
        encrypt: 256,
      },
    ]);
  });

  test('takes the key of each class from where koo takes keys, and prints none', async () => {
    const ended = await runCommand(SandboxConnect, words, {
      KOO_STATE_DIR: folder,
      KOO_CONFIG_DIR: folder,
      KOO_ACCESS_KEY: 'base-secret-1',
      KOO_KIT_KEY: 'kit-secret-2',
      KOO_NOTIFY_KEY: 'notify-secret-3',
    });
    expect(engine.commands).toMatchObject([{ keys: { base: 'base-secret-1', kit: 'kit-secret-2' } }]);
    expect(JSON.stringify(engine.commands)).not.toContain('notify-secret');
    expect(ended.stderr).toContain('KOO_KIT_KEY');
    expect(ended.stdout + ended.stderr).not.toMatch(/secret-\d/);
  });

  test('takes what the product is like', async () => {
    const more = [
      ...['--encrypt', 'aes128', '--supervised', '--contacts', '--without', 'upgradeInstance'],
      ...['--parameter', 'a', '--parameter', 'b:required', '--price', 'year=100'],
      ...['--set', 'freeze_at=expiry', '--set', 'v1_step=3'],
    ];
    await koo(SandboxConnect, ...words, ...more);
    expect(engine.commands).toMatchObject([
      {
        encrypt: 128,
        supervised: true,
        contacts: true,
        parameters: [
          { name: 'a', required: false },
          { name: 'b', required: true },
        ],
        without: ['upgradeInstance'],
        prices: ['year=100'],
        settings: { freeze_at: 'expiry', v1_step: '3' },
      },
    ]);
  });

  test.each([
    ['ftp://127.0.0.1/', 'v2', []],
    ['http://127.0.0.1:9/', 'v9', []],
    ['http://127.0.0.1:9/', 'v2', ['--set', 'frieze_at=expiry']],
    ['http://127.0.0.1:9/', 'v2', ['--set', 'freeze_at=never']],
    ['http://127.0.0.1:9/', 'v2', ['--rsa-public-key', 'none.pem']],
    ['http://127.0.0.1:9/', 'v2', ['--without', 'upgradeInstanse']],
    ['http://127.0.0.1:9/', 'v2', ['a', 'b', 'c', 'd'].flatMap((name) => ['--parameter', name])],
  ])('refuses %s with %s %j', async (url, protocol, more) => {
    const ended = await koo(SandboxConnect, url, '--product', 'p', '--protocol', protocol, ...more);
    expect(ended.exitCode).toBe(2);
    expect(engine.commands).toEqual([]);
  });

  test('remembers the address that was typed for the keys that sign', async () => {
    const env = { KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder, KOO_ACCESS_KEY: 'base-secret-1' };
    await runCommand(SandboxConnect, ['https://isv.example.com/', '--product', 'p', '--protocol', 'v2'], env);
    const isKnown = (key: string) => areKnown(env, 'https://isv.example.com', [key]);
    expect([await isKnown('base-secret-1'), await isKnown('another-secret-2')]).toEqual([true, false]);
  });

  test('its help has every setting with its values', () => {
    for (const [name, values] of Object.entries(settingValues)) {
      expect(connect.fields.settings.summary).toContain(`${name}=${values.join('|')}`);
    }
  });
});
