import { KooError } from '../../errors/koo-error.ts';

/**
 * Passes a name that a profile can have: letters, digits, `.`, `_`, `-`, at most 64.
 *
 * @throws KooError (usage, `INVALID_NAME`)
 */
export function checkProfileName(name: string): void {
  // Names that every JavaScript object has are dropped where settings are read.
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name) && !(name in {}) && name !== 'prototype') return;
  throw new KooError({
    category: 'usage',
    code: 'INVALID_NAME',
    message: { en: 'That cannot be the name of a profile', zh: '配置名称无效' },
    hint: {
      en: 'Letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit.',
      zh: '可使用字母、数字、“.”、“_”和“-”，以字母或数字开头，最多 64 个字符。',
    },
  });
}
