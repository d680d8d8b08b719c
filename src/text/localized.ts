/** The languages of koo. */
export type Language = 'en' | 'zh';

/** A text for people, in both languages; JSON output carries both. */
export type Localized = Readonly<Record<Language, string>>;

/** Joins texts with a separator. */
export function joined(texts: readonly Localized[], between: Localized): Localized {
  return { en: texts.map(({ en }) => en).join(between.en), zh: texts.map(({ zh }) => zh).join(between.zh) };
}

/** Joins sentences, with spaces in English and without in Chinese. */
export function joinSentences(texts: readonly Localized[]): Localized {
  return joined(texts, { en: ' ', zh: '' });
}

/**
 * Selects the language from the flag, then `KOO_LANG`, then the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`). A value
 * that starts with `zh` is Chinese, any other English.
 */
export function chooseLanguage({
  flag,
  env,
}: {
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Language {
  const chosen = [flag, env.KOO_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(Boolean) ?? 'en';
  return /^zh/i.test(chosen) ? 'zh' : 'en';
}
