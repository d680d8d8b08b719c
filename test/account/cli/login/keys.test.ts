import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { loginKeys } from '../../../../src/account/cli/login/keys.ts';

/** A terminal that enters each line as soon as its prompt is shown. */
function typing(lines: Readonly<Record<string, string>>) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  // Each prompt ends its output stream; a terminal stays open.
  output.end = () => output;
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const typed = (async () => {
    for (const [question, line] of Object.entries(lines)) {
      await vi.waitFor(() => expect(shown).toContain(question), { timeout: 5000 });
      await sleep(5);
      input.write(`${line}\r`);
    }
  })();
  typed.catch(() => undefined);
  return { options: { noInput: false, input, output } as const, typed, shown: () => shown };
}

const skips = Object.fromEntries(
  ['base interfaces', 'kit interfaces', 'licence interfaces', 'order notifications'].map((name) => [
    name,
    '',
  ]),
);

test('accepts typed keys unchanged', async () => {
  const { options, typed } = typing({
    'AK (': 'AKEXAMPLE',
    'SK (': 'the/secret+half=',
    ...skips,
    'kit interfaces': 'the-kit-key',
  });
  const keys = await loginKeys({}, undefined, {}, options);
  await typed;
  expect(keys).toEqual({
    credential: { ak: 'AKEXAMPLE', sk: 'the/secret+half=' },
    accessKeys: { kit: 'the-kit-key' },
  });
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['AK', { 'AK (': 'AK EXAMPLE' }, 'AK'],
  ['AK in Chinese', { 'AK (': '访问密钥' }, 'AK'],
  ['SK', { 'AK (': 'AKEXAMPLE', 'SK (': 'the secret' }, 'SK'],
  ['SK with an invisible character', { 'AK (': 'AKEXAMPLE', 'SK (': 'the\u200bsecret' }, 'SK'],
  ['access key', { 'AK (': 'AKEXAMPLE', 'SK (': 's', 'base interfaces': 'the key' }, 'base interfaces'],
])('refuses an invalid %s as it is typed', async (_, lines, place) => {
  const { options, typed, shown } = typing(lines);
  const failed = loginKeys({}, undefined, {}, options);
  await expect(failed).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'INVALID_KEY', message: { en: expect.stringContaining(place) } },
  });
  await typed;
  expect(shown()).not.toContain('the secret');
});
