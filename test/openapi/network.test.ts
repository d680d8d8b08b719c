import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import { createDispatchers } from '../../src/http/dispatcher.ts';
import { networkFailure } from '../../src/http/network-error.ts';
import { maxBytes } from '../../src/openapi/client.ts';
import type { ApiCall } from '../../src/openapi/model.ts';
import type { Site } from '../../src/openapi/sites.ts';
import { selfSigned } from './self-signed.ts';
import { client, serve, success } from './server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

const get: ApiCall = { method: 'GET', path: '/api/x', idempotent: true };

async function listen(server: Server & { closeAllConnections?(): void }): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections?.();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(site: Site | string, options = {}) {
  const made = client(site, options);
  closing.unshift(made.api.close);
  return made;
}

async function faultOf(promise: Promise<unknown>) {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof KooError)) throw new Error('it did not fail as it should', { cause: error });
  return error.facts;
}

describe('TLS', () => {
  test.each(['', '0'])(
    'refuses an untrusted certificate (NODE_TLS_REJECT_UNAUTHORIZED=%j)',
    async (value) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
      let asked = 0;
      const server = createServer(selfSigned, (_, response) => {
        asked += 1;
        response.end('{}');
      });
      const { api } = open(`https://${await listen(server)}`);
      expect(await faultOf(api.call(get))).toMatchObject({
        category: 'network',
        code: 'TLS_FAILED',
        details: { attempts: 1 },
      });
      expect(asked).toBe(0);
    },
  );
});

describe('the second host of a site', () => {
  const gone = async () => {
    const server = await serve([success]);
    await server.close();
    return server.url;
  };
  const live = async () => {
    const server = await serve([success]);
    closing.push(server.close);
    return server;
  };
  const site = (endpoint: string, fallback: string, iam = endpoint): Site => ({
    id: 'cn',
    endpoint,
    fallback,
    iam,
    bss: iam,
    offers: ['order'],
  });

  test('takes over at once when the first is unreachable, and stays', async () => {
    const second = await live();
    const { api, waits } = open(site(await gone(), second.url));
    expect((await api.call({ ...get, idempotent: false })).attempts).toBe(2);
    expect((await api.call(get)).attempts).toBe(1);
    expect(waits).toEqual([0]);
    expect(second.received.map(({ url }) => url.origin)).toEqual([second.url, second.url]);
  });

  test('gives way to the first again when it is unreachable itself, after a wait', async () => {
    const [first, second] = [await gone(), await gone()];
    const { api, waits, lines } = open(site(first, second));
    expect(await faultOf(api.call({ ...get, idempotent: false }))).toMatchObject({
      code: 'CONNECTION_REFUSED',
      details: { attempts: 5 },
    });
    expect(waits).toEqual([0, 800, 0, 3200]);
    const origins = lines.flatMap((line) => /http:\/\/[^/]+/.exec(line) ?? []);
    expect(origins).toEqual([first, second, first, second, first]);
  });

  test('is not used after a call that the first may have received', async () => {
    const first = await serve(['reset', success]);
    closing.push(first.close);
    const second = await live();
    const { api, waits } = open(site(first.url, second.url));
    expect((await api.call(get)).attempts).toBe(2);
    expect(waits).toEqual([400]);
    expect(second.received).toHaveLength(0);
  });

  test('takes over for several calls that fail at once', async () => {
    const second = await live();
    const { api } = open(site(await gone(), second.url));
    const responses = await Promise.all([1, 2, 3, 4].map(() => api.call(get)));
    expect(responses.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2]);
  });

  test('is not used while the first responds, even with an error', async () => {
    const first = await serve([{ status: 500, body: '{"resultCode":"MKT.9001"}' }]);
    closing.push(first.close);
    const second = await live();
    const { api } = open(site(first.url, second.url));
    expect(await faultOf(api.call(get))).toMatchObject({ resultCode: 'MKT.9001' });
    expect(second.received).toHaveLength(0);
  });

  test('is never used for IAM, nor after an invalid certificate', async () => {
    const second = await live();
    const { api } = open(site(second.url, second.url, await gone()));
    expect(await faultOf(api.call({ ...get, host: 'iam' }))).toMatchObject({ code: 'CONNECTION_REFUSED' });
    const wrong = createServer(selfSigned, (_, response) => response.end('{}'));
    const other = open(site(`https://${await listen(wrong)}`, second.url));
    expect(await faultOf(other.api.call(get))).toMatchObject({ code: 'TLS_FAILED' });
    expect(second.received).toHaveLength(0);
  });
});

