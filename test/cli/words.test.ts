import { describe, expect, it } from 'vitest';
import { withSetting } from '../../src/account/cli/config-options.ts';
import { unknownCommand } from '../../src/app/help/help.ts';
import type { ManifestCommand } from '../../src/app/manifest.ts';
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
});

describe('oneOf', () => {
  const choose = (word?: string) =>
    oneOf(word, ['v1', 'v2'], { en: 'protocol', zh: '协议' }, 'UNKNOWN_PROTOCOL');

  it('gives the choice, or nothing for nothing', () => {
    expect(choose('v2')).toBe('v2');
    expect(choose()).toBeUndefined();
  });

  it('refuses an unknown word', () => {
    expect(() => choose('v9')).toThrow('There is no protocol "v9"');
    const settings = { options: {}, profiles: {} };
    expect(() => withSetting(settings, 'lang', 'fr')).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({
          message: { en: 'lang cannot be "fr"', zh: 'lang 不能设为“fr”' },
          hint: { en: 'One of: en, zh', zh: '可选值：en、zh' },
        }),
      }),
    );
  });
});

describe('unknownCommand', () => {
  const ids = ['callback:activities', 'callback:send', 'codes'];
  const commands = Object.fromEntries(ids.map((id) => [id, { id } as ManifestCommand]));
  const tell = (...argv: string[]) => unknownCommand(argv, commands).facts;

  it('suggests the nearest command of the same topic', () => {
    expect(tell('callback', 'actvities').hint.en).toContain('Did you mean `koo callback activities`?');
    expect(tell('calback', 'send').hint.en).toContain('Did you mean `koo callback`?');
    expect(tell('code').details).toEqual({ suggestion: 'koo codes' });
    expect(tell('zzz').details).toBeUndefined();
  });

  it('repeats nothing behind the first unknown word', () => {
    expect(JSON.stringify(tell('calback', 'TOPSECRET', '--key', 'TOPSECRET'))).not.toContain('TOPSECRET');
    expect(tell('--json').message.en).toBe('No command is named');
  });
});

describe('table', () => {
  it('aligns by the width that a terminal gives the characters', () => {
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
