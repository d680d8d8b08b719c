import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readCapture } from '../../../src/http/capture/read.ts';
import { assetPath } from '../../../src/openapi/assets.ts';
import { customersPath, detailsPath, monthlySumPath } from '../../../src/openapi/billing/consumption.ts';
import { costPath } from '../../../src/openapi/billing/costs.ts';
import { parseObject } from '../../../src/openapi/model.ts';
import { createApp } from '../../../src/sandbox/api/app.ts';
import type { LogEntry } from '../../../src/sandbox/api/log/log.ts';
import { canonicalJson } from '../../../src/sandbox/api/usage/verification.ts';
import { sandboxSeller } from '../../../src/sandbox/state/accounts.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import { signRequest } from '../../../src/signing/sdk-hmac.ts';
import { usageSignature } from '../../../src/signing/usage-signature.ts';
import { isObject, type JsonObject } from '../../../src/text/json.ts';
import { assertThat, type Target } from '../target.ts';
import { now } from './requests.ts';

const host = '127.0.0.1:8788';
/** The state is made anew after so many executions, so that it does not grow. */
const maxExecutions = 2_000;
/** What the sandbox answers where it fails itself. */
const internalErrors: ReadonlySet<unknown> = new Set(['MKT.0999', '94060001', '92020001', 'CBC.0999']);

function openSandbox() {
  const folder = mkdtempSync(join(tmpdir(), 'koo-fuzz-sandbox-'));
  const database = openStore(folder);
  const entries: LogEntry[] = [];
  const log = (entry: LogEntry) => entries.push(entry);
  const closing = new AbortController().signal;
  let executions = 0;
  // Every execution has a second of its own: more calls in a second would be refused.
  const time = () => new Date(now.getTime() + executions * 1000);
  const { fetch } = createApp({
    database,
    stateFolder: folder,
    token: '',
    fault: undefined,
    now: time,
    log,
    wake: () => undefined,
    serveMarket: () => Promise.reject(new Error('without a token')),
    closing,
  });
  const close = () => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const begin = () => {
    executions += 1;
    entries.length = 0;
    return executions <= maxExecutions;
  };
  return { fetch, entries, time, begin, close };
}

let sandbox: ReturnType<typeof openSandbox> | undefined;
process.once('exit', () => sandbox?.close());

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers?: JsonObject;
  readonly body?: string;
}

/** Requests that the sandbox accepts: those of the contract, and those of Huawei's interfaces. */
function* requests(): Generator<Exchange> {
  const base = '/api/mkp-openapi-public/global/v1';
  const usage = {
    instance_id: 'koo-instance-0001',
    record_time: '20251231T235959Z',
    begin_time: '20251231T220000Z',
    end_time: '20251231T230000Z',
    usage_value: '12.5',
    metering_sn: 'sn-1',
  };
  const post = (path: string, body: unknown) => ({ method: 'POST', path, body: JSON.stringify(body) });
  yield { method: 'GET', path: '/v3/auth/domains' };
  yield post(`${base}/order/query`, { orderId: 'MOCKPERIODYEARNEW' });
  yield post(`${base}/isv/usage-data`, { usage_records: [usage] });
  yield post('/rest/marketplace/v1/isv/usage-data', { usage_records: [usage] });
  yield post(`${base}/license/activate`, { license: 'KOO-LICENSE-0001' });
  yield post(`${base}/license/query`, { licenses: ['KOO-LICENSE-0001'] });
  yield { method: 'GET', path: `${base}/market-event/EV1/file` };
  yield { method: 'GET', path: `${assetPath}?asset_id=a&deployed_type=image` };
  yield post(costPath, {
    time_condition: { time_measure_id: 2, begin_time: '2025-01', end_time: '2025-12' },
    groupby: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
    cost_type: 'ORIGINAL_COST',
    amount_type: 'NET_AMOUNT',
    limit: 10,
  });
  yield { method: 'GET', path: `${monthlySumPath}?cycle=2025-12&charge_mode=1` };
  yield { method: 'GET', path: `${detailsPath}?bill_cycle=2025-12&customer_id=c` };
  yield post(customersPath, { bill_cycle: '2025-12', offset: 0, limit: 10 });
  const file = new URL('../../../test/vectors/seller-config-exchanges.json', import.meta.url);
  yield* exchangesIn(JSON.parse(readFileSync(file, 'utf8')));
}

