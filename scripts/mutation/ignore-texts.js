import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Sentences for people: their wording is held by the test of the locales, not by each feature's tests. */
const texts = {
  shouldIgnore({ node }) {
    const isText =
      node.type === 'CallExpression' &&
      node.callee.type === 'Identifier' &&
      ['t', 'both'].includes(node.callee.name);
    return isText ? 'a sentence' : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'texts', texts)];
