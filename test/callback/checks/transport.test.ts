import { describe, expect, it } from 'vitest';
import { transportChecks } from '../../../src/callback/checks/transport.ts';
import type { FailureKind, HttpResponse, Outcome } from '../../../src/callback/delivery/exchange.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { evidenceOf } from '../../../src/callback/suite/evidence.ts';
import { runChecks } from '../../../src/suite/run-checks.ts';

const response: HttpResponse = {
  status: 200,
  headers: [],
  body: Buffer.from('{}'),
  truncated: false,
  durationMs: 1,
};
const answered = (over: Partial<HttpResponse> = {}): Outcome => ({
  answered: true,
  response: { ...response, ...over },
});
const silent = (kind: FailureKind): Outcome => ({
  answered: false,
  failure: { kind, code: 'CODE', durationMs: 1 },
});

const request = {
  protocol: v2,
  activity: v2.activities[0]!,
  values: {},
  sealed: { protocol: 'v2', activity: 'newInstance', method: 'POST', url: '', query: [], headers: [] },
  request: { method: 'POST', url: 'https://isv.example.com/saas', headers: [] },
} as const;

async function resultsOf(target: string, outcome: Outcome) {
  const checks = transportChecks(new URL(target), async () => ({ ...request, outcome }));
  return runChecks([{ checks, probe: {} as never }], {
    concurrency: 1,
    bail: false,
    skipVerdict: () => undefined,
    keys: [],
    evidenceOf: (exchange) => evidenceOf(exchange, []),
  });
}

async function failing(target: string, outcome: Outcome): Promise<string[]> {
  const results = await resultsOf(target, outcome);
  return results.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

describe('transport', () => {
  it.each([
    ['https://isv.example.com/saas', answered({ tls: { protocol: 'TLSv1.3' } }), []],
    ['http://127.0.0.1:8080/saas', answered(), []],
    ['http://localhost/saas', answered(), []],
    ['http://shop.localhost/saas', answered(), []],
    ['http://[::1]:8080/saas', answered(), []],
    ['http://isv.example.com/saas', answered(), ['NET-HTTPS']],
    ['https://203.0.113.7/saas', answered({ tls: { protocol: 'TLSv1.2' } }), ['NET-DOMAIN']],
    ['https://[2001:db8::7]/saas', answered({ tls: { protocol: 'TLSv1.2' } }), ['NET-DOMAIN']],
    ['https://isv.example.com/saas', answered({ tls: { protocol: 'TLSv1.1' } }), ['NET-TLS']],
    ['https://isv.example.com/saas', silent('dns'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('refused'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('reset'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('timeout'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('no-response'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('unreachable'), ['NET-REACHABLE']],
    ['https://isv.example.com/saas', silent('protocol'), ['NET-HTTP']],
    ['https://isv.example.com/saas', silent('cut-off'), []],
  ] as const)('%s, %o', async (target, outcome, expected) => {
    expect(await failing(target, outcome)).toEqual(expected);
  });

  it('blames the certificate', async () => {
    expect(await failing('https://isv.example.com/saas', silent('tls'))).toContain('NET-TLS');
  });

  const https = 'https://isv.example.com/saas';
  const wrongVersion: Outcome = {
    answered: false,
    failure: { kind: 'tls', code: 'ERR_SSL_WRONG_VERSION_NUMBER', durationMs: 1 },
  };

  it.each<[string, string, Outcome, string, RegExp]>([
    ['NET-HTTPS', 'http://127.0.0.1/', answered(), 'skipped', /^the address is http on loopback$/],
    ['NET-HTTPS', 'http://isv.example.com/', answered(), 'failed', /^http:$/],
    ['NET-DOMAIN', 'https://[2001:db8::7]/', answered(), 'failed', /^\[2001:db8::7\]$/],
    ['NET-TLS', 'http://127.0.0.1/', answered(), 'skipped', /^the address is not https$/],
    ['NET-TLS', https, silent('refused'), 'skipped', /^no response was received over TLS$/],
    ['NET-TLS', https, silent('tls'), 'failed', /^the TLS handshake failed \(CODE\)$/],
    ['NET-TLS', https, answered({ tls: { protocol: 'TLSv1' } }), 'failed', /^TLSv1$/],
    ['NET-TLS', https, answered({ tls: { protocol: 'TLSv1.2' } }), 'passed', /^$/],
    // Behind a proxy.
    ['NET-TLS', https, answered(), 'passed', /^$/],
    ['NET-REACHABLE', https, silent('dns'), 'failed', /^the host name cannot be resolved \(CODE\)$/],
    ['NET-HTTP', https, silent('protocol'), 'failed', /^the response is not HTTP \(CODE\)$/],
  ])('%s, %s, %o: %s', async (id, target, outcome, status, text) => {
    const result = (await resultsOf(target, outcome)).find((one) => one.id === id);
    expect(result?.status).toBe(status);
    expect((result?.actual ?? result?.reason)?.en ?? '').toMatch(text);
  });

  it.each<[string, Outcome, RegExp]>([
    ['NET-TLS', wrongVersion, /serves plain HTTP/],
    ['NET-TLS', silent('tls'), /^Send the whole certificate chain/],
    ['NET-REACHABLE', silent('dns'), /spelling of the host name/],
    ['NET-REACHABLE', silent('proxy'), /NO_PROXY/],
    ['NET-REACHABLE', silent('timeout'), /firewall\. No connection/],
    ['NET-REACHABLE', silent('no-response'), /every branch of the handler/],
    ['NET-REACHABLE', silent('reset'), /accepted the connection and closed it/],
    ['NET-REACHABLE', silent('refused'), /^Start the server/],
  ])('%s, %o: says what to do', async (id, outcome, hint) => {
    const result = (await resultsOf(https, outcome)).find((one) => one.id === id);
    expect(result).toMatchObject({ status: 'failed', hint: { en: expect.stringMatching(hint) } });
  });

  it('makes one request for all checks', async () => {
    let count = 0;
    const checks = transportChecks(new URL(https), async () => {
      count += 1;
      return { ...request, outcome: answered() };
    });
    for (const check of checks) await check.run({} as never);
    expect(count).toBe(1);
  });
});