/** The requests in recorded exchanges, wherever they stand. */
function* exchangesIn(value: unknown): Generator<Exchange> {
  if (Array.isArray(value)) for (const item of value) yield* exchangesIn(item);
  if (!isObject(value)) return;
  const { method, path, query, body } = value;
  if (typeof method === 'string' && typeof path === 'string') {
    const search = isObject(query) ? `?${new URLSearchParams(query as Record<string, string>)}` : '';
    const base = '/api/mkp-openapi-public/global/v1';
    yield {
      method,
      path: `${base}${path}${search}`,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
  }
  for (const member of Object.values(value)) yield* exchangesIn(member);
}

/** A request to the sandbox, signed with its public keys: every route, and those that it does not have. */
export const sandboxRequest: Target = {
  seeds: function* () {
    for (const { method, path, body = '' } of requests()) {
      yield `${method} ${path} HTTP/1.1\nHost: ${host}\nContent-Type: application/json\n\n${body}`;
    }
  },
  tokens: [
    ...[
      'GET /',
      'POST /',
      'PATCH /',
      'DELETE /',
      '/specified-users?list=audience&limit=1',
      '/configuration',
      '/stock',
    ],
    ...[
      'If-Match: "1"',
      'Content-Type: text/plain\n',
      '?limit=-1',
      '&offset=1e9',
      '"usage_records":',
      '"users":[',
    ],
    ...[
      'X-Language: zh_CN\n',
      '"request_id":',
      '%2e%2e',
      '%',
      '//',
      '"metering_sn":',
      '"version":',
      '"limit":1e99',
    ],
  ],
  async run(input) {
    const captured = readCapture(input);
    if (captured.kind !== 'request') return;
    const { request, sent } = captured;
    if (!sandbox?.begin()) {
      sandbox?.close();
      sandbox = openSandbox();
      sandbox.begin();
    }
    const { fetch, entries, time } = sandbox;
    const url = URL.parse(request.url, `http://${host}`);
    if (!url || url.host !== host || !URL.canParse(url.href)) return;
    const body = Buffer.from(request.body);
    const plain = sent.headers.filter(
      ([name]) => !/^(host|authorization|x-sdk-.*|content-length)$/i.test(name),
    );
    const own = usageHeaders(url.pathname, body, time());
    const { method } = request;
    const headers = signRequest(
      { method, url, headers: [...plain, ...own], body },
      sandboxSeller.credential,
      time(),
    );
    const fetched = requestOf(method, url, headers, body);
    if (!fetched) return;
    const incoming = Object.assign(Readable.from(body.length > 0 ? [body] : []), {
      complete: true,
      method,
      url: `${url.pathname}${url.search}`,
      headers: { host, ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])) },
      rawHeaders: ['Host', host, ...headers.flat()],
    });
    const env = { incoming: incoming as unknown as IncomingMessage, outgoing: undefined as never };
    const response = await fetch(fetched, env);
    const reason = entries[0]?.reason?.en ?? '';
    assertThat(!internalErrors.has(entries[0]?.code), `the sandbox does not fail: ${reason.slice(0, 60)}`);
    const document = (await response.json()) as unknown;
    assertThat(isObject(document), 'a response is a JSON object');
    assertThat(
      response.headers.has('x-request-id') || url.pathname.endsWith('health'),
      'a response has an id',
    );
  },
};

/** The headers with which the usage push signs its body once more. */
function usageHeaders(path: string, body: Buffer, time: Date): (readonly [string, string])[] {
  if (!path.endsWith('/v1/isv/usage-data')) return [];
  const ts = String(time.getTime());
  const nonce = `nonce-${ts}`;
  const document = parseObject(body.toString());
  const sorted = document ? canonicalJson(document) : '';
  const signature = usageSignature({ key: sandboxSeller.accessKey, ts, nonce, body: sorted });
  return [
    ['ts', ts],
    ['nonce', nonce],
    ['signature', signature],
  ];
}

function requestOf(
  method: string,
  url: URL,
  headers: readonly (readonly [string, string])[],
  body: Buffer,
): Request | undefined {
  try {
    const pairs = headers.map(([name, value]) => [name, value] as [string, string]);
    const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
    return new Request(url, { method, headers: pairs, ...(hasBody && { body: new Uint8Array(body) }) });
  } catch {
    // Not a request that a server can receive.
    return undefined;
  }
}
