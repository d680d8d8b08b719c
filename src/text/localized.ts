/** The languages koo speaks. */
export type Language = 'en' | 'zh';

/** A text for people, in both languages; JSON output carries both. */
export type Localized = Readonly<Record<Language, string>>;

/** Several texts as one, with something between them. */
export function joined(texts: readonly Localized[], between: Localized): Localized {
  return { en: texts.map(({ en }) => en).join(between.en), zh: texts.map(({ zh }) => zh).join(between.zh) };
}
