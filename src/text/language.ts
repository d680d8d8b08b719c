import type { Language } from './localized.ts';

/**
 * The language to speak: the flag, then `KOO_LANG`, then the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`).
 * Anything that begins with `zh` is Chinese, anything else English.
 */
export function chooseLanguage({
  flag,
  env,
}: {
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Language {
  const wish = [flag, env.KOO_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(Boolean) ?? 'en';
  return /^zh/i.test(wish) ? 'zh' : 'en';
}
