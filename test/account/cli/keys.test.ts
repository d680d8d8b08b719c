import { describe, expect, it } from 'vitest';
import { inputKeySources, type KeySources, requireKey, resolveKeys } from '../../../src/account/cli/keys.ts';
import { KooError } from '../../../src/errors/koo-error.ts';

const files: Readonly<Record<string, string | Buffer>> = {
  base: 'base-key\n',
  windows: 'base-key\r\n',
  marked: '\ufeffbase-key\r\n',
  'more lines': 'base-key\n\r\n\n',
  empty: '\n',
  'two lines': 'KEY\nOTHER\n',
  spaces: 'KEY WITH SPACES\n',
  'a space before': ' KEY',
  'a space behind': 'KEY \n',
  'a NUL': 'KEY\0',
  'an escape': 'KEY\x1b[0m',
  'a mark of width zero': 'KEY\u200b',
  'UTF-16': Buffer.from('\ufeffKEY\r\n', 'utf16le'),
  'UTF-16 without a mark': Buffer.from('KEY\r\n', 'utf16le'),
  'Latin-1': Buffer.from('KEY\xe9', 'latin1'),
};

const sources: KeySources = {
  env: {},
  readFile: async (path) => Buffer.from(path === '-' ? 'from-stdin\n' : (files[path] ?? '')),
};

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof KooError) return error.facts.code;
    throw error;
  }
  return 'none';
}

describe('resolveKeys', () => {
  it.each(['base', 'windows', 'marked', 'more lines'])('reads the key alone: %s', async (path) => {
    expect(await resolveKeys({ 'access-key-file': path }, sources)).toEqual({ base: 'base-key' });
  });

  it.each([
    'two lines',
    'spaces',
    'a space before',
    'a space behind',
    'a NUL',
    'an escape',
    'a mark of width zero',
    'UTF-16',
    'UTF-16 without a mark',
    'Latin-1',
  ])('refuses a key that can only be wrong, without showing it: %s', async (path) => {
    const failure = await resolveKeys({ 'kit-key-file': path }, sources).catch((error) => error);
    expect(failure).toMatchObject({ exitCode: 2, facts: { code: 'INVALID_KEY' } });
    expect(failure.message).toContain('--kit-key-file');
    expect(JSON.stringify(failure.facts)).not.toContain('KEY ');
  });

  it('does not trim a variable, and refuses invalid characters', async () => {
    for (const value of ['KEY\n', ' KEY', '\ufeffKEY', 'KEY\r']) {
      const env = { KOO_KIT_KEY: value };
      const failure = await resolveKeys({}, { ...sources, env }).catch((error) => error);
      expect(failure).toMatchObject({ exitCode: 2, facts: { code: 'INVALID_KEY' } });
      expect(failure.message).toContain('KOO_KIT_KEY');
    }
  });

  it('reads the environment, and a flag takes precedence', async () => {
    const env = { KOO_ACCESS_KEY: 'a', KOO_KIT_KEY: 'b', KOO_LICENSE_KEY: 'c', KOO_NOTIFY_KEY: '' };
    const keys = { base: 'a', kit: 'b', license: 'c' };
    expect(await resolveKeys({}, { ...sources, env })).toEqual(keys);
    expect(await resolveKeys({ 'kit-key-file': 'base' }, { ...sources, env })).toEqual({
      ...keys,
      kit: 'base-key',
    });
  });

  it('reads only one key from stdin', async () => {
    expect(await resolveKeys({ 'notify-key-file': '-' }, sources)).toEqual({ notify: 'from-stdin' });
    const two = { 'access-key-file': '-', 'kit-key-file': '-' };
    expect(await codeOf(() => resolveKeys(two, sources))).toBe('STDIN_TAKEN');
  });

  it('refuses a file that is empty or cannot be read', async () => {
    expect(await codeOf(() => resolveKeys({ 'access-key-file': 'empty' }, sources))).toBe('EMPTY_KEY');
    expect(await codeOf(() => resolveKeys({ 'access-key-file': '/no/such/key' }, inputKeySources))).toBe(
      'UNREADABLE_FILE',
    );
  });
});

describe('requireKey', () => {
  it('returns the key of the class, or else the base key as a fallback', () => {
    expect(requireKey({ base: 'a', kit: 'b' }, 'kit')).toEqual({ key: 'b', isFallback: false });
    expect(requireKey({ base: 'a' }, 'kit')).toEqual({ key: 'a', isFallback: true });
    expect(requireKey({ base: 'a' }, 'base')).toEqual({ key: 'a', isFallback: false });
  });

  it('names the variable and the flag of the missing key', () => {
    try {
      requireKey({ kit: 'b' }, 'license');
      expect.unreachable();
    } catch (error) {
      const failure = error as KooError;
      expect(failure.exitCode).toBe(3);
      expect(failure.facts.code).toBe('NO_ACCESS_KEY');
      expect(failure.facts.hint.en).toMatch(/KOO_LICENSE_KEY.*--license-key-file/);
    }
  });
});
