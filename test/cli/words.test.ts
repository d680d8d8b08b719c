import { describe, expect, it } from 'vitest';
import { withSetting } from '../../src/account/cli/config-options.ts';
import { unknownCommand } from '../../src/app/help/help.ts';
import type { ManifestCommand } from '../../src/app/manifest/manifest.ts';
import { oneOf } from '../../src/cli/flags/value.ts';
import { table } from '../../src/cli/output/table.ts';
import { nearest } from '../../src/text/nearest.ts';

describe('nearest', () => {
  it.each([
    ['actvities', 'activities'],
    ['tset', 'test'],
    ['sen', 'send'],
    ['act', 'activities'],
    ['zzz', undefined],
    ['', undefined],
  ])('finds that %j is closest to %j', (word, meant) => {
    expect(nearest(word, ['activities', 'send', 'sign', 'test'])).toBe(meant);
  });

  it('finds none where a very short word is as close to several', () => {
    expect(nearest('v9', ['v1', 'v2'])).toBeUndefined();
    expect(nearest('v9', ['v1', 'cn'])).toBe('v1');
  });
});

describe('oneOf', () => {
  const choose = (word?: string) =>
    oneOf(word, ['v1', 'v2'], { en: 'protocol', zh: '协议' }, 'UNKNOWN_PROTOCOL');

  it('returns the choice, or undefined without a word', () => {
    expect(choose('v2')).toBe('v2');
    expect(choose()).toBeUndefined();
  });

  it('refuses an unknown word', () => {
    expect(() => choose('v9')).toThrow('Unknown protocol "v9"');
    const settings = { options: {}, profiles: {} };
    expect(() => withSetting(settings, 'lang', 'fr')).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({
          message: { en: 'Invalid value for lang: "fr"', zh: 'lang 不能设为“fr”' },
          hint: { en: 'Use one of: en, zh', zh: '可选值：en、zh' },
        }),
      }),
    );
  });
});

describe('unknownCommand', () => {
  const ids = ['callback:activities', 'callback:send', 'codes'];
  const flags = { json: { name: 'json', type: 'boolean', helpGroup: 'GLOBAL' } } as const;
  const commands = Object.fromEntries(ids.map((id) => [id, { id, flags } as unknown as ManifestCommand]));
  const errorFor = (...argv: string[]) => unknownCommand(argv, commands, ['signing']).facts;

  it('suggests the nearest command of the same topic', () => {
    expect(errorFor('callback', 'actvities').hint.en).toContain('Did you mean `koo callback activities`?');
    expect(errorFor('calback', 'send').hint.en).toContain('Did you mean `koo callback`?');
    expect(errorFor('code').details).toEqual({ suggestion: 'koo codes' });
    expect(errorFor('zzz').details).toBeUndefined();
  });

  it('quotes nothing after the first unknown word', () => {
    expect(JSON.stringify(errorFor('calback', 'TOPSECRET', '--key', 'TOPSECRET'))).not.toContain('TOPSECRET');
    expect(errorFor('callback', '--key=TOPSECRET', '-kTOPSECRET').message.en).toBe('Unknown flag: --key');
  });

  it('suggests help and its articles', () => {
    expect(errorFor('hlep').hint.en).toBe('Did you mean `koo help`? See `koo --help`.');
    expect(errorFor('sining').hint.en).toBe('Did you mean `koo help signing`? See `koo --help`.');
  });

  it('reports an unknown flag or a missing command', () => {
    expect(errorFor('-V')).toMatchObject({ code: 'UNKNOWN_FLAG', message: { en: 'Unknown flag: -V' } });
    expect(errorFor('--versoin').hint.en).toBe('Did you mean --version? See `koo --help`.');
    expect(errorFor('--site', 'sandbox', 'doctor').hint.en).toBe(
      'Put the flags of a command behind it. See `koo --help`.',
    );
    expect(errorFor('callback', '--foo')).toMatchObject({
      code: 'UNKNOWN_FLAG',
      message: { en: 'Unknown flag: --foo', zh: '未知的选项：--foo' },
      hint: { en: 'See `koo callback --help`.' },
    });
    expect(errorFor('callback', '--json')).toMatchObject({
      code: 'UNKNOWN_COMMAND',
      message: { en: 'Missing command: koo callback COMMAND', zh: '缺少命令：koo callback 命令' },
    });
  });
});

describe('table', () => {
  it('aligns by display width', () => {
    expect(
      table(
        ['名称', 'N'],
        [
          ['实例', '1'],
          ['abc', '22'],
        ],
      ),
    ).toBe('名称  N\n实例  1\nabc   22');
  });

  it('keeps a cell on one line, without control sequences', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['x\ny\tz', '\x1b[31mred'],
          ['', 'b'],
        ],
      ),
    ).toBe('A      B\nx y z  red\n       b');
  });
});
