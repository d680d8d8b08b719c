import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../../src/callback/merchant/login/model.ts';
import type { CheckResult, Report } from '../../../src/suite/report.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { changed } from '../variants/change.ts';
import { runVariant, type Variant, type VariantOptions } from '../variants/run.ts';

type Serve = (outgoing: ServerResponse, incoming: IncomingMessage) => void;

/** What reaches the browser of the reference merchant is replaced. */
interface Hostile {
  /** Chooses the requests; default those that arrive with a code. */
  readonly at?: (incoming: IncomingMessage) => boolean;
  readonly serve: Serve;
}

const withCode = ({ url = '' }: IncomingMessage) => /\/sso\/callback\?.*\bcode=/.test(url);
/** From the second login on: the checks that need a login run then. */
const afterLogin = () => {
  let logins = 0;
  return ({ url = '' }: IncomingMessage) => {
    if (!url.startsWith('/sso/')) return false;
    if (withCode({ url } as IncomingMessage)) logins += 1;
    return logins > 1;
  };
};

/** Secrets and tokens of the merchant's own calls. */
function createSecrets() {
  const known = new Set<string>();
  const fetch =
    (send: Fetch): Fetch =>
    async (url, init) => {
      const secret = new URLSearchParams(String(init.body ?? '')).get('client_secret');
      if (secret !== null) known.add(secret);
      const response = await send(url, init);
      const body = (await response
        .clone()
        .json()
        .catch(() => ({}))) as Readonly<Record<string, unknown>>;
      for (const name of ['access_token', 'refresh_token']) {
        if (typeof body[name] === 'string') known.add(body[name]);
      }
      return response;
    };
  return { known, fetch };
}

/** Runs the suite, by default without most of the checks that a first login without success leaves out. */
async function meet({ at = withCode, serve }: Hostile, options: VariantOptions = {}) {
  const secrets = createSecrets();
  const report = await runVariant(
    {
      fetch: secrets.fetch,
      front: (incoming, outgoing, pass) => (at(incoming) ? serve(outgoing, incoming) : pass()),
    },
    { patienceMs: 500, only: ['OAUTH-UNIFIED', 'LOGIN-LEAK-*'], ...options },
  );
  expectExplained(report);
  expectSafe(report, [...secrets.known]);
  return { report, known: secrets.known };
}

/** Each check says why it did not pass, in both languages. */
function expectExplained({ checks }: Report) {
  for (const { id, status, reason, actual, defect } of checks) {
    expect([id, defect]).toEqual([id, undefined]);
    if (status === 'passed') continue;
    const text = reason ?? actual;
    expect([id, text?.en !== '' && text?.zh !== '' && text !== undefined]).toEqual([id, true]);
  }
}

/** No output has a character that a terminal takes as a command, or a secret. */
function expectSafe(report: Report, secrets: readonly string[]) {
  for (const [name, write] of Object.entries(reporters)) {
    const text = write(report, { verbose: true });
    const [unsafe] = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(text) ?? [];
    expect([name, unsafe && JSON.stringify(unsafe)]).toEqual([name, undefined]);
    for (const secret of secrets) {
      // Not even most of it.
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        expect([name, text.includes(form.slice(0, 50))]).toEqual([name, false]);
      }
    }
    expect(text.length).toBeLessThan(2_000_000);
  }
}

function resultOf({ checks }: Report, id: string): CheckResult {
  return checks.find((check) => check.id === id)!;
}

function saysOf(result: CheckResult): string {
  return (result.actual ?? result.reason)?.en ?? '';
}

function html(outgoing: ServerResponse, body: string): void {
  outgoing.setHeader('Content-Type', 'text/html;charset=UTF-8');
  outgoing.end(body);
}

function redirectTo(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(302, { Location: location }).end();
}

/** Writes the same chunk as long as the client reads. */
function writeOn(outgoing: ServerResponse, chunk: string, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  const write = () => {
    while (left > 0 && !outgoing.destroyed) {
      left -= 1;
      if (!outgoing.write(chunk)) {
        outgoing.once('drain', write);
        return;
      }
    }
    outgoing.end();
  };
  write();
}

const mebibyte = 'x'.repeat(1024 * 1024);

