import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import {
  assessSkew,
  checkClock,
  checkDns,
  checkProxy,
  checkTls,
  isProxied,
} from '../../../../src/account/cli/doctor/network.ts';
import { checkNode } from '../../../../src/account/cli/doctor/run.ts';

const url = new URL('https://mkt.example.com');

test('an old Node.js version fails', () => {
  const status = (version: string) => checkNode(version).status;
  expect([status('22.18.0'), status('20.19.0'), status('22.19.0'), status('24.0.0')]).toEqual([
    'fail',
    'fail',
    'pass',
    'pass',
  ]);
});

test.each([
  [0, 'pass', 'The clock is accurate'],
  [-30_000, 'pass', '30 s behind the server'],
  [61_000, 'warn', '61 s ahead of the server'],
  [-900_000, 'warn', '900 s behind the server'],
  [901_000, 'fail', '901 s ahead of the server'],
])('a skew of %i ms: %s', (skew, status, detail) => {
  expect(assessSkew(skew)).toMatchObject({ status, detail: { en: detail } });
});

test.each<[boolean, Record<string, string>, string]>([
  [false, {}, 'https://mkt.example.com'],
  [true, { HTTPS_PROXY: 'http://p' }, 'https://mkt.example.com'],
  [true, { https_proxy: 'http://p' }, 'https://mkt.example.com'],
  [false, { HTTPS_PROXY: 'http://p' }, 'http://127.0.0.1:8080'],
  [false, { HTTPS_PROXY: 'http://p', NO_PROXY: 'a.com, .example.com' }, 'https://mkt.example.com'],
  [true, { HTTPS_PROXY: 'http://p', NO_PROXY: 'ample.com' }, 'https://mkt.example.com'],
  [false, { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, 'https://mkt.example.com'],
])('proxied: %s with %j', (proxied, env, address) => {
  expect(isProxied(new URL(address), env)).toBe(proxied);
});

test('shows a proxy without its user and password', () => {
  const found = checkProxy(url, { HTTPS_PROXY: 'http://user:pass@proxy.example.com:3128' });
  expect(found).toMatchObject({
    status: 'pass',
    detail: { en: 'HTTPS_PROXY http://proxy.example.com:3128' },
  });
  const wrong = checkProxy(url, { HTTPS_PROXY: 'user:pass@proxy' });
  expect(wrong.status).toBe('fail');
  expect(JSON.stringify(wrong)).not.toContain('pass@');
});

test('compares the clock with the Date header of the response', async () => {
  const dates = [new Date(Date.now() - 20 * 60_000).toUTCString(), new Date().toUTCString(), 'tomorrow'];
  const server = createServer((_, reply) => {
    reply.setHeader('Date', dates.shift() ?? '');
    reply.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const here = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await checkClock(here, {})).toMatchObject({ status: 'fail', id: 'clock' });
  expect(await checkClock(here, {})).toMatchObject({ status: 'pass' });
  expect(await checkClock(here, {})).toMatchObject({ status: 'warn' });
  const noTls = new URL(here);
  noTls.protocol = 'https:';
  expect(await checkTls(noTls, {})).toMatchObject({ status: 'fail', id: 'tls' });
  server.close();
  server.closeAllConnections();
});

test('reports an unknown host as a DNS failure', async () => {
  expect(await checkDns(new URL('https://no-such-host.invalid'), {})).toMatchObject({ status: 'fail' });
  expect(await checkDns(url, { HTTPS_PROXY: 'http://p' })).toMatchObject({ status: 'skip' });
});
