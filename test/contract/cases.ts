import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openHistory } from '../../src/callback/history/store.ts';
import { sandboxAccessKey, sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { scratch } from '../support/koo.ts';
import { publicKey } from '../support/rsa-keys.ts';
import { startStubBilling, startStubMerchant, stubInstance } from './stub-servers.ts';

/** A run of a command and how it has to end. */
export interface Case {
  /** What stands behind the command's name. */
  readonly args: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Commands that are run first, in the same home folder. */
  readonly before?: readonly (readonly string[])[];
  /** Sends SIGTERM as soon as this stands on stderr. */
  readonly until?: RegExp;
  readonly exitCode: number;
  /** The failure's code; absent for a success, and for a result that ends with an exit code of its own. */
  readonly code?: string;
}

export interface Cases {
  readonly success: Case;
  readonly failure: Case;
  /** stdout is a log as long as the command runs: a document a line, none when nothing happens. */
  readonly streams?: true;
  /** People get its result in words on stderr. */
  readonly silent?: true;
  /** Its success takes no key: the sandbox has its own. */
  readonly isKeyless?: true;
}

/** The access key in every case; it must never be seen again. */
export const secret = 'TOP+SECRET/key=42';

const target = 'https://isv.example.com/saasproduce';
const ciphertext = 'zr4cPK8UeH6NEr6a12NOdTsXuTKwf4jtwnhn3g==';

/** A V2 delivery, signed with {@link secret}. */
const capture = `curl -X POST '${target}?signature=258021252C454CDFB84E81E2BDDFD357E3510D485EB9072E3FB6993EEC1A93E8&timestamp=1795572374441&nonce=6B4F4F2ABD1C494AF2A8BB108FC4F1116FAA3DD24E3BF7C9FDE453A31B6A4452' \\
  -H 'Content-Type: application/json;charset=utf8' \\
  --data-binary '{"activity":"newInstance","orderId":"1"}'`;

const sandbox = ['--site', 'sandbox'];
const picture = fileURLToPath(new URL('../media/front.png', import.meta.url));
const login = ['login', ...sandbox];
const loginDomain = ['--domain', 'https://example.tenantaccount.com'];
const listOfStudio = ['--product', 'OFFI758576253042421764', ...sandbox];
const user = 'hw87654321:00000000000000000000000000000001';
const orderQuery = '/api/mkp-openapi-public/global/v1/order/query';

/** An order query, signed with the AK/SK of the sandbox. */
const signedQuery = `GET ${orderQuery}?orderId=X HTTP/1.1\n${signRequest(
  { method: 'GET', url: new URL(`http://127.0.0.1:8788${orderQuery}?orderId=X`), headers: [], body: '' },
  sandboxCredential,
  new Date(),
)
  .concat([['Host', '127.0.0.1:8788']])
  .map(([name, value]) => `${name}: ${value}\n`)
  .join('')}\n`;

/** A usage record of the last hour. */
const hourAgo = (hours: number) =>
  `${new Date(Date.now() - hours * 3600_000).toISOString().replace(/[-:]|\.\d+/g, '')}`;
const record = JSON.stringify({
  instance_id: '7f141bf1-aec8-4859-8323-fb3a8ad50721',
  record_time: hourAgo(0.5),
  begin_time: hourAgo(2),
  end_time: hourAgo(1),
  usage_value: '99',
});

/** Products of the sandbox. */
const office = 'OFFI758576253042421760';
const tool = 'OFFI758576253042421761';
const attribute = ['--type', 'enumeration', '--name-en', 'Region', '--name-zh', '区域', '--values', 'a,b'];

const payg = 'OFFI758576253042421762';

/** The marketplace of the sandbox: a server that accepts all callbacks, and what is bought from it. */
const merchant = await startStubMerchant();
/** The state folder of a history with a call that was forwarded to that server. */
const received = mkdtempSync(join(scratch, 'history-'));
const history = openHistory(received);
history.begin(
  {
    receivedAt: new Date(),
    protocol: 'v2',
    activity: 'queryInstance',
    signature: 'not-checked',
    target: merchant,
    request: {
      method: 'POST',
      url: '/',
      headers: [],
      body: Buffer.from(
        JSON.stringify({ activity: 'queryInstance', instanceId: stubInstance, testFlag: '1' }),
      ),
    },
  },
  [],
);
history.close();
const rsaFile = join(mkdtempSync(join(scratch, 'rsa-')), 'rsa.pub');
writeFileSync(rsaFile, publicKey.export({ type: 'spki', format: 'pem' }));
const connect = (product: string, protocol: string, ...more: string[]) => [
  ...['sandbox', 'connect', merchant, '--product', product, '--protocol', protocol],
  ...more,
];
const buy = (product: string) => ['sandbox', 'buy', product, '--buyer', 'hw12345678'];
const connected = [connect(office, 'v2')];
const bought = [...connected, buy(office)];
/** Orders then have known IDs. */
const seeded = ['sandbox', 'clock', '--to', '2026-03-02T10:00:00+08:00', '--seed', '1'];
const firstOrder = 'CS260302100000001';
const bound = [
  connect(office, 'v2,v2-kit', '--rsa-public-key', rsaFile),
  buy(office),
  ['sandbox', 'bind', stubInstance, '--users', '1'],
];
const noInstance = { args: ['none'], exitCode: 2, code: 'UNKNOWN_INSTANCE' };

/** The billing service, which the sandbox does not simulate. */
const billing = ['--endpoint', await startStubBilling()];
const billingKeys = { KOO_AK: 'AKEXAMPLE', KOO_SK: secret };

/** For every command of the manifest one run that succeeds and one that fails, by id. */
export const cases: Readonly<Record<string, Cases>> = {
  'callback:activities': {
    success: { args: ['newInstance', '--protocol', 'v2'], exitCode: 0 },
    failure: { args: ['newInstnce'], exitCode: 2, code: 'UNKNOWN_ACTIVITY' },
  },
  codes: {
    success: { args: ['000105', 'MKT.0151'], exitCode: 0 },
    failure: { args: ['000999'], exitCode: 7, code: 'UNKNOWN_CODE' },
  },
  'callback:encrypt': {
    success: { args: ['13800000000'], exitCode: 0 },
    failure: { args: ['text', '--iv', 'short'], exitCode: 2, code: 'NOT_ENCRYPTED' },
  },
  'callback:decrypt': {
    success: { args: [ciphertext], env: { KOO_ACCESS_KEY: 'TOPSECRETKEY' }, exitCode: 0 },
    failure: { args: [ciphertext], exitCode: 7, code: 'NOT_DECRYPTED' },
  },
  'callback:sign': {
    success: { args: ['-'], input: '{"activity":"newInstance","orderId":"1"}', exitCode: 0 },
    failure: { args: ['a=1'], env: { KOO_ACCESS_KEY: '' }, exitCode: 3, code: 'NO_ACCESS_KEY' },
  },
  'callback:verify': {
    success: { args: ['-'], input: capture, exitCode: 0 },
    failure: { args: ['none.har'], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'callback:history': {
    success: { args: ['--verdict', 'failed', '--since', '2h'], exitCode: 0 },
    failure: { args: ['1'], exitCode: 2, code: 'UNKNOWN_CALL' },
  },
  'callback:replay': {
    success: { args: ['1'], env: { KOO_STATE_DIR: received }, exitCode: 0 },
    failure: { args: ['1'], exitCode: 2, code: 'UNKNOWN_CALL' },
  },
  'callback:send': {
    success: { args: ['newInstance', target, '--protocol', 'v2', '--dry-run'], exitCode: 0 },
    failure: { args: ['nosuch', target], exitCode: 2, code: 'UNKNOWN_ACTIVITY' },
  },
  'callback:test': {
    success: { args: ['--demo', '--protocol', 'order-notify', '--explore', '0'], exitCode: 0 },
    failure: { args: ['--protocol', 'v2'], exitCode: 2, code: 'NO_URL' },
  },
  'callback:serve': {
    success: {
      args: ['--port', '0', '--protocol', 'v2'],
      until: /Listening/,
      exitCode: 0,
    },
    failure: { args: ['--protocol', 'v9'], exitCode: 2, code: 'UNKNOWN_PROTOCOL' },
    streams: true,
  },
  'callback:listen': {
    success: {
      args: ['--port', '0', '--forward-to', 'http://127.0.0.1:9/'],
      until: /Ready/,
      exitCode: 0,
    },
    failure: { args: ['--forward-to', 'http://127.0.0.1:9/?a=b'], exitCode: 2, code: 'TARGET_WITH_QUERY' },
    streams: true,
  },
  'sso:test': {
    success: { args: ['--demo', '--only', 'LOGIN-BIND-TENANT'], exitCode: 0 },
    failure: { args: [], exitCode: 2, code: 'NO_URL' },
  },
  'sso:authorize': {
    success: { args: [...loginDomain, '--client-id', 'client'], exitCode: 0 },
    failure: { args: loginDomain, exitCode: 2, code: 'MISSING_FLAG' },
  },
  'sso:token': {
    success: { args: [...loginDomain, '--client-id', 'client', '--dry-run'], exitCode: 0 },
    failure: {
      args: [...loginDomain, '--client-id', 'client', '--code', 'code'],
      exitCode: 2,
      code: 'MISSING_VALUE',
    },
  },
  'sso:userinfo': {
    success: { args: [...loginDomain, '--dry-run'], exitCode: 0 },
    failure: { args: [...loginDomain], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'sso:logout': {
    success: { args: loginDomain, exitCode: 0 },
    failure: { args: ['--domain', 'http://a.example'], exitCode: 2, code: 'INVALID_DOMAIN' },
  },
  'sso:cas:login': {
    success: { args: [...loginDomain, '--service', target], exitCode: 0 },
    failure: { args: loginDomain, exitCode: 2, code: 'MISSING_FLAG' },
  },
  'sso:cas:validate': {
    success: { args: [...loginDomain, '--service', target, '--dry-run'], exitCode: 0 },
    failure: { args: [...loginDomain, '--service', target], exitCode: 2, code: 'MISSING_FLAG' },
  },
  'sso:cas:logout': {
    success: { args: loginDomain, exitCode: 0 },
    failure: { args: [], exitCode: 2, code: 'MISSING_FLAG' },
  },
  login: {
    success: { args: sandbox, exitCode: 0 },
    failure: {
      args: ['--site', 'cn'],
      before: [['config', 'set', 'secret-store', 'file']],
      exitCode: 2,
      code: 'MISSING_VALUE',
    },
    isKeyless: true,
  },
  logout: {
    success: { args: [], before: [login], exitCode: 0 },
    failure: { args: ['--profile', 'none'], exitCode: 3, code: 'UNKNOWN_PROFILE' },
  },
  open: {
    success: { args: ['keys', '--site', 'cn'], exitCode: 0 },
    failure: { args: ['kyes'], exitCode: 2, code: 'UNKNOWN_PAGE' },
  },
  whoami: {
    success: { args: sandbox, exitCode: 0 },
    failure: { args: ['--site', 'cn'], exitCode: 3, code: 'NO_CREDENTIAL' },
  },
  doctor: {
    success: { args: sandbox, exitCode: 0 },
    failure: { args: ['--site', 'moon'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'profile:list': {
    success: { args: [], before: [login], exitCode: 0 },
    failure: { args: ['one', 'too', 'many'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'profile:show': {
    success: { args: [], before: [login], exitCode: 0 },
    failure: { args: [], exitCode: 3, code: 'NO_PROFILE' },
  },
  'profile:use': {
    success: { args: ['sandbox'], before: [login], exitCode: 0 },
    failure: { args: ['none'], exitCode: 3, code: 'UNKNOWN_PROFILE' },
  },
  'profile:rename': {
    success: { args: ['sandbox', 'mine'], before: [login], exitCode: 0 },
    failure: { args: ['none', 'mine'], exitCode: 3, code: 'UNKNOWN_PROFILE' },
  },
  'profile:remove': {
    success: { args: ['sandbox', '--yes'], before: [login], exitCode: 0 },
    failure: { args: ['sandbox'], before: [login], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'config:list': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'config:get': {
    success: { args: ['secret-store'], exitCode: 0 },
    failure: { args: ['secret-stor'], exitCode: 2, code: 'UNKNOWN_SETTING' },
  },
  'config:set': {
    success: { args: ['secret-store', 'file'], exitCode: 0 },
    failure: { args: ['secret-store', 'paper'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'config:unset': {
    success: { args: ['lang'], exitCode: 0 },
    failure: { args: ['none'], exitCode: 2, code: 'UNKNOWN_SETTING' },
  },
  'config:path': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'order:get': {
    success: { args: ['MOCKPERIODYEARNEW', ...sandbox], exitCode: 0 },
    failure: { args: ['CS0000000000NONE', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'license:query': {
    success: { args: ['PLKOOALIVE', ...sandbox], exitCode: 0 },
    failure: { args: ['PLNOTTHERE', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'license:activate': {
    success: { args: ['PLXXXXXX', ...sandbox], exitCode: 0 },
    failure: { args: ['PLKOOALIVE', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'license:stats': {
    success: { args: ['PLKOOALIVE', '--active', '100', ...sandbox], exitCode: 0 },
    failure: { args: ['PLNOTTHERE', '--active', '100', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'event:upload': {
    success: { args: ['EV1', '--text', 'XXXX-XXXX', ...sandbox], exitCode: 0 },
    failure: { args: ['none', '--text', 'XXXX-XXXX', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'asset:get': {
    success: { args: ['0123456789abcdef0123456789abcdef', ...sandbox], exitCode: 0 },
    failure: { args: ['x'.repeat(65), ...sandbox], exitCode: 2, code: 'INVALID_VALUE' },
  },
  cost: {
    success: { args: billing, exitCode: 0, env: billingKeys },
    failure: { args: ['--group-by', 'colour', ...billing], exitCode: 2, code: 'UNKNOWN_DIMENSION' },
  },
  'partner:consumption': {
    success: { args: ['--month', '2026-01', ...billing], exitCode: 0, env: billingKeys },
    failure: { args: ['--month', '2026-13', ...billing], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'partner:customers': {
    success: { args: ['--month', '2026-01', ...billing], exitCode: 0, env: billingKeys },
    failure: { args: ['--site', 'intl'], exitCode: 3, code: 'OPERATION_NOT_OFFERED' },
  },
  'partner:details': {
    success: { args: ['--customer', 'c', ...billing], exitCode: 0, env: billingKeys },
    failure: { args: ['--customer', 'c', ...sandbox], exitCode: 3, code: 'OPERATION_NOT_OFFERED' },
  },
  'usage:check': {
    success: { args: ['-'], input: record, exitCode: 0 },
    failure: { args: ['none.csv'], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'usage:history': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['--since', 'soon'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'usage:push': {
    success: {
      args: ['-', ...sandbox],
      input: record,
      env: { KOO_ACCESS_KEY: sandboxAccessKey },
      exitCode: 0,
    },
    failure: { args: ['none.csv', ...sandbox], exitCode: 2, code: 'UNREADABLE_FILE' },
    silent: true,
  },
  'sandbox:demo': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['--speed', '2'], exitCode: 2, code: 'UNKNOWN_FLAG' },
  },
  'sandbox:scenario': {
    success: { args: ['life-6'], exitCode: 0 },
    failure: { args: ['life-99'], exitCode: 2, code: 'UNKNOWN_SCENARIO' },
  },
  'sandbox:start': {
    success: { args: ['--port', '0'], until: /Listening/, exitCode: 0 },
    failure: { args: ['--fault', 'everything'], exitCode: 2, code: 'INVALID_FAULT' },
    streams: true,
  },
  'sandbox:open': {
    success: {
      args: ['--print'],
      before: [['sandbox', 'start', '--detach', '--port', '0', '--quiet']],
      exitCode: 0,
    },
    failure: { args: ['--page', '//elsewhere.example'], exitCode: 2, code: 'INVALID_PAGE' },
  },
  'sandbox:status': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'sandbox:stop': {
    success: { args: [], before: [['sandbox', 'start', '--detach', '--port', '0']], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'sandbox:reset': {
    success: { args: ['--yes'], exitCode: 0 },
    failure: { args: [], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'sandbox:seed': {
    success: { args: ['-'], input: '{"instances":[{"id":"i-1"}]}', exitCode: 0 },
    failure: { args: ['-'], input: '{"instances":[{}]}', exitCode: 2, code: 'INVALID_SEED' },
  },
  'sandbox:log': {
    success: { args: [], before: [['order', 'get', 'MOCKPERIODYEARNEW', ...sandbox]], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'sandbox:connect': {
    success: { args: [merchant, '--product', office, '--protocol', 'v2'], exitCode: 0 },
    failure: {
      args: [merchant, '--product', office, '--protocol', 'v9'],
      exitCode: 2,
      code: 'UNKNOWN_PROTOCOL',
    },
  },
  'sandbox:disconnect': {
    success: { args: [office], before: connected, exitCode: 0 },
    failure: { args: [office], exitCode: 2, code: 'NOT_CONNECTED' },
  },
  'sandbox:buy': {
    success: { args: [office, '--buyer', 'hw12345678'], before: connected, exitCode: 0 },
    failure: {
      args: [office, '--buyer', 'hw12345678', '--quantity', '501'],
      before: connected,
      exitCode: 5,
      code: 'PURCHASE_REFUSED',
    },
  },
  'sandbox:accept': {
    success: {
      args: [firstOrder],
      before: [connect(office, 'v2', '--supervised'), seeded, buy(office)],
      exitCode: 0,
    },
    failure: noInstance,
  },
  'sandbox:renew': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:change': {
    success: {
      args: [stubInstance, '--quantity', '2'],
      before: [...bought, ['sandbox', 'clock', '--advance', '350d']],
      exitCode: 0,
    },
    failure: { args: [stubInstance, '--quantity', '2'], before: bought, exitCode: 5, code: 'ACT_REFUSED' },
  },
  'sandbox:upgrade': {
    success: { args: [stubInstance, '--quantity', '20'], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:freeze': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:unfreeze': {
    success: { args: [stubInstance], before: [...bought, ['sandbox', 'freeze', stubInstance]], exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:expire': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:unsubscribe': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:close': {
    success: { args: [stubInstance], before: [connect(payg, 'v2'), buy(payg)], exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:view': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:license': {
    success: {
      args: [firstOrder, '--claim'],
      before: [connect(office, 'license-code'), seeded, buy(office)],
      exitCode: 0,
    },
    failure: noInstance,
  },
  'sandbox:bind': {
    success: {
      args: [stubInstance, '--users', '2'],
      before: [connect(office, 'v2,v2-kit', '--rsa-public-key', rsaFile), buy(office)],
      exitCode: 0,
    },
    failure: noInstance,
  },
  'sandbox:unbind': {
    success: { args: [stubInstance], before: bound, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:authorize': {
    success: { args: [stubInstance, '--add', '2'], before: bound, exitCode: 0 },
    failure: { args: ['none', '--add', '2'], exitCode: 2, code: 'UNKNOWN_INSTANCE' },
  },
  'sandbox:organization': {
    success: { args: [stubInstance, '--add', 'sales=Sales'], before: bound, exitCode: 0 },
    failure: { args: ['none', '--add', 'sales=Sales'], exitCode: 2, code: 'UNKNOWN_INSTANCE' },
  },
  'sandbox:resend': {
    success: { args: ['1'], before: bought, exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'sandbox:probe': {
    success: { args: [office, '--save'], before: connected, exitCode: 0 },
    failure: { args: ['none'], exitCode: 2, code: 'NOT_CONNECTED' },
  },
  'sandbox:clock': {
    success: { args: ['--advance', '30d'], exitCode: 0 },
    failure: {
      args: ['--to', '2020-01-01'],
      before: bought,
      exitCode: 2,
      code: 'CLOCK_BACKWARDS',
    },
  },
  'sandbox:buyer': {
    success: { args: ['hw12345678', '--level', 'V3'], exitCode: 0 },
    failure: { args: ['hw12345678', '--balance', 'much'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'sandbox:bills': {
    success: { args: [], exitCode: 0 },
    failure: { args: ['none'], exitCode: 2, code: 'UNKNOWN_INSTANCE' },
  },
  'sandbox:buyers': {
    success: { args: [], before: [['sandbox', 'buyer', 'hw12345678']], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  'sandbox:instances': {
    success: { args: [stubInstance], before: bought, exitCode: 0 },
    failure: noInstance,
  },
  'sandbox:orders': {
    success: { args: [], before: bought, exitCode: 0 },
    failure: { args: ['none'], exitCode: 2, code: 'UNKNOWN_ORDER' },
  },
  'sandbox:deliveries': {
    success: { args: ['1'], before: bought, exitCode: 0 },
    failure: { args: ['1'], exitCode: 2, code: 'UNKNOWN_DELIVERY' },
  },
  init: {
    success: { args: ['--file', '/dev/null', '--force', '--site', 'sandbox'], exitCode: 0 },
    failure: { args: [], exitCode: 2, code: 'MISSING_VALUE' },
  },
  completion: {
    success: { args: ['bash'], exitCode: 0 },
    failure: { args: ['tcsh'], exitCode: 2, code: 'INVALID_VALUE' },
  },
  commands: {
    success: { args: [], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  version: {
    success: { args: [], exitCode: 0 },
    failure: { args: ['one'], exitCode: 2, code: 'UNEXPECTED_ARGUMENT' },
  },
  guide: {
    success: { args: ['saas-v2'], exitCode: 0 },
    failure: { args: ['saas-v9'], exitCode: 2, code: 'UNKNOWN_TOPIC' },
  },
  'store:check': {
    success: { args: [picture], exitCode: 0 },
    failure: { args: ['none.png'], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'product:list': {
    success: { args: sandbox, exitCode: 0 },
    failure: { args: ['--site', 'cn'], exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' },
  },
  'product:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI0', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'product:diff': {
    success: { args: ['-', ...sandbox], input: `product: ${office}\n`, exitCode: 0 },
    failure: { args: ['none.yaml', ...sandbox], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'product:validate': {
    success: { args: ['-', '--offline'], input: `product: ${office}\n`, exitCode: 0 },
    failure: { args: ['-', '--offline'], input: 'product: [', exitCode: 2, code: 'NOT_YAML' },
  },
  'product:apply': {
    success: {
      args: ['-', '--yes', ...sandbox],
      input: `product: ${office}\ncredit: { credit_line: all }\n`,
      exitCode: 0,
    },
    failure: {
      args: ['-', '--yes', ...sandbox],
      input: `product: ${office}\nversion: "0"\ncredit: { credit_line: all }\n`,
      exitCode: 5,
      code: 'VERSION_CONFLICT',
    },
  },
  'product:stock:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: [office, '--sku', 'none', ...sandbox], exitCode: 2, code: 'RULE_BROKEN' },
  },
  'product:stock:add': {
    success: { args: [tool, '--delta', '5', '--note', 'more', ...sandbox], exitCode: 0 },
    failure: { args: [tool, '--delta=-5', '--note', 'less', ...sandbox], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'product:credit:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI0', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'product:credit:set': {
    success: { args: [office, '--credit-line', 'all', ...sandbox], exitCode: 0 },
    failure: { args: [office, '--cash-coupon', 'off', ...sandbox], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'product:audience:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI758576253042421799', ...sandbox], exitCode: 4, code: 'CREDENTIAL_REFUSED' },
  },
  'product:audience:set': {
    success: { args: [office, 'enterprise', '--yes', ...sandbox], exitCode: 0 },
    failure: { args: [office, 'inherit', ...sandbox], exitCode: 2, code: 'MISSING_FLAG' },
  },
  'product:limit:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI0', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'product:limit:set': {
    success: { args: [office, '--once', '--yes', ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI758576253042421762', '--once', ...sandbox], exitCode: 2, code: 'RULE_BROKEN' },
  },
  'product:limit:clear': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: [office, '--site', 'intl'], exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' },
  },
  'product:trial:get': {
    success: { args: [office, ...sandbox], exitCode: 0 },
    failure: { args: ['OFFI0', ...sandbox], exitCode: 5, code: 'REQUEST_REFUSED' },
  },
  'product:trial:set': {
    success: { args: [office, '--open-to', 'specified', '--yes', ...sandbox], exitCode: 0 },
    failure: { args: [office, '--days', '16', ...sandbox], exitCode: 2, code: 'RULE_BROKEN' },
  },
  'product:attribute:list': {
    success: { args: sandbox, exitCode: 0 },
    failure: { args: ['--site', 'eu'], exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' },
  },
  'product:attribute:add': {
    success: { args: ['region', ...attribute, ...sandbox], exitCode: 0 },
    failure: { args: ['os', ...attribute, ...sandbox], exitCode: 2, code: 'RULE_BROKEN' },
  },
  'product:attribute:update': {
    success: { args: ['seats', '--max', '900', ...sandbox], exitCode: 0 },
    failure: { args: ['none', '--max', '900', ...sandbox], exitCode: 2, code: 'RULE_BROKEN' },
  },
  'product:attribute:remove': {
    success: { args: ['edition', '--yes', ...sandbox], exitCode: 0 },
    failure: { args: ['edition', ...sandbox], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'users:list': {
    success: { args: listOfStudio, exitCode: 0 },
    failure: { args: sandbox, exitCode: 2, code: 'MISSING_VALUE' },
  },
  'users:add': {
    success: { args: [user, ...listOfStudio], exitCode: 0 },
    failure: { args: ['hw12345678', ...listOfStudio], exitCode: 2, code: 'BAD_ROWS' },
  },
  'users:remove': {
    success: { args: [user, ...listOfStudio, '--yes'], exitCode: 0 },
    failure: { args: [user, ...listOfStudio], exitCode: 2, code: 'MISSING_VALUE' },
  },
  'users:import': {
    success: { args: ['-', ...listOfStudio], input: user, exitCode: 0 },
    failure: { args: ['none.csv', ...listOfStudio], exitCode: 2, code: 'UNREADABLE_FILE' },
  },
  'users:export': {
    success: { args: listOfStudio, exitCode: 0 },
    failure: { args: ['no/folder.csv', ...listOfStudio], exitCode: 2, code: 'UNWRITABLE_FILE' },
  },
  'users:sync': {
    success: { args: ['-', ...listOfStudio, '--yes', '--allow-replace'], input: user, exitCode: 0 },
    failure: { args: ['-', ...listOfStudio, '--yes'], input: user, exitCode: 2, code: 'LIST_REPLACED' },
  },
  'users:check': {
    success: { args: ['-'], input: user, exitCode: 0 },
    failure: { args: ['-'], input: 'phone,city\n1,2\n', exitCode: 2, code: 'BAD_HEADER' },
  },
  api: {
    success: { args: ['GET', `${orderQuery}?orderId=MOCKPERIODYEARNEW`, ...sandbox], exitCode: 0 },
    failure: { args: ['GET', 'order', ...sandbox], exitCode: 2, code: 'INVALID_PATH' },
  },
  'api:sign': {
    success: { args: ['/v3/auth/domains', '--iam', ...sandbox], exitCode: 0 },
    failure: { args: ['TRACE', '/v3/auth/domains', ...sandbox], exitCode: 2, code: 'INVALID_VALUE' },
  },
  'api:verify': {
    success: { args: ['-'], input: signedQuery, exitCode: 0 },
    failure: { args: ['-'], input: 'hello', exitCode: 2, code: 'UNREADABLE_CAPTURE' },
  },
};
