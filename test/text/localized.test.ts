import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../src/text/localized.ts';

describe('chooseLanguage', () => {
  it('uses the flag, then KOO_LANG, then the locale', () => {
    const env = { KOO_LANG: 'zh', LC_ALL: 'en_GB.UTF-8', LANG: 'zh_CN.UTF-8' };
    expect(chooseLanguage({ flag: 'en', env })).toBe('en');
    expect(chooseLanguage({ env })).toBe('zh');
    expect(chooseLanguage({ env: { ...env, KOO_LANG: '' } })).toBe('en');
    expect(chooseLanguage({ env: { LC_MESSAGES: 'zh_TW', LANG: 'en_US' } })).toBe('zh');
    expect(chooseLanguage({ env: { LANG: 'zh-Hans' } })).toBe('zh');
  });

  it('uses English by default', () => {
    expect(chooseLanguage({ env: {} })).toBe('en');
    expect(chooseLanguage({ env: { LANG: 'C.UTF-8' } })).toBe('en');
  });
});
