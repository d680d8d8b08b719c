import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Part } from './article-texts.ts';

/** What `koo help NAME` tells about. */
export interface HelpTopic {
  readonly name: string;
  readonly title: Localized;
  /** Loads it; most runs of koo need none. */
  readonly parts: () => Promise<readonly Part[]>;
}

/** The articles of `koo help`. */
export const helpTopics: readonly HelpTopic[] = [
  {
    name: 'exit-codes',
    title: both('Exit codes of koo.'),
    parts: async () => (await import('./article-texts.ts')).exitCodes,
  },
  {
    name: 'environment',
    title: both('Environment variables that koo reads.'),
    parts: async () => (await import('./environment.ts')).environment,
  },
  {
    name: 'signing',
    title: both('Where signatures are used, and which key creates them.'),
    parts: async () => (await import('./article-texts.ts')).signing,
  },
  {
    name: 'pipelines',
    title: both('Using koo in scripts and CI.'),
    parts: async () => (await import('./article-texts.ts')).pipelines,
  },
  {
    name: 'formatting',
    title: both('Output formats: tables, JSON, CSV and queries.'),
    parts: async () => (await import('./article-texts.ts')).formatting,
  },
];
