import { describe, expect, it } from 'vitest';
import { transportChecks } from '../../../src/callback/checks/transport.ts';
import type { FailureKind, HttpResponse, Outcome } from '../../../src/callback/delivery/exchange.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { runChecks } from '../../../src/callback/suite/suite.ts';

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

async function failing(target: string, outcome: Outcome): Promise<string[]> {
  const checks = transportChecks(new URL(target), async () => ({ ...request, outcome }));
  const results = await runChecks([{ checks, probe: {} as never }], {
    concurrency: 1,
    bail: false,
    skipVerdict: () => undefined,
    keys: [],
  });
  return results.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

describe('transport', () => {
  it.each([
    ['https://isv.example.com/saas', answered({ tls: { protocol: 'TLSv1.3' } }), []],
    ['http://127.0.0.1:8080/saas', answered(), []],
    ['http://localhost/saas', answered(), []],
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
});
