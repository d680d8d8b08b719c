export type Language = 'en' | 'zh';

/** A text for people, in both languages; JSON output carries both. */
export type Localized = Readonly<Record<Language, string>>;

/** A text made of others, in each language when it is read: reading the Chinese would load the catalogue. */
export function mapLanguages(make: (language: Language) => string): Localized {
  return {
    get en() {
      return make('en');
    },
    get zh() {
      return make('zh');
    },
  };
}

/** Joins texts with a separator. */
export function joined(texts: readonly Localized[], between: Localized): Localized {
  return mapLanguages((language) => texts.map((text) => text[language]).join(between[language]));
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

/** The first language of an `Accept-Language` header that koo speaks; browsers name the preferred one first. */
export function acceptedLanguage(header: string | null | undefined): Language | undefined {
  const [, first] = header?.match(/(?:^|,)\s*(en|zh)\b/i) ?? [];
  return first === undefined ? undefined : first.toLowerCase() === 'zh' ? 'zh' : 'en';
}
