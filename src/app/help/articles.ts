import type { Localized } from '../../text/localized.ts';
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
    title: { en: 'What a run of koo ends with.', zh: 'koo 的退出码。' },
    parts: async () => (await import('./article-texts.ts')).exitCodes,
  },
  {
    name: 'environment',
    title: { en: 'Environment variables that koo reads.', zh: 'koo 读取的环境变量。' },
    parts: async () => (await import('./environment.ts')).environment,
  },
  {
    name: 'signing',
    title: { en: 'Which signature is where, and whose key makes it.', zh: '各接口使用的签名方式和密钥。' },
    parts: async () => (await import('./article-texts.ts')).signing,
  },
  {
    name: 'pipelines',
    title: { en: 'koo in scripts and CI.', zh: '在脚本和 CI 中使用 koo。' },
    parts: async () => (await import('./article-texts.ts')).pipelines,
  },
  {
    name: 'formatting',
    title: {
      en: 'Forms of a result: tables, JSON, CSV, queries.',
      zh: '结果的格式：表格、JSON、CSV 和查询。',
    },
    parts: async () => (await import('./article-texts.ts')).formatting,
  },
];