describe('an arrival that leads nowhere', () => {
  it.each<[string, Serve, RegExp]>([
    [
      'redirects to itself',
      (outgoing, { url = '' }) => redirectTo(outgoing, url),
      /redirects lead to .* again and again/,
    ],
    [
      'redirects to ever new addresses',
      (outgoing, { url = '' }) => redirectTo(outgoing, `${url}x`),
      /again and again|more than 20 times/,
    ],
    [
      'refreshes without end',
      (outgoing, { url = '' }) => html(outgoing, `<meta http-equiv="refresh" content="0;url=${url}x">`),
      /again and again|more than 20 times/,
    ],
    [
      'submits a form without end',
      (outgoing, { url = '' }) =>
        html(outgoing, `<body onload="f.submit()"><form id="f" action="${url}x" method="post"></form>`),
      /again and again|more than 20 times/,
    ],
    [
      'redirects to a foreign host',
      (outgoing) => redirectTo(outgoing, 'https://evil.example/?code=1'),
      /evil\.example.* not an address that this test visits/,
    ],
    [
      'redirects to a file',
      (outgoing) => redirectTo(outgoing, 'file:///etc/passwd'),
      /file:\/\/\/etc\/passwd is not an http or https address/,
    ],
    [
      'redirects to a script',
      (outgoing) => redirectTo(outgoing, 'javascript:alert(1)'),
      /javascript:alert\(1\) is not an http or https address/,
    ],
    [
      'redirects to two addresses',
      (outgoing) => outgoing.writeHead(302, ['Location', '/a', 'Location', '/b']).end(),
      /several addresses at once/,
    ],
    ['redirects to nonsense', (outgoing) => redirectTo(outgoing, 'http://[/'), /not a valid address/],
    [
      'sends 10,000 headers',
      (outgoing) => {
        const headers = Array.from({ length: 10_000 }, (_, index) => `X-${index}: 1\r\n`).join('');
        outgoing.socket?.end(`HTTP/1.1 200 OK\r\n${headers}\r\n`);
      },
      /headers of the response of .* are longer than 16 KiB/,
    ],
    [
      'speaks another protocol',
      (outgoing) => outgoing.socket?.end('SSH-2.0-OpenSSH_9.9\x1b[31m\r\n'),
      /The request to .* failed/,
    ],
    ['ends the connection', (outgoing) => outgoing.destroy(), /The request to .* failed/],
    [
      'ends the connection in its page',
      (outgoing) => {
        outgoing.writeHead(200, { 'Content-Length': '1000' });
        outgoing.write('<p>');
        setImmediate(() => outgoing.destroy());
      },
      /The request to .* failed/,
    ],
    [
      'compresses its page',
      (outgoing) => {
        outgoing.writeHead(200, { 'Content-Encoding': 'gzip' });
        outgoing.end(Buffer.alloc(1000, 7));
      },
      /compresses the response \(gzip\)/,
    ],
  ])('is explained if it %s', async (_, serve, why) => {
    const { report } = await meet({ serve });
    const login = resultOf(report, 'OAUTH-LOGIN');
    expect(login.status).toBe('failed');
    expect(saysOf(login)).toMatch(why);
  });

  it.concurrent.each<[string, Serve]>([
    [
      'sends one byte after another',
      (outgoing) => {
        outgoing.writeHead(200, { 'Content-Type': 'text/html' });
        const timer = setInterval(() => outgoing.write('x'), 20);
        outgoing.on('close', () => clearInterval(timer));
      },
    ],
    [
      'announces its response without end',
      (outgoing) => {
        const timer = setInterval(() => outgoing.socket?.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5);
        outgoing.on('close', () => clearInterval(timer));
      },
    ],
    ['does not respond', () => {}],
  ])('is cut if it %s', async (_, serve) => {
    const { report } = await meet({ serve }, { timeoutMs: 1_500 });
    expect(saysOf(resultOf(report, 'OAUTH-LOGIN'))).toMatch(/no complete response within 1\.5 s/);
  });
});

