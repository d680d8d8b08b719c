/** The languages koo speaks. */
export type Language = 'en' | 'zh';

/** A text for people, in both languages; JSON output carries both. */
export type Localized = Readonly<Record<Language, string>>;
