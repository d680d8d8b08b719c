import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { askAccessKeys } from '../../../../src/account/cli/login/access-keys.ts';
import { givenPair, requirePair } from '../../../../src/account/cli/login/pair.ts';
import { siteOf } from '../../../../src/openapi/sites.ts';
import type { Localized } from '../../../../src/text/localized.ts';

const ak = 'QTWAOYTTINDUT2QVKYUC';
const sk = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc';
const otherAk = 'HPUA0000000000000002';
const clear = '\x15';
const cn = siteOf('cn');
const custom = siteOf('custom', 'https://mkt.example.com');
const folder = mkdtempSync(join(tmpdir(), 'koo pair '));
afterAll(() => rmSync(folder, { recursive: true }));

const heading = 'User Name,Access Key Id,Secret Access Key\n';
const csv = (name: string, ...rows: string[]) => {
  const path = join(folder, name);
  writeFileSync(path, heading + rows.join('\n'));
  return path;
};
const one = csv('credentials.csv', `hw12345678,${ak},${sk}`);
const two = csv('two.csv', `first,${ak},${sk}`, `second,${otherAk},${sk}`);
const swapped = csv('swapped.csv', `hw12345678,${sk},${ak}`);

/** A terminal on which each answer is typed as soon as its question is shown. */
function typing(answers: readonly (readonly [question: string, keys: string])[], env = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  // Each prompt ends its output stream; a terminal stays open.
  output.end = () => output;
  let shown = '';
  let all = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += stripVTControlCharacters(text);
    all += text;
  });
  const typed = (async () => {
    for (const [question, keys] of answers) {
      await vi.waitFor(() => expect(shown).toContain(question), { timeout: 5000 });
      shown = '';
      await sleep(5);
      input.write(keys);
    }
  })();
  typed.catch(() => undefined);
  const notices: string[] = [];
  const notice = (text: Localized) => notices.push(text.en);
  const context = { noInput: false, input, output, env: { HOME: folder, ...env }, notice } as const;
  return { context, typed, notices, shown: () => all };
}
const silent = (env = {}) => ({ noInput: true, env, notice: () => undefined }) as const;

