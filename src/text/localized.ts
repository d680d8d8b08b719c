/** The languages koo speaks. */
export type Language = 'en' | 'zh';

/** A text for people, in both languages; JSON output carries both. */
export type Localized = Readonly<Record<Language, string>>;

/** Several texts as one, with something between them. */
export function joined(texts: readonly Localized[], between: Localized): Localized {
  return { en: texts.map(({ en }) => en).join(between.en), zh: texts.map(({ zh }) => zh).join(between.zh) };
}

/** Sentences as one text: with spaces between them in English, without in Chinese. */
export function joinSentences(texts: readonly Localized[]): Localized {
  return joined(texts, { en: ' ', zh: '' });
}

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
  const chosen = [flag, env.KOO_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(Boolean) ?? 'en';
  return /^zh/i.test(chosen) ? 'zh' : 'en';
}
