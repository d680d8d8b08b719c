import { createHash, createHmac } from 'node:crypto';
import { request as send } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readCapture } from '../../../../src/http/capture/read.ts';
import { verifyCall } from '../../../../src/openapi/verify.ts';
import type { LogEntry } from '../../../../src/sandbox/api/log/log.ts';
import { logDocument } from '../../../../src/sandbox/cli/log-view.ts';
import {
  otherSeller,
  sandboxCredential,
  sandboxCredentials,
} from '../../../../src/sandbox/state/accounts.ts';
import { api, start } from '../../harness.ts';

const { ak, sk } = sandboxCredential;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');

/** What a client sends, and what it signs, written by hand. */
interface Client {
  method: string;
  path: string;
  query: string;
  body: string;
  date: string;
  signedMethod: string;
  signedPath: string;
  signedQuery: string;
  signedHost: string;
  signedBody: string;
  signedDate: string;
  names: string[];
  listed: string;
  emptyLine: string;
  ak: string;
  key: string;
  hash: (text: string) => string;
  encode: (mac: Buffer) => string;
}

function correctClient(host: string): Client {
  const path = `${api}/v1/order/query`;
  const query = 'orderId=MOCKPERIODYEARNEW&orderLineId=MOCKPERIODYEARNEW-000001';
  const date = stamp(Date.now());
  return {
    method: 'GET',
    path,
    query,
    body: '',
    date,
    signedMethod: 'GET',
    signedPath: `${path}/`,
    signedQuery: query,
    signedHost: host,
    signedBody: '',
    signedDate: date,
    names: ['content-type', 'host', 'x-sdk-date'],
    listed: 'content-type;host;x-sdk-date',
    emptyLine: '\n',
    ak,
    key: sk,
    hash: sha256,
    encode: (mac) => mac.toString('hex'),
  };
}

function authorizationOf(client: Client): string {
  const values: Record<string, string> = {
    'content-type': 'application/json',
    host: client.signedHost,
    'x-sdk-date': client.signedDate,
  };
  const lines = client.names.map((name) => `${name}:${values[name.toLowerCase()]}`).join('\n');
  const canonical = `${client.signedMethod}\n${client.signedPath}\n${client.signedQuery}\n${lines}\n${client.emptyLine}${client.names.join(';')}\n${sha256(client.signedBody)}`;
  const text = `SDK-HMAC-SHA256\n${client.signedDate}\n${client.hash(canonical)}`;
  const signature = client.encode(createHmac('sha256', client.key).update(text).digest());
  return `SDK-HMAC-SHA256 Access=${client.ak}, SignedHeaders=${client.listed}, Signature=${signature}`;
}