describe('the AK/SK at the prompt', () => {
  test('is accepted as typed, and the page that creates it is named', async () => {
    const { context, typed, notices, shown } = typing([
      ['AK (', `${ak}\r`],
      ['SK (', `${sk}\r`],
    ]);
    expect(await requirePair({}, cn, context)).toEqual({ ak, sk });
    await typed;
    expect(notices.join()).toContain('https://console.huaweicloud.com/iam/#/mine/accessKey');
    expect(shown()).not.toContain(sk);
  });

  test.each([
    ['too short', ak.slice(1), 'An AK has 20 characters; this one has 19. If yours differs, use --ak.'],
    ['in lower case', ak.toLowerCase(), 'An AK consists of upper-case letters and digits'],
    ['an SK', sk, 'This has the form of an SK. Type the AK; the SK comes next.'],
    ['a path without a file', './none.csv', 'This is neither an AK nor the path of a file.'],
    ['a line of the file', `hw1,${ak},${sk}`, 'This is neither an AK nor the path of a file.'],
    ['another file', `${folder}/other.csv`, 'other.csv is not a credentials.csv of the console'],
  ])('is asked for again if the AK is %s', async (_, wrong, message) => {
    writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n');
    const { context, typed } = typing([
      ['AK (', `${wrong}\r`],
      [message, `${clear}${ak}\r`],
      ['SK (', `${sk}\r`],
    ]);
    expect(await requirePair({}, cn, context)).toEqual({ ak, sk });
    await typed;
  });

  test('is not shown again if it is an SK', async () => {
    const { context, typed, shown } = typing([
      ['AK (', sk],
      ['*'.repeat(sk.length), '\r'],
      ['This has the form of an SK', `${clear}${ak}\r`],
      ['SK (', `${sk}\r`],
    ]);
    expect(await requirePair({}, cn, context)).toEqual({ ak, sk });
    await typed;
    expect(shown()).not.toContain(sk);
  });

  test('of a site without a known page is explained by its menu path, which cannot be opened', async () => {
    const { context, typed, notices } = typing([
      ['AK (', `${ak}\r`],
      ['SK (', `${sk}\r`],
    ]);
    await requirePair({}, siteOf('eu'), context);
    await typed;
    expect(notices).toEqual([expect.stringContaining('My Credentials > Access Keys')]);
    expect(notices.join()).not.toContain('koo open');
  });

  test.each([
    ['the AK once more', ak, 'This has the form of an AK. Type the SK.'],
    ['with a blank', 'the secret', 'SK contains a space'],
    ['with an invisible character', 'the\u200bsecret', 'SK contains a space'],
  ])('is asked for again if the SK is %s', async (_, wrong, message) => {
    const { context, typed, shown } = typing([
      ['SK (', `${wrong}\r`],
      [message, `${clear}${sk}\r`],
    ]);
    expect(await requirePair({ ak }, cn, context)).toEqual({ ak, sk });
    await typed;
    expect(shown()).not.toContain('the secret');
  });

  test('of another length is asked about, once typed and once given', async () => {
    const short = sk.slice(1);
    const { context, typed } = typing([
      ['SK (', `${short}\r`],
      ['An SK has 40 characters; this one has 39. Use it anyway?', '\r'],
      ['SK (', `${short}\r`],
      ['Use it anyway?', 'y\r'],
    ]);
    expect(await requirePair({ ak }, cn, context)).toEqual({ ak, sk: short });
    await typed;
    const given = typing([
      ['An AK has 20 characters; this one has 12. Use it anyway?', 'n\r'],
      ['AK (', `${ak}\r`],
    ]);
    expect(await requirePair({ ak: 'HPUA0EXAMPLE', sk }, cn, given.context)).toEqual({ ak, sk });
    await given.typed;
  });

  test('of a site of one’s own, or without a terminal, is used in any form', async () => {
    expect(await requirePair({ ak: 'HPUA0EXAMPLE', sk: 'short' }, cn, silent())).toEqual({
      ak: 'HPUA0EXAMPLE',
      sk: 'short',
    });
    const { context, typed } = typing([
      ['AK (', 'me\r'],
      ['SK (', 'short\r'],
    ]);
    expect(await requirePair({}, custom, context)).toEqual({ ak: 'me', sk: 'short' });
    await typed;
  });

  test('of a temporary credential is completed by its token, unless the environment has it', async () => {
    const temporary = `HST${ak.slice(3)}`;
    const { context, typed, shown } = typing([['Security token', 'the-token\r']]);
    expect(await requirePair({ ak: temporary, sk }, cn, context)).toEqual({
      ak: temporary,
      sk,
      securityToken: 'the-token',
    });
    await typed;
    expect(shown()).not.toContain('the-token');
    const known = typing([], { KOO_SECURITY_TOKEN: 'from-environment' });
    expect(await requirePair({ ak: temporary, sk }, cn, known.context)).toMatchObject({
      securityToken: 'from-environment',
    });
  });

  test('keeps with Enter what was typed before', async () => {
    const current = { ak, sk, securityToken: 't' };
    const same = typing([
      ['AK (', '\r'],
      ['Enter keeps the current one', '\r'],
    ]);
    expect(await requirePair({}, cn, same.context, current)).toEqual(current);
    const changed = typing([
      ['AK (', `${otherAk}\r`],
      ['Enter keeps the current one', '\r'],
    ]);
    expect(await requirePair({}, cn, changed.context, current)).toEqual({ ak: otherAk, sk });
  });
});

describe('credentials.csv', () => {
  test.each([
    ['a dragged path', `'${one}'`],
    ['an escaped path', one.replaceAll(' ', String.raw`\ `)],
    ['a path from home', '~/credentials.csv'],
  ])('is read from %s at the prompt', async (_, path) => {
    const { context, typed, notices } = typing([['AK (', `${path}\r`]]);
    expect(await requirePair({}, cn, context)).toEqual({ ak, sk, file: one });
    await typed;
    expect(notices).toContain('Read the AK/SK QTWA…KYUC from credentials.csv.');
  });

  test('is read from the flag, and a pair is chosen from several', async () => {
    expect(await givenPair({ 'credentials-file': one }, cn, silent())).toMatchObject({ ak, sk });
    expect(await givenPair({ 'credentials-file': two, ak: otherAk }, cn, silent())).toMatchObject({
      ak: otherAk,
    });
    const { context, typed } = typing([['Which AK/SK', '\x1b[B\r']]);
    expect(await givenPair({ 'credentials-file': two }, cn, context)).toMatchObject({ ak: otherAk });
    await typed;
  });

  test.each([
    [{ 'credentials-file': two }, 'MISSING_VALUE', 'Choose one with --ak.'],
    [{ 'credentials-file': two, ak: 'NONE' }, 'UNKNOWN_AK', '--ak'],
    [{ 'credentials-file': swapped }, 'KEYS_SWAPPED', 'Nothing was sent'],
    [{ 'credentials-file': join(folder, 'none.csv') }, 'UNREADABLE_FILE', 'path'],
  ])('is refused: %j %s', async (flags, code, hint) => {
    await expect(givenPair(flags, cn, silent())).rejects.toMatchObject({
      exitCode: 2,
      facts: { code, hint: { en: expect.stringContaining(hint) } },
    });
  });
});

