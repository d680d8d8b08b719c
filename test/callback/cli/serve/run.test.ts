import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logLine, logRecord, rsaKeyPair } from '../../../../src/callback/cli/serve/run.ts';
import { concealSecrets, forgetSecrets } from '../../../../src/cli/output/edge.ts';
import { decryptClientSecret, encryptClientSecret } from '../../../../src/signing/client-secret.ts';
import { useLanguage } from '../../../../src/text/translate.ts';
import { privateKey } from '../../../support/rsa-keys.ts';

const entry = {
  time: new Date(2026, 2, 1, 8, 5, 9),
  method: 'POST',
  protocol: 'v2',
  activity: 'newInstance',
  resultCode: '000000',
  durationMs: 3,
} as const;
const refused = {
  ...entry,
  resultCode: '000001',
  reason: { en: 'the signature is wrong', zh: '签名校验不通过' },
};

test('logs one line per request with the reason in the chosen language', () => {
  expect(logLine(entry)).toMatch(/^08:05:09 +POST +v2 +newInstance +000000 +3 ms$/);
  expect(logLine(refused)).toMatch(/000001 +3 ms +the signature is wrong$/);
  useLanguage('zh');
  expect(logLine(refused)).toMatch(/签名校验不通过$/);
  const { protocol: _protocol, activity: _activity, ...bare } = refused;
  expect(logLine(bare)).toMatch(/POST +- +- +000001/);
});

test('sanitises and truncates unauthenticated text', () => {
  const hostile = { ...entry, activity: `\u001b[31mred\nnew line\u202e${'x'.repeat(1000)}` };
  const line = logLine(hostile);
  expect(line).not.toMatch(/[\u001b\n\u202e]/);
  expect(line.length).toBeLessThan(120);
  expect(logRecord(hostile).activity).toMatch(/^red new linex{28}$/);
});

test('shows no part of a secret that it truncates', () => {
  forgetSecrets();
  concealSecrets(['0123456789-the-access-key']);
  const hostile = { ...entry, activity: `${'x'.repeat(30)} 0123456789-the-access-key` };
  expect(logRecord(hostile).activity).toBe(`${'x'.repeat(30)} ***`);
  expect(logLine(hostile)).not.toContain('0123456789');
  forgetSecrets();
});

test('the JSON object of a request', () => {
  expect(logRecord(refused)).toEqual({
    time: entry.time.toISOString(),
    method: 'POST',
    protocol: 'v2',
    activity: 'newInstance',
    resultCode: '000001',
    durationMs: 3,
    reason: refused.reason,
  });
  const { protocol: _protocol, activity: _activity, ...bare } = entry;
  expect(logRecord(bare)).toMatchObject({ protocol: null, activity: null });
});

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koo-rsa-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('PEM and base64 of PKCS#8 are read; the public key belongs to it', async () => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const base64 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  for (const path of [await file('key.pem', pem), await file('key.txt', `${base64}\n`)]) {
    const out = `${path}.pub`;
    const pair = await rsaKeyPair(path, out);
    expect(await readFile(out, 'utf8')).toBe(pair.publicPem);
    expect(decryptClientSecret(pair.privateKey, encryptClientSecret(pair.publicPem, 'secret'))).toEqual({
      ok: true,
      text: 'secret',
    });
  }
});

test('without a file there is a new key, long enough for KooGallery', async () => {
  const pair = await rsaKeyPair(undefined, undefined);
  expect(pair.privateKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
});

test('what is wrong is said, with the flag', async () => {
  const facts = async (run: Promise<unknown>) =>
    run.then(
      () => undefined,
      (error) => ({ code: error.facts.code, category: error.facts.category, message: error.message }),
    );
  expect(await facts(rsaKeyPair(join(folder, 'none'), undefined))).toEqual({
    code: 'UNREADABLE_FILE',
    category: 'usage',
    message: `--rsa-private-key: file not found: ${join(folder, 'none')}`,
  });
  const rubbish = await file('rubbish', 'SECRET RUBBISH');
  const invalid = await facts(rsaKeyPair(rubbish, undefined));
  expect(invalid).toMatchObject({ code: 'INVALID_RSA_KEY', category: 'usage' });
  expect(invalid?.message).not.toContain('RUBBISH');
  const nowhere = join(folder, 'no', 'folder');
  expect(await facts(rsaKeyPair(undefined, nowhere))).toMatchObject({
    code: 'UNWRITABLE_FILE',
    category: 'usage',
  });
});