/** Sends the request of a client to a sandbox, and returns its status and its line in the log. */
async function ask(
  change: (client: Client) => Partial<Client>,
): Promise<{ status: number; entry: LogEntry }> {
  const entries: LogEntry[] = [];
  const { port } = await start({ log: (entry) => entries.push(entry) });
  const right = correctClient(`127.0.0.1:${port}`);
  const client = { ...right, ...change(right) };
  const headers = {
    'Content-Type': 'application/json',
    'X-Sdk-Date': client.date,
    Authorization: authorizationOf(client),
  };
  const { method } = client;
  const path = client.path + (client.query && `?${client.query}`);
  const status = await new Promise<number>((resolve, reject) => {
    const sent = send({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(client.body);
  });
  const [entry] = entries;
  if (!entry) throw new Error('the request is not in the log');
  return { status, entry };
}

/** What `koo api verify` finds in the line of the log. */
function verify(entry: LogEntry) {
  const line = JSON.stringify(logDocument(entry, true));
  return verifyCall(readCapture(Buffer.from(line)), { credentials: sandboxCredentials });
}

test('the request of the correct client is accepted, and its line in the log is valid', async () => {
  const { status, entry } = await ask(() => ({}));
  expect(status).toBe(200);
  expect(verify(entry)).toMatchObject({ valid: true, cause: null });
});

test('a secret that the log hides in the body makes no signature wrong', async () => {
  const body = JSON.stringify({ license: sk });
  const { entry } = await ask(() => ({ ...license, body, signedBody: body }));
  expect(logDocument(entry, true).request?.body).toBe('{"license":"***"}');
  expect(verify(entry)).toMatchObject({ valid: true, cause: null });
});

const swappedQuery = 'orderLineId=MOCKPERIODYEARNEW-000001&orderId=MOCKPERIODYEARNEW';
const license = {
  method: 'POST',
  path: `${api}/v1/license/heartbeat`,
  query: '',
  signedMethod: 'POST',
  signedPath: `${api}/v1/license/heartbeat/`,
  signedQuery: '',
};

describe.each<[string, string, (client: Client) => Partial<Client>]>([
  ['no-trailing-slash', 'must end with "/"', ({ path }) => ({ signedPath: path })],
  ['query-not-sorted', 'not sorted', () => ({ query: swappedQuery, signedQuery: swappedQuery })],
  ['query-in-path', 'two lines', ({ path, query }) => ({ signedPath: `${path}?${query}`, signedQuery: '' })],
  ['no-query', 'not signed', () => ({ signedQuery: '' })],
  ['query-encoded-as-form', '%20', () => ({ query: 'orderId=a%20b', signedQuery: 'orderId=a+b' })],
  [
    'path-encoded-twice',
    'encoded twice',
    () => ({
      ...license,
      path: `${api}/v1/market-event/a%20b/file`,
      signedPath: `${api}/v1/market-event/a%2520b/file/`,
    }),
  ],
  ['host-port', 'including the port', () => ({ signedHost: '127.0.0.1' })],
  ['header-not-signed', 'lists content-type', () => ({ names: ['host', 'x-sdk-date'] })],
  [
    'header-not-listed',
    'x-sdk-date is not signed',
    () => ({ names: ['content-type', 'host'], listed: 'content-type;host' }),
  ],
  [
    'header-names-upper-case',
    'upper-case letters',
    () => ({ names: ['Content-Type', 'Host', 'X-Sdk-Date'] }),
  ],
  ['signed-headers-upper-case', 'lower case', () => ({ listed: 'Content-Type;Host;X-Sdk-Date' })],
  ['no-empty-line', 'empty line', () => ({ emptyLine: '' })],
  ['method-lower-case', 'HTTP method', () => ({ signedMethod: 'get' })],
  [
    'body-with-spaces',
    'as Python writes JSON',
    () => ({ ...license, body: '{"license":"PL1"}', signedBody: '{"license": "PL1"}' }),
  ],
  ['body-not-hashed', 'empty body', () => ({ ...license, body: '{"license":"PL1"}' })],
  [
    'local-time',
    'local time',
    () => ({ date: stamp(Date.now() + 8 * 3600_000), signedDate: stamp(Date.now() + 8 * 3600_000) }),
  ],
  ['other-date', 'not the X-Sdk-Date', () => ({ signedDate: stamp(Date.now() + 8 * 3600_000) })],
  ['canonical-hash-upper-case', 'upper case', () => ({ hash: (text) => sha256(text).toUpperCase() })],
  ['space-in-secret', 'begins or ends with a space', () => ({ key: `${sk} ` })],
  ['secret-base64', 'encodes or decodes the SK', () => ({ key: Buffer.from(sk).toString('base64') })],
  ['secret-of-another-ak', 'SK of the AK', () => ({ key: otherSeller.credential.sk })],
  ['ak-as-secret', 'AK is used as the key', () => ({ key: ak })],
  ['ak-and-sk-swapped', 'swapped', () => ({ ak: sk, key: ak })],
  ['signature-base64', 'base64', () => ({ encode: (mac) => mac.toString('base64') })],
])('%s', (cause, words, change) => {
  test('is told in the log, and by koo api verify with the line of the log', async () => {
    const { status, entry } = await ask(change);
    expect(status).toBe(401);
    expect(entry.reason?.en).toContain(words);
    const found = verify(entry);
    expect(found).toMatchObject({ valid: false, cause });
    expect(JSON.stringify([found, entry.reason])).not.toContain(sk);
  });
});
