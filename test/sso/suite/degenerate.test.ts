import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Report } from '../../../src/suite/report.ts';
import { runVariant, targetsAt, type Variant } from '../variants/run.ts';

/** @param names those of authSync so far */
type Serve = (outgoing: ServerResponse, names: readonly string[], url: string) => void;

/** Runs the suite against a server that knows nothing of logins, and takes all callbacks of the kit if `acceptsKit`. */
async function meet(serve: Serve, acceptsKit: boolean): Promise<Report> {
  const names: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { url = '' } = incoming;
    for (const [, name = ''] of String(await buffer(incoming)).matchAll(/"name":"([^"]+)"/g))
      names.push(name);
    if (acceptsKit && url.startsWith('/saasproduce')) json(outgoing, { resultCode: '000000', resultMsg: '' });
    else serve(outgoing, names, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await runVariant(
      {},
      {
        patienceMs: 300,
        sleep: async () => {},
        targets: targetsAt(url),
      },
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function json(outgoing: ServerResponse, body: object): void {
  outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function html(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { 'Content-Type': 'text/html;charset=UTF-8' }).end(`<p>${text}</p>`);
}

const page =
  (status: number): Serve =>
  (outgoing) =>
    html(outgoing, status, 'Sorry');

const userIn = (names: readonly string[]) => names.find((name) => name.startsWith('李华')) ?? '';

function idsOf({ checks }: Report, ...statuses: readonly CheckResult['status'][]): string[] {
  return checks.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
}

const addresses = ['LOGIN-ADDRESS', 'LOGIN-ADDRESS-NAME'];
const accepted = [
  'NET-REACHABLE',
  'LOGIN-BIND-TENANT',
  'LOGIN-BIND-APPLICATION',
  'LOGIN-BIND-DEPARTMENTS',
  'LOGIN-BIND-USERS',
  ...addresses,
  'LOGIN-UNBIND',
  'LOGIN-UNBIND-REST',
];

describe('a server without a login', () => {
  it.each<[string, Serve]>([
    ['shows nothing', (outgoing) => html(outgoing, 200, '')],
    ['has found nothing', page(404)],
    ['refuses everyone', page(403)],
    ['always has an error', page(500)],
    ['always shows the same user', (outgoing, names) => html(outgoing, 200, userIn(names))],
    ['shows the last user', (outgoing, names) => html(outgoing, 200, names.at(-1) ?? '')],
    ['shows all users', (outgoing, names) => html(outgoing, 200, names.join(' '))],
    ['redirects to itself', (outgoing, _, url) => outgoing.writeHead(302, { Location: url }).end()],
    [
      'leads to another website',
      (outgoing) => outgoing.writeHead(302, { Location: 'https://www.example.com/' }).end(),
    ],
  ])('that %s passes what the kit interfaces and the addresses show only', async (_, serve) => {
    const report = await meet(serve, true);
    expect(idsOf(report, 'passed')).toEqual(accepted);
    expect(idsOf(report, 'failed', 'warned')).toEqual(['OAUTH-LOGIN', 'CAS-SERVICE-EXACT']);
  });

  it('that returns the same JSON for everything passes what the kit interfaces and the addresses show only', async () => {
    const report = await meet(
      (outgoing, names) => json(outgoing, { resultCode: '000000', resultMsg: '', name: userIn(names) }),
      false,
    );
    expect(idsOf(report, 'passed')).toEqual(accepted);
    expect(report.checks.find(({ id }) => id === 'OAUTH-LOGIN')?.actual?.en).toMatch(
      /^the page shows 李华.*, although the server has not called the login centre$/,
    );
  });

  it.each([200, 500])('that returns the same page with HTTP %d passes no callback', async (status) => {
    const report = await meet(page(status), false);
    expect(idsOf(report, 'passed')).toEqual(['NET-REACHABLE', ...addresses]);
    expect(idsOf(report, 'failed', 'warned')).toEqual(['LOGIN-BIND-TENANT']);
  });

  it('that accepts callbacks and stores nothing passes no login', async () => {
    const report = await runVariant({
      state: (state) => {
        state.tenants.set = () => state.tenants;
      },
    });
    expect(idsOf(report, 'passed')).toEqual(accepted);
    expect(idsOf(report, 'failed', 'warned')).toEqual(['OAUTH-LOGIN', 'CAS-SERVICE-EXACT']);
  });
});

/** The reference merchant, which refuses some of the logins before it looks at them. */
function refusing(isRefused: (login: number) => boolean, status: number): Pick<Variant, 'front'> {
  let logins = 0;
  return {
    front: ({ url = '' }, outgoing, pass) => {
      if (/[?&](?:code|ticket)=/.test(url)) logins += 1;
      if (url.startsWith('/sso/') && isRefused(logins)) html(outgoing, status, 'Sorry');
      else pass();
    },
  };
}

/** Checks that pass only if someone is refused, or nothing happens. */
const refusals = /-(?:OUTSIDER|DISABLED|WITHDRAWN|CODE-|TENANT-|STATE-|FAIL-|UNBIND-LOGIN|OPEN-REDIRECT)/;

describe('a server whose logins fail', () => {
  it.each([
    ['after the first one', 1, 200],
    ['after some', 4, 403],
  ])('%s passes no check of a refusal', async (_, count, status) => {
    const report = await runVariant(
      refusing((login) => login > count, status),
      {
        only: [
          'OAUTH-ACCOUNT-*',
          'OAUTH-CODE-*',
          'OAUTH-TENANT-*',
          'OAUTH-STATE-*',
          'OAUTH-FAIL-*',
          'LOGIN-FAIL-TEXT',
          'LOGIN-OPEN-REDIRECT',
          'OAUTH-UNBIND-LOGIN',
        ],
        patienceMs: 300,
        sleep: async () => {},
      },
    );
    expect(idsOf(report, 'passed')).toContain('OAUTH-LOGIN');
    expect(idsOf(report, 'failed')).toContain('OAUTH-ACCOUNT-TOGETHER');
    expect(idsOf(report, 'passed').filter((id) => refusals.test(id) && id !== 'OAUTH-TENANT-ID')).toEqual([]);
  });

  it('each second time is found, and no format of CAS is held against it', async () => {
    const report = await runVariant(
      refusing((login) => login % 2 === 0, 403),
      {
        only: ['OAUTH-UNIFIED', 'CAS-FORMAT', 'OAUTH-ACCOUNT-CONTACT'],
      },
    );
    expect(idsOf(report, 'failed')).toContain('OAUTH-UNIFIED');
    expect(idsOf(report, 'warned')).toEqual([]);
  });
});