describe('a page that is too long', () => {
  it.each<[string, (outgoing: ServerResponse) => void]>([
    ['has 100 MB', (outgoing) => writeOn(outgoing, mebibyte, 100)],
    ['has no end', (outgoing) => writeOn(outgoing, mebibyte)],
  ])('is read in part if it %s', async (_, write) => {
    const written: number[] = [];
    const { report } = await meet({
      serve(outgoing) {
        const { socket } = outgoing;
        outgoing.setHeader('Content-Type', 'text/html');
        outgoing.on('close', () => written.push(socket?.bytesWritten ?? 0));
        write(outgoing);
      },
    });
    expect(resultOf(report, 'OAUTH-LOGIN').status).toBe('failed');
    await expect.poll(() => written.length).toBeGreaterThan(0);
    // 2 MiB, and what the connection holds.
    expect(Math.max(...written)).toBeLessThan(16 * 1024 * 1024);
  });

  it.each([
    ['one line of brackets', 'text/plain', `at ${'('.repeat(2_000_000)}`, 'LOGIN-FAIL-TEXT'],
    ['blanks', 'text/html', '<br '.repeat(1_000) + ' '.repeat(2_000_000), 'LOGIN-FAIL-TEXT'],
    ['deep JSON', 'application/json', '['.repeat(2_000_000), 'LOGIN-MOBILE'],
    ['elements in each other', 'text/html', '<b><a href=x>'.repeat(20_000), 'LOGIN-MOBILE'],
  ])('takes no long time if it is %s', async (_, type, body, id) => {
    const serve: Serve = (outgoing) => outgoing.setHeader('Content-Type', type).end(body);
    const { report } = await meet({ at: afterLogin(), serve }, { only: [id] });
    expect(resultOf(report, 'OAUTH-LOGIN').status).toBe('passed');
  });
});

describe('a merchant that turns hostile after a login', () => {
  const escapes = '\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066\x00\x7f';

  it('puts no control character into a report', async () => {
    const { report } = await meet(
      {
        at: afterLogin(),
        serve: (outgoing, { url = '' }) => {
          const latin = Buffer.from(`${escapes}\n`, 'utf8')
            .toString('latin1')
            .replace(/[\x00-\x1f\x7f]/g, '');
          outgoing.setHeader('X-Evil', latin);
          outgoing.setHeader('Set-Cookie', [`a=${latin}; Domain=huawei.com`, '__Host-b=1; Path=/x', 'c=1']);
          outgoing.setHeader('Content-Type', 'text/html;charset=UTF-8');
          if (url.includes('account')) {
            outgoing.writeHead(302, { Location: `/sso/x${latin}?${latin}` }).end();
            return;
          }
          outgoing.end(
            `<title>${escapes}</title><p>${escapes}<form action="/sso/${escapes}"><input name="${escapes}"></form>`,
          );
        },
      },
      { only: [] },
    );
    expect(report.checks.filter(({ evidence }) => evidence).length).toBeGreaterThan(5);
  });

  const few = ['OAUTH-UNIFIED', 'OAUTH-WORKBENCH', 'OAUTH-STARTED', 'LOGIN-MOBILE'];

  it.each<[string, readonly string[], Echo]>([
    ['at the beginning of pages', [], showing(0)],
    ['where the end of a page is not shown', few, showing(1_440)],
    ['where the end of a page is not kept', few, showing(3_940)],
    ['in the address of a page', few, leadingOn],
    [
      'in addresses that lead nowhere',
      few,
      (outgoing, [secret = '', token = ''], { url = '' }) =>
        url.includes('/x/')
          ? redirectTo(outgoing, `file:///${'x'.repeat(61)}${secret}`)
          : redirectTo(outgoing, `/sso/x/${token}?${new URLSearchParams({ secret })}`),
    ],
  ])('puts no secret into a report that it repeats %s', async (_, only, echo) => {
    const secrets = createSecrets();
    const at = afterLogin();
    const variant: Partial<Variant> = {
      fetch: secrets.fetch,
      front(incoming, outgoing, pass) {
        if (!at(incoming)) pass();
        else echo(outgoing, [...secrets.known], incoming);
      },
    };
    const report = await runVariant(variant, { only, patienceMs: 500 });
    expect(report.checks.filter(({ evidence }) => evidence).length).toBeGreaterThan(2);
    expect(secrets.known.size).toBeGreaterThan(2);
    expectSafe(report, [...secrets.known]);
    expect(reporters.json(report, {})).toContain('***');
  });

  it('puts no token of an early login into a report, and no value of a cookie', async () => {
    const secrets = createSecrets();
    const report = await runVariant(
      {
        fetch: secrets.fetch,
        login: (login) =>
          changed(login, async (response) => {
            const token = [...secrets.known].at(-1) ?? '';
            const headers = new Headers(response.headers);
            headers.append('Set-Cookie', 'koo-test=value-of-a-cookie; Path=/');
            return new Response(`${await response.text()}<p>${token}`, { status: response.status, headers });
          }),
      },
      // The first one logs in many times, the second one examines the first login.
      { only: ['LOGIN-OPEN-REDIRECT', 'LOGIN-LEAK-PAGE'] },
    );
    expect(saysOf(resultOf(report, 'LOGIN-LEAK-PAGE'))).toBe('a token is in a response to the browser');
    expectSafe(report, [...secrets.known, 'value-of-a-cookie']);
    expect(resultOf(report, 'LOGIN-LEAK-PAGE').evidence?.curl).toContain('koo-test=***');
  });

  it('keeps no cookie of a foreign host, and no more than browsers do', async () => {
    const sent: string[] = [];
    await meet({
      serve: (outgoing, { headers, url = '' }) => {
        sent.push(headers.cookie ?? '');
        const names = Array.from({ length: 100 }, (_, index) => `c${sent.length}-${index}=${'x'.repeat(30)}`);
        outgoing.setHeader('Set-Cookie', ['evil=1; Domain=example.com', `big=${'x'.repeat(5000)}`, ...names]);
        if (url.endsWith('xxx')) html(outgoing, '<p>');
        else redirectTo(outgoing, `${url}x`);
      },
    });
    const counts = sent.map((header) => header.split('; ').length);
    expect(Math.max(...counts)).toBe(180);
    expect(sent.join('; ')).not.toMatch(/evil|big/);
  });

  it('is not followed to another host', async () => {
    const hosts = new Set<string>();
    const { report } = await meet({
      at(incoming) {
        hosts.add(incoming.headers.host?.replace(/:.*/, '') ?? '');
        return withCode(incoming);
      },
      serve: (outgoing, { headers: { host = '' } }) =>
        redirectTo(outgoing, `http://${host.replace('127.0.0.1', 'localhost')}/sso/login`),
    });
    expect(saysOf(resultOf(report, 'OAUTH-LOGIN'))).toMatch(/localhost.* not an address that this test/);
    expect([...hosts]).toEqual(['127.0.0.1']);
  });
});

