import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { kooHere } from '../support/koo-here.ts';
import { conformance, expectClean, ordering, startWithOrders } from './conformance.ts';
import { killWhileBuying } from './durability.ts';
import { languages } from './languages.ts';
import { testPlainly } from './plain-tests.ts';
import { build, everyProtocol, type Project, render, settings, start, startRefused } from './project.ts';

testPlainly(languages.node);

let built: Promise<Project> | undefined;
const project = () => {
  built ??= render(languages.node, everyProtocol, 'period').then(build);
  return built;
};

it('passes the suite with all protocols', async () => {
  const server = await start(await project());
  expectClean(await conformance(server, 'period'));
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});

it('queries its orders', async () => {
  const server = await startWithOrders(await project());
  const more = ['--order-api', String(server.orderPort)];
  expectClean(await conformance(server, 'period', ordering, more));
  await server.stop();
});

it('loses no instance and creates none twice when it is killed', async () => {
  expect(await killWhileBuying(await project(), 2)).toEqual([]);
});

it('passes the suite of the login, as its koo.yaml says', async () => {
  const { folder } = await render(languages.node, ['v1-kit'], 'period');
  const args = ['sso', 'test', '--strict', '--skip', 'LOGIN-FAIL-SLOW'];
  const { code, stdout, stderr } = await kooHere(args, { cwd: folder });
  expect(code, stdout + stderr).toBe(0);
  for (const part of ['login', 'oauth', 'cas'])
    expect(stdout).toMatch(new RegExp(`^${part} +\\d+ passed`, 'm'));
});

it.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }, { PUBLIC_URL: 'http://saas.example.com' }])(
  'does not start with %j, at which cookies would not be Secure, and says so in a line',
  async (env) => {
    const { code, output } = await startRefused(await project(), { ...settings, ...env });
    expect(code).toBe(2);
    expect(output).toMatch(/^PUBLIC_URL [^\n]+\n$/);
  },
);

it('says in one line that Node.js is too old', () => {
  const store = fileURLToPath(new URL('../../templates/node/src/store.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--no-experimental-sqlite', store], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Node\.js 22\.19 or later is needed for its SQLite, not v\d[^\n]*\n$/);
});