test('stops reading a response that does not end at the longest size', async () => {
  let written = 0;
  const server = createHttpServer((_, response) => {
    const chunk = Buffer.alloc(1 << 20, ' ');
    const write = () => {
      while (!response.closed && response.write(chunk)) written += chunk.length;
    };
    response.on('drain', write);
    write();
  });
  const { api } = open(`http://${await listen(server)}`);
  expect(await faultOf(api.call({ ...get, method: 'POST', idempotent: false }))).toMatchObject({
    code: 'NOT_THE_OPEN_API',
  });
  expect(written).toBeLessThan(4 * maxBytes);
});

test('names the host that did not answer, and that the deadline is over', async () => {
  const server = await serve(['never']);
  closing.push(server.close);
  const { api, lines } = open(server.url, { timeoutMs: 1000 });
  const fault = await faultOf(api.call(get));
  const { host } = new URL(server.url);
  expect(fault.message.en).toBe(`${host}: timed out waiting for a response (TIMEOUT)`);
  expect(lines.at(-1)).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/x -> unknown \w+ \(\d+ ms\)$/);
});

describe('proxy', () => {
  async function proxy() {
    const seen: string[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    server.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    return { seen, url: `http://${await listen(server)}` };
  }

  test('is taken from the environment', async () => {
    const { seen, url } = await proxy();
    const dispatchers = createDispatchers({ HTTPS_PROXY: url }, { timeoutMs: 1000 });
    closing.unshift(dispatchers.destroy);
    const asked = dispatchers
      .of('mkt.example')
      .request({ origin: 'https://mkt.example', path: '/', method: 'GET' });
    await expect(asked).rejects.toThrow();
    expect(seen).toEqual(['CONNECT mkt.example:443']);
  });

  test.each(['proxy.example:3128', 'secret', 'ftp://a'])(
    'refuses the proxy %j without showing it',
    async (value) => {
      const { api } = open('https://mkt.example', { env: { HTTPS_PROXY: value } });
      const fault = await faultOf(api.call(get));
      expect(fault).toMatchObject({ category: 'usage', code: 'INVALID_PROXY' });
      expect(JSON.stringify(fault)).not.toContain(value);
      const server = await serve([success]);
      closing.push(server.close);
      expect((await open(server.url, { env: { HTTPS_PROXY: value } }).api.call(get)).status).toBe(200);
    },
  );

  test('that cannot be reached is named, not the site', async () => {
    const env = { HTTPS_PROXY: 'http://user:TOPSECRET@127.0.0.1:9' };
    const { api } = open('https://mkt.example', { env });
    const fault = await faultOf(api.call(get));
    expect(fault).toMatchObject({ category: 'network', code: 'PROXY_UNREACHABLE' });
    expect(fault.message.en).toBe(
      'The proxy 127.0.0.1:9 of HTTPS_PROXY cannot be reached: connection refused (ECONNREFUSED)',
    );
    expect(fault.hint.en).toMatch(/^Nothing was sent to mkt\.example\. Correct HTTPS_PROXY/);
    expect(JSON.stringify(fault)).not.toContain('TOPSECRET');
  });

  test('that does not connect to the site is named, with its status', async () => {
    const { url } = await proxy();
    const { api } = open('https://mkt.example', { env: { HTTPS_PROXY: url } });
    const fault = await faultOf(api.call(get));
    expect(fault).toMatchObject({ category: 'network', code: 'PROXY_REJECTED' });
    expect(fault.message.en).toBe('The proxy of HTTPS_PROXY does not connect to mkt.example (HTTP 502)');
  });

  test('bypasses the proxy for this machine', async () => {
    const { seen, url } = await proxy();
    const server = await serve([success]);
    closing.push(server.close);
    const { api } = open(server.url, { env: { HTTP_PROXY: url, HTTPS_PROXY: url } });
    expect((await api.call(get)).status).toBe(200);
    expect(seen).toEqual([]);
  });
});

test.each([
  ['ENOTFOUND', 'dns', false],
  ['ECONNREFUSED', 'refused', false],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout', false],
  ['CERT_HAS_EXPIRED', 'tls', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', false],
  ['ECONNRESET', 'reset', true],
  ['UND_ERR_SOCKET', 'reset', true],
  ['HPE_INVALID_CONSTANT', 'not-http', true],
  ['ESOMETHING', 'unknown', true],
])('%s means %s', (code, kind, maybeSent) => {
  const error = Object.assign(new Error('x'), { code });
  expect(networkFailure(new AggregateError([error]), false)).toEqual({ kind, code, maybeSent });
  expect(networkFailure(new TypeError('x', { cause: error }), true)).toEqual({
    kind: 'cut-off',
    code,
    maybeSent: true,
  });
});
