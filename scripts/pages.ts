import type { Plugin } from 'esbuild';
import { helpTopics } from '../src/app/help/articles.ts';
import { loadGuide } from '../src/guides/load.ts';
import { listTopics } from '../src/guides/topics.ts';

/**
 * Puts the parsed guides and articles of the help into the bundle, as an esbuild plugin: each is a file of its own, loaded
 * when it is asked for, and neither Markdown nor its parsers are needed at run time.
 */
export const parsedPages: Plugin = {
  name: 'parsed-pages',
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
    build.onLoad({ filter: /[\\/]src[\\/]app[\\/]help[\\/]articles\.ts$/ }, () => ({
      contents: `export const helpTopics = [${helpTopics
        .map(
          ({ name, title }) => `{ name: '${name}', title: ${JSON.stringify(title)},
            parts: async () => (await import('article:${name}')).default }`,
        )
        .join(',\n')}];`,
    }));
    build.onResolve({ filter: /^(guide|article):/ }, ({ path }) => ({ path, namespace: 'page' }));
    build.onLoad({ filter: /./, namespace: 'page' }, async ({ path }) => {
      const [kind, name = ''] = path.split(':');
      const article = helpTopics.find((one) => kind === 'article' && one.name === name);
      return {
        contents: `export default ${JSON.stringify(await (article ? article.parts() : loadGuide(name)))};`,
      };
    });
  },
};
