import { expect, it } from 'vitest';
import { kooHere } from '../support/koo-here.ts';
import { languages } from './languages.ts';
import { render } from './project.ts';
import { testWholly } from './whole-tests.ts';

testWholly(languages.node);

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
