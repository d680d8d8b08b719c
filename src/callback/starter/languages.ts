/** The languages that have a starter, by the name of the folder in `templates`. */
export const starterLanguages = ['node', 'java', 'python', 'php', 'go'] as const;
export type StarterLanguage = (typeof starterLanguages)[number];
