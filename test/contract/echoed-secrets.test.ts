import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server/server.ts';
import { sandboxSeller } from '../../src/sandbox/state/accounts.ts';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { encodings, readings, tracesOf } from '../support/encodings.ts';
import { type Ended, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { allOrFirstOfEach } from '../support/whole.ts';
import { cases } from './cases.ts';

/** No letters of them in a row occur by chance. */
const sk = 'q7RtZ0mXw2LhV9cKpY4sNdB8fJgT6uAeE1iWoQkM';
const securityToken = 'MIIEq+9Xz/Vb3kT0pL7w=Rj5nHc==';
const accessKey = 'Zq7+wX2/pL9vT4==r8';
const env = {
  KOO_AK: 'AKAKAKAKAKAKAKAKAKAK',
  KOO_SK: sk,
  KOO_SECURITY_TOKEN: securityToken,
  KOO_ACCESS_KEY: accessKey,
};

/** Stands in an answer for the text that names every secret in every encoding. */
const placeholder = '@echo@';
/** Stands for a part of it, each time for the next one. */
const partly = '@part@';
const secrets = [sk, securityToken, accessKey];
/** The text, as it stands between the quotes of JSON. */
const echoes = Object.values(encodings).map((encode) =>
  secrets.map((secret) => `[${encode(secret)}]`).join(' '),
);
const echo = echoes.join(' ');

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
  let next = 0;
  const nextPart = () => echoes[next++ % echoes.length] ?? '';
  response.end(text.replaceAll(placeholder, () => echo).replaceAll(partly, nextPart));
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

/** An answer with the echo in a member of its own, in its name, and a part of it in every text that has no fixed form. */
function withEcho(text: string): string {
  const add = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => add(item, 'item'));
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).map(([key, member]) => [key, add(member, key)]);
      return Object.fromEntries([...members, ...(name === '' ? [[placeholder, placeholder]] : [])]);
    }
    const isText = /name|desc|msg|message|title|note|remark/i.test(name) && typeof value === 'string';
    return isText ? `${value} ${partly}` : value;
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
  const read = readings(output);
  for (const secret of secrets) expect(tracesOf(secret, read)).toEqual([]);
  expect(output).not.toMatch(/[\x1b\x07\u200f]/);
}

test.each(Object.entries(encodings))('a secret is recognised in %s', (_, encode) => {
  for (const secret of secrets) {
    const found = tracesOf(secret, readings(`"error":"${encode(secret)} and more"`));
    expect(found.length).toBeGreaterThanOrEqual(secret.length / 2);
  }
});

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

  describe.each([
    ['success', []],
    ['success', ['--json']],
    ['refusal', []],
    ['page', ['--json']],
  ])('%s %j', (kind, format) => {
    // A refusal and a page are read by what all calls share; results by each command.
    const some = kind === 'success' ? callers : allOrFirstOfEach(callers, ([id]) => id.split(':')[0] ?? '');
    it.each(some)('koo %s shows none of them in any form', async (id, { success }) => {
      const args = success.args.flatMap((word, at, words) =>
        word === '--site' ? ['--endpoint', urls[kind] ?? ''] : words[at - 1] === '--site' ? [] : [word],
      );
      const ended = await kooHere([...id.split(':'), ...args, ...format], {
        env: { ...env, HOME: newHome(), KOO_DEBUG: '1' },
        ...(success.input !== undefined && { input: success.input }),
      });
      expectNoSecret(ended);
    });
  });

  it.each([
    ['--include'],
    ['-o', 'yaml'],
    ['-o', 'csv'],
    ['-o', 'tsv'],
    ['-o', 'ndjson'],
    ['--query', '[@]'],
    ['--debug'],
  ])('koo api %s %s shows none of them in any form', async (...format) => {
    expectNoSecret(await kooHere(['api', '/any', '--endpoint', urls.refusal ?? '', ...format], { env }));
  });

  it('shows that it was named, in most commands', () => {
    expect(masked).toBeGreaterThan(callers.length);
  });
});

it('an escape sequence in the name of a member does not reach a heading', async () => {
  const url = await listen(async (request, response) => {
    await buffer(request);
    answer(response, 200, '{"code":1,"\\u001b]52;c;ZXZpbA==\\u0007name":1}');
  });
  const words = ['api', '/any', '--endpoint', url, '--query', '[@]', '-o', 'table'];
  const { stdout } = await kooHere(words, { env });
  expect(stdout.split('\n')[0]).toBe('code  name');
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
    ['send', ['newInstance', '--protocol', 'v2']],
    ['send', ['newInstance', '--protocol', 'v2', '--json']],
    ['test', ['--only', 'V2-AUTH-*']],
    ['test', ['--only', 'V2-AUTH-*', '--verbose']],
    ['test', ['--only', 'V2-AUTH-*', '--json']],
  ])('koo callback %s %j shows it in no form', async (command, [first = '', ...more]) => {
    const url = await listen(async (request, response) => {
      await buffer(request);
      answer(response, 200, reply);
    });
    const words = command === 'send' ? [first, url, ...more] : [url, first, ...more];
    const ended = await kooHere(['callback', command, ...words], { env: { ...env, HOME: newHome() } });
    expect(ended.stdout).toContain('***');
    expectNoSecret(ended);
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
