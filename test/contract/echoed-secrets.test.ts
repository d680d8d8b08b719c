import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxSeller } from '../../src/sandbox/accounts.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { decode, encodings } from '../support/encodings.ts';
import { type Ended, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { cases } from './cases.ts';

const { sk, ak, securityToken = '' } = sandboxSeller.temporary;
const accessKey = 'the+secret/access=key';
const env = { KOO_AK: ak, KOO_SK: sk, KOO_SECURITY_TOKEN: securityToken, KOO_ACCESS_KEY: accessKey };

/** Stands in an answer for the text that names every secret in every encoding. */
const placeholder = '@echo@';
const secrets = [sk, securityToken, accessKey];
/** The text, as it stands between the quotes of JSON. */
const echo = secrets
  .flatMap((secret) => Object.values(encodings).map((encode) => `[${encode(secret)}]`))
  .join(' ');

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Request-Id': sk, 'X-Echo': sk });
  response.end(text.replaceAll(placeholder, () => echo));
}

/** Sends a request on to the sandbox, signed again for its address. */
async function forward(request: IncomingMessage, to: string): Promise<{ status: number; text: string }> {
  const body = await buffer(request);
  const url = new URL(request.url ?? '', to);
  const { method = 'GET' } = request;
  const kept = Object.entries(request.headers)
    .filter(
      ([name]) => !/^(host|authorization|x-sdk-date|x-security-token|connection|content-length)$/.test(name),
    )
    .map(([name, value]) => [name, String(value)] as const);
  const headers = signRequest({ method, url, headers: kept, body }, sandboxSeller.temporary, new Date());
  const reply = await fetch(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  return { status: reply.status, text: await reply.text() };
}

/** An answer with the echo in every text that has no fixed form, in a member of its own, and in a member's name. */
function withEcho(text: string): string {
  const add = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => add(item));
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).map(([key, member]) => [key, add(member, key)]);
      return Object.fromEntries([...members, ['echo', placeholder], [placeholder, 1]]);
    }
    const isText = /name|desc|msg|message|title|note|remark/i.test(name) && typeof value === 'string';
    return isText ? `${value} ${placeholder}` : value;
  };
  return JSON.stringify(add(JSON.parse(text)));
}

const refusal = JSON.stringify({
  resultCode: 'MKT.0999',
  resultMsg: placeholder,
  error_code: 'MKT.0999',
  error_msg: placeholder,
  errorMsg: placeholder,
  request_id: placeholder,
  [placeholder]: placeholder,
});

let masked = 0;

function expectNoSecret({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  const output = `${stdout}\n${stderr}`;
  if (output.includes('***')) masked += 1;
  const decoded = decode(output);
  for (const secret of secrets) {
    for (const [name, encode] of Object.entries(encodings)) {
      expect(output.includes(encode(secret)), `${name} of a secret`).toBe(false);
    }
    expect(decoded.includes(secret.toLowerCase()), 'a secret after decoding').toBe(false);
  }
}

const formats = [[], ['--json']];
const newHome = () => mkdtempSync(join(scratch, 'echo-'));

/** Commands that call a site: those whose run in the sandbox succeeds. */
const callers = Object.entries(cases).filter(
  ([, { success }]) => success.args.includes('sandbox') && success.before === undefined,
);

describe('a server that names the keys in its answer', () => {
  let sandbox: Sandbox;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    sandbox = await startSandbox({ stateFolder: newHome() });
    closing.push(() => sandbox.close());
    urls.success = await listen(async (request, response) => {
      const { status, text } = await forward(request, sandbox.url);
      answer(response, status, withEcho(text));
    });
    urls.refusal = await listen(async (request, response) => {
      await buffer(request);
      answer(response, 403, refusal);
    });
    urls.page = await listen(async (request, response) => {
      await buffer(request);
      answer(response, 404, `<html><h1>${placeholder}</h1></html>`);
    });
  });

  describe.each(['success', 'refusal', 'page'])('%s', (kind) => {
    it.each(callers)('koo %s shows none of them in any form', async (id, { success }) => {
      const args = success.args.flatMap((word, at, words) =>
        word === '--site' ? ['--endpoint', urls[kind] ?? ''] : words[at - 1] === '--site' ? [] : [word],
      );
      for (const format of kind === 'success' ? [...formats, ['-o', 'yaml'], ['-o', 'csv']] : formats) {
        const ended = await kooHere([...id.split(':'), ...args, ...format], {
          env: { ...env, HOME: newHome(), ...(id === 'api' && { KOO_DEBUG: '1' }) },
          ...(success.input !== undefined && { input: success.input }),
        });
        expectNoSecret(ended);
      }
    });
  });

  it('shows that it was named, in most commands', () => {
    expect(masked).toBeGreaterThan(callers.length);
  });
});

describe('a callback server that names the access key in its reply', () => {
  const reply = JSON.stringify({
    resultCode: '000000',
    resultMsg: placeholder,
    instanceId: 'i-1',
    appInfo: { frontEndUrl: placeholder },
    [placeholder]: placeholder,
  });

  it.each([
    ['send', ['newInstance']],
    ['send', ['newInstance', '--json']],
    ['test', ['--only', 'V2-AUTH-*']],
    ['test', ['--only', 'V2-AUTH-*', '--verbose']],
    ['test', ['--only', 'V2-AUTH-*', '--json']],
  ])('koo callback %s %j shows it in no form', async (command, [first = '', ...more]) => {
    const url = await listen(async (request, response) => {
      await buffer(request);
      answer(response, 200, reply);
    });
    const words = command === 'send' ? [first, url, ...more] : [url, first, ...more];
    expectNoSecret(await kooHere(['callback', command, ...words], { env: { ...env, HOME: newHome() } }));
  });

  it('writes it into no report', async () => {
    const url = await listen(async (request, response) => {
      await buffer(request);
      answer(response, 200, reply);
    });
    const folder = newHome();
    const reporters = ['spec', 'json', 'junit', 'tap', 'markdown', 'html', 'github'];
    await kooHere(
      [
        'callback',
        'test',
        url,
        '--only',
        'V2-AUTH-*',
        ...reporters.flatMap((name) => ['--reporter', `${name}=${name}.out`]),
      ],
      { env: { ...env, HOME: folder }, cwd: folder },
    );
    const files = readdirSync(folder).filter((name) => name.endsWith('.out'));
    expect(files.length).toBe(reporters.length);
    for (const file of files)
      expectNoSecret({ stdout: readFileSync(join(folder, file), 'utf8'), stderr: '' });
  });
});
