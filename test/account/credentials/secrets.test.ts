import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileStore } from '../../../src/account/credentials/file-store.ts';
import { keyring } from '../../../src/account/credentials/keyring.ts';
import { chooseStore } from '../../../src/account/credentials/secrets.ts';
import type { Localized } from '../../../src/text/localized.ts';
import { startedSoFar } from '../../support/budget/count.ts';

const secrets = {
  endpoint: 'https://mkt.example.com',
  ak: 'AKEXAMPLE',
  sk: 'the-secret-"\\\n-half',
  accessKeys: { base: 'the-access-key' },
};
/** Longest time for the process of a keyring that responds, on a busy machine. */
const longestMs = 30_000;
let folder = '';
let notices: Localized[] = [];
const notice = (text: Localized) => {
  notices.push(text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-credentials-'));
  notices = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A fake keyring module with the given body of its Entry class. */
function fakeKeyring(entry: string): string {
  const path = join(folder, 'fake-keyring.cjs');
  writeFileSync(
    path,
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(join(folder, 'argv'))}, JSON.stringify([process.argv, process.execArgv, process.env]));
     exports.Entry = class { constructor(service, account) { this.path = ${JSON.stringify(`${folder}/`)} + service + encodeURIComponent(account); } ${entry} };`,
  );
  return path;
}

const working = `
  setPassword(text) { fs.writeFileSync(this.path, text); }
  getPassword() { return fs.existsSync(this.path) ? fs.readFileSync(this.path, 'utf8') : null; }
  deletePassword() { const had = fs.existsSync(this.path); fs.rmSync(this.path, { force: true }); return had; }`;
const locked = `setPassword() { throw new Error('locked'); } getPassword() { throw new Error('locked'); }`;
const hanging = `setPassword() { for (;;); } getPassword() { for (;;); } deletePassword() { for (;;); }`;

describe.each(['file', 'keyring'])('%s', (kind) => {
  const store = () =>
    kind === 'file'
      ? fileStore(folder, notice)
      : keyring({ module: fakeKeyring(working), limitMs: longestMs });

  test('stores, replaces and removes secrets by profile', async () => {
    expect(await store().get('a')).toBeUndefined();
    await store().set('a', secrets);
    await store().set('b', { ...secrets, sk: 'other' });
    expect(await store().get('a')).toEqual(secrets);
    await store().set('a', { ...secrets, ak: 'NEW' });
    expect(await store().get('a')).toMatchObject({ ak: 'NEW' });
    expect(await store().remove('a')).toBe(true);
    expect(await store().remove('a')).toBe(false);
    expect(await store().get('a')).toBeUndefined();
    expect(await store().get('b')).toMatchObject({ sk: 'other' });
    expect(await store().get('constructor')).toBeUndefined();
  });
});

test('the file is private, and moved aside when damaged', async () => {
  const store = fileStore(folder, notice);
  await store.set('a', secrets);
  const path = join(folder, 'credentials.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40));
  expect(await store.get('a')).toBeUndefined();
  expect(notices).toHaveLength(1);
  const aside = readdirSync(folder).find((name) => name.startsWith('credentials.json.damaged-'));
  expect(statSync(join(folder, aside!)).mode & 0o777).toBe(0o600);
});

test('the keyring process has no secrets in its arguments or environment', async () => {
  vi.stubEnv('KOO_SK', 'the-secret-of-the-environment');
  const store = keyring({ module: fakeKeyring(working), limitMs: longestMs });
  await store.set('a', secrets);
  await store.get('a');
  vi.unstubAllEnvs();
  const seen = readFileSync(join(folder, 'argv'), 'utf8');
  expect(seen).toContain('-e');
  expect(seen).not.toContain('the-secret');
  expect(seen).not.toContain('the-access-key');
});

describe('choosing a store', () => {
  const choose = (choice: 'auto' | 'keyring' | 'file', module: string, limitMs = longestMs) =>
    chooseStore(choice, { file: fileStore(folder, notice), keyring: keyring({ module, limitMs }) });

  test('uses a working keyring, and removes the probe from it', async () => {
    const { store, fallbackReason } = await choose('auto', fakeKeyring(working));
    expect([store.kind, fallbackReason]).toEqual(['keyring', undefined]);
    expect(readdirSync(folder).filter((name) => name.includes('probe'))).toEqual([]);
  });

  test.each([
    ['locked', () => fakeKeyring(locked)],
    ['missing', () => join(folder, 'no-such-module.cjs')],
    ['forgetful', () => fakeKeyring('setPassword() {} getPassword() { return null; } deletePassword() {}')],
  ])('a %s keyring: the file, with the reason', async (_, module) => {
    const { store, fallbackReason } = await choose('auto', module());
    expect(store.kind).toBe('file');
    expect(fallbackReason?.en).toBe('The keyring is missing or locked');
    await expect(choose('keyring', module())).rejects.toMatchObject({
      facts: { code: 'KEYRING_UNAVAILABLE' },
    });
  });

  test('falls back to the file when the keyring does not respond in time', async () => {
    const { store, fallbackReason } = await choose('auto', fakeKeyring(hanging), 400);
    expect(store.kind).toBe('file');
    expect(fallbackReason?.en).toBe('The keyring did not respond within 0.4 s');
  });

  test('does not retry a keyring that did not respond', async () => {
    const store = keyring({ module: fakeKeyring(hanging), limitMs: 300 });
    await expect(store.probe()).rejects.toMatchObject({ facts: { code: 'KEYRING_UNAVAILABLE' } });
    const { processes } = startedSoFar();
    await expect(store.get('a')).rejects.toMatchObject({ facts: { code: 'KEYRING_UNAVAILABLE' } });
    await expect(store.remove('a')).rejects.toMatchObject({ facts: { code: 'KEYRING_UNAVAILABLE' } });
    expect(startedSoFar().processes).toBe(processes);
  });

  test('uses the file when it is configured, without accessing the keyring', async () => {
    mkdirSync(join(folder, 'x'));
    const { store, fallbackReason } = await choose('file', fakeKeyring(working));
    expect([store.kind, fallbackReason]).toEqual(['file', undefined]);
    expect(readdirSync(folder)).not.toContain('argv');
  });
});

test('removeAll deletes the draft of an interrupted write even without a file of secrets', async () => {
  const left = join(folder, 'credentials.json.0123456789ab.tmp');
  writeFileSync(join(folder, 'credentials.lock'), '');
  writeFileSync(left, JSON.stringify({ profiles: { a: secrets } }), { mode: 0o600 });
  expect(await fileStore(folder, notice).removeAll()).toEqual({ profiles: [], damaged: [] });
  expect(readdirSync(folder)).not.toContain('credentials.json.0123456789ab.tmp');
});
