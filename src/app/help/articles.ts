import { readFileSync } from 'node:fs';
import type { Localized } from '../../text/localized.ts';
import { type Part, parseArticle } from './markdown.ts';

/** An article of `koo help NAME`. */
export interface HelpTopic {
  readonly name: string;
  readonly title: Localized;
  /** Loads it; most runs of koo need none. */
  readonly parts: () => Promise<readonly Part[]>;
}

const folder = new URL('../../../docs/help/', import.meta.url);

const names = ['exit-codes', 'environment', 'signing', 'pipelines', 'formatting'];

/** The articles of `koo help`. In the bundle the parsed articles take the place of this module, each in a file of its own. */
export const helpTopics: readonly HelpTopic[] = names.map((name) => {
  const read = (language: string) => readFileSync(new URL(`${language}/${name}.md`, folder), 'utf8');
  const { title, parts } = parseArticle(name, { en: read('en'), zh: read('zh') });
  return { name, title, parts: async () => parts };
});
