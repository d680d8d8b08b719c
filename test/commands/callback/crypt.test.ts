import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import CallbackDecrypt from '../../../src/commands/callback/decrypt.ts';
import CallbackEncrypt from '../../../src/commands/callback/encrypt.ts';
import { privateKey, publicKey } from '../../support/rsa-keys.ts';
import { runCommand } from '../run.ts';

const key = '00000000-1111-2222-3333-444444444444';
const folder = mkdtempSync(join(tmpdir(), 'koo-crypt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const encrypt = (...argv: string[]) => runCommand(CallbackEncrypt, argv, { KOO_ACCESS_KEY: key });
const decrypt = (...argv: string[]) => runCommand(CallbackDecrypt, argv, { KOO_ACCESS_KEY: key });

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const aes256 = 'A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==';
const aes128 = 'A1b2C3d4E5f6G7h8NlKrQcgIay7GnTaEnFxLZA==';

test('encrypts and decrypts a field with both key lengths', async () => {
  const argv = ['15905222222', '--iv', 'A1b2C3d4E5f6G7h8'];
  expect(await encrypt(...argv)).toMatchObject({ exitCode: 0, stdout: `${aes256}\n`, stderr: '' });
  expect(await encrypt(...argv, '--bits', '128')).toMatchObject({ stdout: `${aes128}\n` });
  expect(await decrypt(aes256)).toMatchObject({ exitCode: 0, stdout: '15905222222\n' });
  expect((await decrypt(aes128, '--bits', '128', '--json')).stdout).toBe('{\n  "text": "15905222222"\n}\n');
});

test('without --iv each ciphertext is another one', async () => {
  const [one, two] = [await encrypt('中文 😀'), await encrypt('中文 😀')];
  expect(one.stdout).not.toBe(two.stdout);
  expect((await decrypt(one.stdout.trim())).stdout).toBe('中文 😀\n');
});

test('exits 7 if decryption fails and reports the mistake', async () => {
  const other = await decrypt(aes128);
  expect(other).toMatchObject({
    exitCode: 7,
    code: 'NOT_DECRYPTED',
    stdout: '',
    hint: expect.stringContaining('AES-128'),
  });
  const random = await decrypt('A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDB==');
  expect(random).toMatchObject({ exitCode: 7, code: 'NOT_DECRYPTED' });
});

test('says what a value that is too short must begin with', async () => {
  expect(await decrypt('zzz')).toMatchObject({
    exitCode: 7,
    code: 'NOT_DECRYPTED',
    message: 'The value is shorter than the 16-character IV it must begin with',
    hint: 'Give the IV followed by the base64 of the ciphertext, as your server received it.',
  });
});

test('refuses an invalid IV as a usage error', async () => {
  expect(await encrypt('x', '--iv', 'short')).toMatchObject({
    exitCode: 2,
    code: 'NOT_ENCRYPTED',
    message: '--iv must be 16 letters or digits (A-Z, a-z, 0-9), not "short"',
  });
});

test('removes control characters from decrypted text', async () => {
  const { stdout } = await encrypt('a\u001b[2Jb');
  expect((await decrypt(stdout.trim())).stdout).toBe('ab\n');
});

test('a client secret', async () => {
  const publicPem = file('public.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const privateDer = file(
    'private.b64',
    privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  );
  const { stdout } = await encrypt('密钥', '--client-secret', '--rsa-public-key', publicPem);
  const secret = stdout.trim();
  const argv = ['--client-secret', '--rsa-private-key', privateDer];
  expect(await decrypt(secret, ...argv)).toMatchObject({ exitCode: 0, stdout: '密钥\n' });
  expect(await decrypt(`${secret.slice(0, -8)}AAAAAAAA`, ...argv)).toMatchObject({
    exitCode: 7,
    code: 'NOT_DECRYPTED',
  });
  expect(await decrypt(secret, '--client-secret')).toMatchObject({ exitCode: 2, code: 'MISSING_FLAG' });
  expect(await encrypt('x', '--client-secret', '--rsa-public-key', privateDer)).toMatchObject({
    exitCode: 2,
    code: 'INVALID_RSA_KEY',
  });
});

test('no access key', async () => {
  expect(await runCommand(CallbackDecrypt, [aes256])).toMatchObject({ exitCode: 3, code: 'NO_ACCESS_KEY' });
});
