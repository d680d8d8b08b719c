import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { apiCode, apiCodes, billingCode, successCodes } from '../../src/codes/openapi.ts';
import Api from '../../src/commands/api.ts';
import CostCommand from '../../src/commands/cost.ts';
import EventUpload from '../../src/commands/event/upload.ts';
import LicenseActivate from '../../src/commands/license/activate.ts';
import LicenseQuery from '../../src/commands/license/query.ts';
import LicenseStats from '../../src/commands/license/stats.ts';
import OrderGet from '../../src/commands/order/get.ts';
import PartnerConsumption from '../../src/commands/partner/consumption.ts';
import UsagePush from '../../src/commands/usage/push.ts';
import { parseFault } from '../../src/sandbox/api/gateway/fault.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server/server.ts';
import { otherSeller, sandboxBuyer, sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { serve, type TestServer, credential as testKeys } from '../openapi/server.ts';
import { record } from '../sandbox/harness.ts';
import { runCommand } from './run.ts';

const commands = {
  api: Api,
  cost: CostCommand,
  'event upload': EventUpload,
  'license activate': LicenseActivate,
  'license query': LicenseQuery,
  'license stats': LicenseStats,
  'order get': OrderGet,
  'partner consumption': PartnerConsumption,
  'usage push': UsagePush,
} as const;

/** Keys to call with: name of the environment variable, and its value. */
type Caller = Readonly<Record<string, string>>;
const keys = ({ ak, sk, securityToken }: { ak: string; sk: string; securityToken?: string }): Caller => ({
  KOO_AK: ak,
  KOO_SK: sk,
  ...(securityToken !== undefined && { KOO_SECURITY_TOKEN: securityToken }),
});
const { credential, temporary, accessKey } = sandboxSeller;
const seller = { ...keys(credential), KOO_ACCESS_KEY: accessKey };
const buyer = { ...keys(sandboxBuyer.credential), KOO_ACCESS_KEY: sandboxBuyer.accessKey };

const folder = mkdtempSync(join(tmpdir(), 'koo-errors-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const records = file('records.ndjson', JSON.stringify(record()));
const open = '/api/mkp-openapi-public/global';
const legacyPush = ['POST', '/rest/marketplace/v1/isv/usage-data', '--data'];
const legacyRecords = JSON.stringify({
  usage_records: Array.from({ length: 1001 }, () => ({})),
});

/** An error as a seller meets it: the words of a command, and what koo makes of the answer. */
interface Row {
  readonly resultCode: string;
  readonly command: keyof typeof commands;
  readonly args: readonly string[];
  readonly exitCode: number;
  /** Code of koo's own. */
  readonly code: string;
  readonly caller?: Caller;
  /** The hint, where it is another one than the catalogue's. */
  readonly hint?: RegExp;
}

const refused = 'REQUEST_REFUSED';
const noCredential = 'CREDENTIAL_REFUSED';
const denied = 'PERMISSION_DENIED';

/** What the sandbox refuses of itself, by the sections of Huawei's lists. */
const met: readonly Row[] = [
  // Orders, usage
  { resultCode: 'MKT.0100', command: 'order get', args: ['CS0000000000NONE'], exitCode: 5, code: refused },
  {
    resultCode: 'MKT.0101',
    command: 'api',
    args: ['GET', `${open}/v1/order/query`],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'MKT.0150',
    command: 'order get',
    args: ['CS2512010900OTHER'],
    exitCode: 4,
    code: noCredential,
  },
  {
    resultCode: 'MKT.0151',
    command: 'order get',
    args: ['MOCKONDEMAND'],
    exitCode: 4,
    code: noCredential,
    caller: buyer,
  },
  { resultCode: 'MKT.0199', command: 'api', args: [...legacyPush, 'x'], exitCode: 5, code: refused },
  {
    resultCode: 'MKT.9002',
    command: 'api',
    args: [...legacyPush, '{"usage_records":[]}'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'MKT.9003',
    command: 'api',
    args: [...legacyPush, `@${file('many.json', legacyRecords)}`],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '94060002',
    command: 'usage push',
    args: [records],
    exitCode: 4,
    code: noCredential,
    caller: { ...seller, KOO_ACCESS_KEY: 'another' },
  },
  {
    resultCode: '94060004',
    command: 'api',
    args: ['POST', `${open}/v1/isv/usage-data`, '--data', 'x'],
    exitCode: 5,
    code: refused,
  },
  // Uploads
  {
    resultCode: 'CBC.0101',
    command: 'api',
    args: ['POST', `${open}/v1/market-event/EV1/file`, '--data', '{}'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'CBC.0150',
    command: 'event upload',
    args: ['koo-event-other-seller', '--text', 'x'],
    exitCode: 4,
    code: denied,
  },
  {
    resultCode: 'CBC.0101',
    command: 'event upload',
    args: ['none', '--text', 'x'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '91381035',
    command: 'event upload',
    args: ['koo-event-exhausted', '--text', 'x'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '91381037',
    command: 'event upload',
    args: ['koo-event-0001', '--file', file('empty.lic', '')],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '91381038',
    command: 'event upload',
    args: ['koo-event-denied', '--text', 'x'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '91380150',
    command: 'event upload',
    args: ['koo-event-0001', '--text', 'x'],
    exitCode: 4,
    code: denied,
    caller: buyer,
  },
  // Licences
  {
    resultCode: '92020002',
    command: 'license activate',
    args: ['PLXXXXXX', '--effective-at', '2001-01-01'],
    exitCode: 5,
    code: refused,
  },
  { resultCode: '92020003', command: 'license activate', args: ['PLKOOALIVE'], exitCode: 5, code: refused },
  {
    resultCode: '92020004',
    command: 'license activate',
    args: ['PLKOONOTRECEIVED'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '92020005',
    command: 'license query',
    args: ['PLKOOOTHERSELLER'],
    exitCode: 5,
    code: refused,
  },
  { resultCode: '92020011', command: 'license query', args: ['PLKOO000001'], exitCode: 5, code: refused },
  {
    resultCode: '92020020',
    command: 'license stats',
    args: ['PLNOTTHERE', '--active', '1'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '92020020',
    command: 'license activate',
    args: ['PLXXXXXX', 'PLNOTTHERE'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '95000001',
    command: 'api',
    args: ['POST', `${open}/v1/license/activate`, '--data', '{}'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '95000002',
    command: 'api',
    args: ['GET', `${open}/v1/license/activate`],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '95000003',
    command: 'api',
    args: ['POST', `${open}/v1/license/activate`, '--data', 'x', '--header', 'Content-Type: text/plain'],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: '95000004',
    command: 'api',
    args: ['POST', `${open}/v1/license/activate`, '--data', 'x'],
    exitCode: 5,
    code: refused,
  },
  // The gateway
  { resultCode: 'APIGW.0101', command: 'api', args: ['GET', '/none'], exitCode: 5, code: refused },
  {
    resultCode: 'APIGW.0201',
    command: 'event upload',
    args: ['EV1', '--file', file('large.lic', new Uint8Array(12 << 20))],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'APIGW.0201',
    command: 'api',
    args: ['GET', `/${'x'.repeat(33_000)}`],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'APIGW.0201',
    command: 'api',
    args: ['GET', `${open}/v1/order/query`, '--header', `X-Note: ${'x'.repeat(33_000)}`],
    exitCode: 5,
    code: refused,
  },
  {
    resultCode: 'APIGW.0301',
    command: 'order get',
    args: ['MOCKONDEMAND'],
    exitCode: 4,
    code: 'SIGNATURE_REFUSED',
    caller: keys({ ...credential, sk: 'another' }),
  },
  {
    resultCode: 'APIGW.0301',
    command: 'order get',
    args: ['MOCKONDEMAND'],
    exitCode: 4,
    code: noCredential,
    caller: keys({ ak: 'NOBODY', sk: 'another' }),
  },
  ...[
    keys({ ...temporary, securityToken: otherSeller.temporary.securityToken! }),
    keys({ ak: temporary.ak, sk: temporary.sk }),
  ].map(
    (caller): Row => ({
      resultCode: 'APIGW.0301',
      command: 'order get',
      args: ['MOCKONDEMAND'],
      exitCode: 4,
      code: 'SECURITY_TOKEN_REFUSED',
      caller,
      hint: /KOO_SECURITY_TOKEN/,
    }),
  ),
];

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const permissions = words(
  'MKT.0150 MKT.0151 MKT.0154 94060002 CBC.0150 91380150 CBC.0154 CBC.18000016 CBC.18000053 CBC.99000037 ' +
    '0301 0302 0303 0304 0305 0306 0307 0310 0311 0401 0402 0404 0802',
);
const passing = words('MKT.0999 94060001 CBC.0999 0601 0605 0606 0608 0609 0610 0611 0612 0613 0705');
const throttled = words('MKT.0250 CBC.0250 0308');

/** Those that say that an account has no resold consumption, which is a result. */
const results = words('CBC.0151 CBC.5001');

/** Every documented error, put into the answer on purpose. */
const injected: readonly Row[] = apiCodes()
  .filter(({ code }) => !successCodes.has(code) && !results.has(code))
  .map(({ code: resultCode, family, http, occurs }) => {
    const plain = resultCode.replace('APIGW.', '');
    const [command, args]: readonly [Row['command'], readonly string[]] = plain.startsWith('9406')
      ? ['usage push', [records]]
      : family === 'upload'
        ? ['event upload', ['EV1', '--text', 'x']]
        : family === 'license'
          ? ['license query', ['PLKOOALIVE']]
          : family === 'billing'
            ? [occurs.some(({ calls }) => calls.includes('costQuery')) ? 'cost' : 'partner consumption', []]
            : ['order get', ['MOCKONDEMAND']];
    if (permissions.has(plain)) {
      return { resultCode, command, args, exitCode: 4, code: http[0] === 401 ? noCredential : denied };
    }
    const code = throttled.has(plain) ? 'THROTTLED' : passing.has(plain) ? 'SERVER_ERROR' : refused;
    return { resultCode, command, args, exitCode: 5, code };
  });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ stateFolder: join(folder, 'state') });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});
// No waiting between attempts.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Where a command knows better than the catalogue what is to be done. */
const ownHints: Readonly<Record<string, RegExp>> = {
  'order get MKT.0100': /koo order get --mock/,
  'license stats 92020020': /koo license query LICENSE\.\.\. --each/,
};

const categories: Readonly<Record<number, string>> = { 4: 'permission', 5: 'business' };

/** The billing service, which the sandbox does not simulate, with one answer. */
async function billingWith(code: string): Promise<TestServer> {
  const headers = { 'X-Request-Id': '0'.repeat(32) };
  const body = JSON.stringify({ error_code: code, error_msg: 'failed' });
  const server = await serve([{ status: billingCode(code)?.http[0] ?? 500, headers, body }]);
  onTestFinished(server.close);
  return server;
}

async function check(
  { url }: { readonly url: string },
  row: Row,
  site: readonly string[] = ['--site', 'sandbox'],
): Promise<void> {
  const { resultCode, command, args, exitCode, code, caller = seller } = row;
  const run = (lang: string) =>
    runCommand(commands[command], [...args, ...site, '--endpoint', url, '--timeout', '10', '--lang', lang], {
      KOO_CONFIG_DIR: join(folder, 'config'),
      KOO_STATE_DIR: join(folder, 'state'),
      ...caller,
    });
  const isBilling = command === 'cost' || command === 'partner consumption';
  const entry = isBilling ? billingCode(resultCode) : apiCode(resultCode);
  for (const language of ['en', 'zh'] as const) {
    const ran = await run(language);
    const meaning = entry?.meaning[language] ?? 'none';
    const hint =
      row.hint ??
      ownHints[`${command} ${resultCode}`] ??
      new RegExp(escaped(entry?.next[language] ?? 'none'));
    expect(ran.exitCode).toBe(exitCode);
    if (command === 'api') {
      expect(ran.stdout).toContain(`"${resultCode}"`);
      expect(ran.stderr).toContain(meaning);
      expect(ran.stderr).toMatch(hint);
      continue;
    }
    expect(ran).toMatchObject({ stdout: '', code });
    expect(ran.document).toMatchObject({
      error: {
        code,
        category: categories[exitCode],
        exitCode,
        resultCode,
        requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
        message: expect.stringContaining(`${resultCode}: ${entry?.meaning.en}`),
        hint: expect.stringMatching(/^\p{Lu}.*\.$/u),
      },
    });
    expect(ran.facts?.message[language]).toContain(meaning);
    expect(ran.facts?.hint[language]).toMatch(hint);
    expect(ran.facts?.hint.zh).toMatch(/\p{Script=Han}/u);
    expect(ran.facts?.hint.en).not.toMatch(/\p{Script=Han}/u);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const title = ({ resultCode, command, args, exitCode, code }: Row): string =>
  `${resultCode}  exit ${exitCode}  ${code}  koo ${command} ${args.map((word) => word.slice(0, 45)).join(' ')}`;

describe('what the sandbox refuses of itself', () => {
  beforeAll(async () => {
    // It takes one upload; the next one is refused.
    const first = ['EV1', '--text', 'x', '--site', 'sandbox', '--endpoint', sandbox.url];
    expect(await runCommand(EventUpload, first, { KOO_CONFIG_DIR: folder })).toMatchObject({ exitCode: 0 });
  });

  test.each(met.map((row) => [title(row), row] as const))('%s', async (_, row) => {
    await check(sandbox, row);
  });
});

describe('what comes with --fault CODE=1', () => {
  test.each(injected.map((row) => [title(row), row] as const))('%s', async (_, row) => {
    if (row.command === 'cost' || row.command === 'partner consumption') {
      const server = await billingWith(row.resultCode);
      return check(server, { ...row, caller: keys(testKeys) }, []);
    }
    const fault = parseFault(`${row.resultCode}=1`);
    const faulty = await startSandbox({ stateFolder: join(folder, 'faulty'), fault });
    await check(faulty, row).finally(() => faulty.close());
  });
});
