import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/cli/failure.ts';
import { type KeySources, requireKey, resolveKeys } from '../../src/cli/keys.ts';

const files: Readonly<Record<string, string>> = {
  base: 'base-key\n',
  windows: 'base-key\r\n',
  spaces: ' key with spaces \n\n',
  empty: '\n',
};

const sources: KeySources = {
  env: {},
  readFile: async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return text;
  },
  readStdin: async () => 'from-stdin\n',
};

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Failure) return error.facts.code;
    throw error;
  }
  return 'none';
}

describe('resolveKeys', () => {
  it('reads files without their last line break, and nothing else trimmed', async () => {
    expect(await resolveKeys({ 'access-key-file': 'base' }, sources)).toEqual({ base: 'base-key' });
    expect(await resolveKeys({ 'access-key-file': 'windows' }, sources)).toEqual({ base: 'base-key' });
    expect(await resolveKeys({ 'kit-key-file': 'spaces' }, sources)).toEqual({ kit: ' key with spaces \n' });
  });

  it('reads the environment, and a flag goes before it', async () => {
    const env = { KOO_ACCESS_KEY: 'a', KOO_KIT_KEY: 'b', KOO_LICENSE_KEY: 'c', KOO_NOTIFY_KEY: '' };
    const keys = { base: 'a', kit: 'b', license: 'c' };
    expect(await resolveKeys({}, { ...sources, env })).toEqual(keys);
    expect(await resolveKeys({ 'kit-key-file': 'base' }, { ...sources, env })).toEqual({
      ...keys,
      kit: 'base-key',
    });
  });

  it('reads one key from stdin, not two', async () => {
    expect(await resolveKeys({ 'notify-key-file': '-' }, sources)).toEqual({ notify: 'from-stdin' });
    const two = { 'access-key-file': '-', 'kit-key-file': '-' };
    expect(await codeOf(() => resolveKeys(two, sources))).toBe('STDIN_TAKEN');
  });

  it('refuses a file that is empty or cannot be read', async () => {
    expect(await codeOf(() => resolveKeys({ 'access-key-file': 'empty' }, sources))).toBe('EMPTY_KEY');
    expect(await codeOf(() => resolveKeys({ 'access-key-file': 'none' }, sources))).toBe('UNREADABLE_FILE');
  });
});

describe('requireKey', () => {
  it("takes the class's own key, else the base key, and says so", () => {
    expect(requireKey({ base: 'a', kit: 'b' }, 'kit')).toEqual({ key: 'b', fellBack: false });
    expect(requireKey({ base: 'a' }, 'kit')).toEqual({ key: 'a', fellBack: true });
    expect(requireKey({ base: 'a' }, 'base')).toEqual({ key: 'a', fellBack: false });
  });

  it('names the variable and the flag of the missing key', () => {
    try {
      requireKey({ kit: 'b' }, 'license');
      expect.unreachable();
    } catch (error) {
      const failure = error as Failure;
      expect(failure.exitCode).toBe(3);
      expect(failure.facts.code).toBe('NO_ACCESS_KEY');
      expect(failure.facts.hint.en).toMatch(/KOO_LICENSE_KEY.*--license-key-file/);
    }
  });
});
