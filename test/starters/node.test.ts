import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { kooHere } from '../support/koo-here.ts';
import { languages } from './languages.ts';
import { render, settings, startRefused } from './project.ts';
import { testStarter } from './starter-tests.ts';

testStarter(languages.node);

it.each([
  ['v1-kit', ['v1-kit'], 'LOGIN-FAIL-SLOW'],
  ['v2-kit', ['v2', 'v2-kit'], ''],
] as const)('passes the suite of the login with %s, as its koo.yaml says', async (_, protocols, skip) => {
  const { folder } = await render(languages.node, protocols, 'period');
  const args = ['sso', 'test', '--strict', '--skip', skip];
  const { code, stdout, stderr } = await kooHere(args, { cwd: folder });
  expect(code, stdout + stderr).toBe(0);
  for (const part of ['login', 'oauth', 'cas'])
    expect(stdout).toMatch(new RegExp(`^${part} +\\d+ passed`, 'm'));
});

it.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }, { PUBLIC_URL: 'http://saas.example.com' }])(
  'does not start with %j, at which cookies would not be Secure, and says so in a line',
  async (env) => {
    const project = await render(languages.node, ['v1-kit'], 'period');
    const { code, output } = await startRefused(project, { ...settings, ...env });
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
