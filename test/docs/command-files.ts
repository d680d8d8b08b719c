import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sandboxAccessKey } from '../../src/sandbox/state/accounts.ts';
import { brand, jpeg, movie, png } from '../media/files.ts';
import { privateKey, publicKey } from '../support/rsa-keys.ts';

const stamp = (hours: number) =>
  new Date(Date.now() - hours * 3600_000).toISOString().replace(/[-:]|\.\d+/g, '');
const times = { record_time: stamp(0.5), begin_time: stamp(2), end_time: stamp(1), usage_value: '1' };
const record = { instance_id: 'koo-payg-0001', ...times };
const buyers = 'account_name,account_id\nhw12345678,d78cbac186b744899480f25bd022f468\n';

const reply = '{"resultCode":"000000","resultMsg":"success."}';
const signature = createHmac('sha256', sandboxAccessKey).update(reply).digest('base64');

/** A call of V1 as a browser saves it. */
const entry = {
  request: {
    method: 'GET',
    url: 'https://isv.example.com/?activity=expireInstance&instanceId=1',
    headers: [],
  },
  response: {
    status: 200,
    headers: [{ name: 'Body-Sign', value: `sign_type="HMAC-SHA256", signature="${signature}"` }],
    content: { text: reply },
  },
};

/** What the examples read. */
export const files: Readonly<Record<string, string | Uint8Array>> = {
  'app.log': '2026-01-01 12:00:00 resultCode=000105\n',
  'body.json': '{"activity":"newInstance","orderId":"MOCKPERIODYEARNEW"}',
  'buyers.csv': buyers,
  'front.png': png(780, 440),
  'certificates.png': png(900, 1200),
  'intro.mp4': Buffer.concat([brand('mp42'), movie({ width: 780, height: 440 })]),
  'key.txt': sandboxAccessKey,
  'left.csv': buyers,
  'console.txt': '账号名   账号ID   操作\nhw12345678   d78cbac186b744899480f25bd022f468   删除\n',
  'licences.txt': 'PLKOO000001\nPLKOO000002\n',
  'license.lic': 'XXXX',
  'photo.jpg': jpeg(780, 440),
  'private.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }),
  'public.pem': publicKey.export({ type: 'spki', format: 'pem' }),
  'seed.yaml': 'instances: [{ id: i-1 }]\n',
  'session.har': JSON.stringify({ log: { version: '1.2', entries: Array.from({ length: 3 }, () => entry) } }),
  'secret.txt': 'secret-example',
  'sk.txt': 'secret-example',
  'stats.csv': 'license,active_num\nPLXXXXXX,100\n',
  'stats.ndjson': '{"license":"PLXXXXXX","active_num":100}\n',
  'tokens.json': '{"access_token":"at-demo-0001","refresh_token":"rt-demo-0001"}',
  'tenant.json': '{"instanceId":"abc","orderId":"1","tenantId":"t1"}',
  'usage.csv': `${Object.keys(record).join(',')}\n${Object.values(record).join(',')}\n`,
  'usage.ndjson': `${JSON.stringify(record)}\n`,
  'usage.ndjson.gz': gzipSync(`${JSON.stringify(record)}\n`),
};

/** Programs of other people that examples pipe from. */
export const helpers: Readonly<Record<string, string>> = {
  'make-license': 'echo XXXX',
  pass: 'echo secret-example',
  pbpaste: 'cat request.txt',
};

/** Files that koo makes itself. */
export const made = [
  'koo callback send newInstance https://isv.example.com/saasproduce --protocol v2 --dry-run > request.txt',
  'koo callback encrypt test --client-secret --rsa-public-key public.pem > secret.txt',
  'koo product get OFFI758576253042421760 -o yaml --site sandbox > product.yaml',
];
