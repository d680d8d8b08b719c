import { describe, expect, it } from 'vitest';
import type { Deliver, FailureKind, HttpRequest, Outcome } from '../../src/callback/delivery/exchange.ts';
import { protocolOf, protocols } from '../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { testCallback } from '../../src/callback/suite/run.ts';
import { publicKey } from '../support/rsa-keys.ts';

/** Servers that are no merchants: they answer every request in the same way, or not at all. */
type Server = (request: HttpRequest) => Outcome;

function answer(status: number, type: string, body: string): Server {
  return () => ({
    answered: true,
    response: {
      status,
      headers: type === '' ? [] : [['Content-Type', type]],
      body: Buffer.from(body),
      truncated: false,
      durationMs: 1,
    },
  });
}

const json = (status: number, body: object) => answer(status, 'application/json', JSON.stringify(body));
const html = (status: number) => answer(status, 'text/html', '<html><body><h1>It works</h1></body></html>');
const fails =
  (kind: FailureKind): Server =>
  () => ({ answered: false, failure: { kind, code: kind.toUpperCase(), durationMs: 1 } });
const says = (resultCode: unknown, status = 200) => json(status, { resultCode, resultMsg: 'message' });

async function run(server: Server, id: ProtocolId, target = 'https://isv.example.com/saas') {
  const deliver: Deliver = async (request) => server(request);
  const report = await testCallback({
    tested: [{ protocol: protocolOf(id), key: 'access-key' }],
    options: {
      target,
      sale: 'period',
      encrypt: 256,
      require: [],
      set: id === 'license-code' ? { license: 'CODE' } : {},
      rsaPublicKey: publicKey,
      pollIntervalMs: 1000,
      timeoutMs: 20_000,
    },
    deliver,
    selection: { only: [], skip: [] },
    concurrency: 8,
    bail: false,
    notices: [],
    now: () => new Date(),
    sleep: async () => {},
  });
  return report.checks;
}

async function passing(server: Server, id: ProtocolId): Promise<string> {
  const checks = await run(server, id);
  return checks
    .filter(({ status }) => status === 'passed')
    .map(({ id: check }) => check)
    .join(' ');
}

const ids = protocols.map(({ id }) => id);

const servers: Readonly<Record<string, Server>> = {
  ...Object.fromEntries(
    [201, 204, 302, 400, 401, 404, 415, 500, 503].flatMap((status) => [
      [`HTTP ${status}, empty`, answer(status, '', '')],
      [`HTTP ${status}, HTML`, html(status)],
      [`HTTP ${status}, success`, says('000000', status)],
    ]),
  ),
  'HTTP 200, empty': answer(200, '', ''),
  'HTTP 200, HTML': html(200),
  'HTTP 200, {}': json(200, {}),
  'HTTP 200, []': answer(200, 'application/json', '[]'),
  'HTTP 200, text': answer(200, 'text/plain', 'ok'),
  'HTTP 200, the request': (request) => answer(200, 'application/json', request.body ?? request.url)(request),
  'always 000000': says('000000'),
  'always 0': says(0),
  'always 000001': says('000001'),
  'always 000002': says('000002'),
  'always 000003': says('000003'),
  'always 000004': says('000004'),
  'always 000005': says('000005'),
  'always 999999': says('999999'),
  silence: fails('no-response'),
  reset: fails('reset'),
  'half a body': fails('cut-off'),
  'no HTTP': fails('protocol'),
  'no such host': fails('dns'),
  'connection refused': fails('refused'),
  'no connection in time': fails('timeout'),
  'bad certificate': fails('tls'),
};

describe('servers that are no merchants', () => {
  it.each(ids)('%s: what may pass', async (id) => {
    const table: Record<string, string> = {};
    for (const [name, server] of Object.entries(servers)) table[name] = await passing(server, id);
    const groups = Map.groupBy(Object.keys(table), (name) => table[name] ?? '');
    const lines = [...groups].map(([checks, names]) => `${names.join(' | ')}\n    ${checks || 'nothing'}`);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/non-merchants-${id}.txt`);
  });
});