type Echo = (outgoing: ServerResponse, known: readonly string[], incoming: IncomingMessage) => void;

/** Leads to a page whose address has all secrets. */
function leadingOn(...[outgoing, known, { url = '' }]: Parameters<Echo>): void {
  if (url.includes('/x/')) html(outgoing, '<p>No one is logged in here');
  else redirectTo(outgoing, `/sso/x/${known.map(encodeURIComponent).join('/')}`);
}

/** Repeats all secrets in headers, cookies and pages, in several encodings. */
function showing(before: number): Echo {
  return (outgoing, known) => {
    const forms = known.flatMap((one) => [one, encodeURIComponent(one), Buffer.from(one).toString('base64')]);
    outgoing.setHeader('X-Secrets', known.join(' '));
    outgoing.setHeader(
      'Set-Cookie',
      known.map((one, index) => `secret${index}=${one}`),
    );
    html(outgoing, `${'x'.repeat(before)}${forms.join('<br>')}`);
  };
}

describe('a hostile answer to the kit callbacks', () => {
  const at = ({ url = '' }: IncomingMessage) => url.startsWith('/saasproduce');

  it.each<[string, Serve]>([
    ['is long', (outgoing) => writeOn(outgoing, mebibyte, 5)],
    [
      'is long JSON with control characters',
      (outgoing) => outgoing.end(`{"resultCode":"000005\x1b[31m","resultMsg":"\x9b${mebibyte.repeat(5)}"}`),
    ],
    ['ends early', (outgoing) => outgoing.destroy()],
    ['is no HTTP', (outgoing) => outgoing.socket?.end('\x1b[31mhello\r\n\r\n')],
    ['leads to a file', (outgoing) => redirectTo(outgoing, 'file:///etc/passwd')],
  ])('fails the binding if it %s', async (_, serve) => {
    const { report } = await meet({ at, serve });
    expect(resultOf(report, 'LOGIN-BIND-TENANT').status).toBe('failed');
    expect(resultOf(report, 'OAUTH-LOGIN').status).toBe('skipped');
  });
});