test('a swapped AK and SK is noticed wherever it comes from', async () => {
  const given = await givenPair({}, cn, silent({ KOO_AK: sk, KOO_SK: ak }));
  await expect(requirePair(given, cn, silent())).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'KEYS_SWAPPED' },
  });
});

test('keys for Huawei’s SDKs are for Huawei’s sites only', async () => {
  const env = { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk };
  expect(await givenPair({}, cn, silent(env))).toEqual({ ak, sk, isForSdks: true });
  expect(await givenPair({}, custom, silent(env))).toEqual({ isForSdks: false });
  const own = { ...env, KOO_AK: otherAk, KOO_SK: sk };
  expect(await givenPair({}, cn, silent(own))).toEqual({ ak: otherAk, sk, isForSdks: false });
});

describe('the AK of --ak', () => {
  const file = join(folder, 'sk.txt');
  writeFileSync(file, sk);
  const exported = { KOO_AK: otherAk, KOO_SK: 'other-sk', KOO_SECURITY_TOKEN: 'other-token' };

  test('is not mixed with the SK and the token of another pair, which a notice names', async () => {
    const { context, notices } = typing([], exported);
    expect(await givenPair({ ak, 'sk-file': file }, cn, context)).toEqual({ ak, sk, isForSdks: false });
    expect(notices).toEqual(['koo does not use KOO_SECURITY_TOKEN, because --ak is not the AK of KOO_AK.']);
    const alone = typing([], exported);
    expect(await givenPair({ ak }, cn, alone.context)).toEqual({ ak, isForSdks: false });
    expect(alone.notices).toEqual([
      'koo does not use KOO_SK and KOO_SECURITY_TOKEN, because --ak is not the AK of KOO_AK.',
    ]);
  });

  test.each([
    ['the same', { ...exported, KOO_AK: ak }],
    ['none', { KOO_SECURITY_TOKEN: 'other-token' }],
  ])('takes the token, if the AK of the environment is %s', async (_, env) => {
    const { context, notices } = typing([], env);
    expect(await givenPair({ ak, 'sk-file': file }, cn, context)).toMatchObject({
      securityToken: 'other-token',
    });
    expect(notices).toEqual([]);
  });

  test('is a temporary one: the token of another AK is not taken at the prompt either', async () => {
    const temporary = `HST${ak.slice(3)}`;
    const { context, typed } = typing([['Security token', 'the-token\r']], exported);
    expect(await requirePair({ ak: temporary, sk }, cn, context)).toMatchObject({
      securityToken: 'the-token',
    });
    await typed;
    const replaced = typing([
      ['Use it anyway?', 'n\r'],
      ['AK (', `${ak}\r`],
    ]);
    const given = { ak: 'HPUA0EXAMPLE', sk, securityToken: 'of-the-other' };
    expect(await requirePair(given, cn, replaced.context)).toEqual({ ak, sk });
    await replaced.typed;
  });
});

describe('access keys', () => {
  test('are asked for by class, those that are given excepted', async () => {
    const { context, typed, notices, shown } = typing([
      ['Which access keys do you have?', '\x1b[B \r'],
      ['Access key of licence interfaces', 'the key\r'],
      ['licence interfaces: the key contains whitespace', `${clear}the-licence-key\r`],
    ]);
    const keys = await askAccessKeys({ base: 'given' }, { kit: 'stored' }, cn, context);
    await typed;
    expect(keys).toEqual({ license: 'the-licence-key' });
    expect(shown()).toContain('Joint-operation SaaS interfaces (kit), stored; select it to replace it');
    expect(shown()).not.toContain('Base interfaces');
    expect(shown()).not.toContain('the-licence-key');
    expect(notices).toEqual(['Access keys: Seller Console > Application Tools > Key Management']);
  });

  test('of the European console are in Base64, which is said', async () => {
    const { context, notices } = typing([['Which access keys', '\r']]);
    expect(await askAccessKeys({}, {}, siteOf('eu'), context)).toEqual({});
    expect(notices.join()).toContain('Base64');
  });

  test('are not asked for without a terminal, nor when all are given', async () => {
    expect(await askAccessKeys({}, {}, cn, silent())).toEqual({});
    const all = { base: 'a', kit: 'b', license: 'c', notify: 'd' };
    expect(await askAccessKeys(all, {}, cn, typing([]).context)).toEqual({});
  });
});
