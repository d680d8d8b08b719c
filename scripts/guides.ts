import type { Plugin } from 'esbuild';
import { loadGuide } from '../src/guides/load.ts';
import { listTopics } from '../src/guides/topics.ts';

/**
 * Puts the parsed guides into the bundle, as an esbuild plugin: a guide is a file of its own, loaded when it is asked
 * for, and neither Markdown nor its parser is needed at run time.
 */
export const parsedGuides: Plugin = {
  name: 'parsed-guides',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]guides[\\/]topics\.ts$/ }, async () => ({
      contents: `const topics = ${JSON.stringify(await listTopics())};
        export const listTopics = async () => topics;`,
    }));
    build.onLoad({ filter: /[\\/]src[\\/]guides[\\/]load\.ts$/ }, async () => ({
      contents: `const guides = {
        ${(await listTopics()).map(({ topic }) => `'${topic}': () => import('guide:${topic}')`).join(',\n')}
      };
      export const loadGuide = async (topic) => (await guides[topic]()).default;`,
    }));
    build.onResolve({ filter: /^guide:/ }, ({ path }) => ({
      path: path.slice('guide:'.length),
      namespace: 'guide',
    }));
    build.onLoad({ filter: /./, namespace: 'guide' }, async ({ path }) => ({
      contents: `export default ${JSON.stringify(await loadGuide(path))};`,
    }));
  },
};
