import { toJson } from '../../text/to-json.ts';
import { commandTree, nodeOf } from '../command-tree.ts';
import type { Commands } from '../manifest.ts';
import { findHelpTopic } from './topics/index.ts';

/**
 * The help on a subject for programs: the command or topic as `koo commands --json` has it, all of them for no word,
 * an article with its parts.
 *
 * @param words the words that name the subject; surplus ones behind a command are its arguments
 * @returns undefined where the words name nothing
 */
export async function helpJson(words: readonly string[], commands: Commands): Promise<string | undefined> {
  const found = await subjectOf(words, commands);
  return found === undefined ? undefined : `${toJson(found, 2)}\n`;
}

async function subjectOf(words: readonly string[], commands: Commands): Promise<unknown> {
  if (words.length === 0) return commandTree(commands);
  const article = words.length === 1 ? findHelpTopic(words[0] ?? '') : undefined;
  if (article) {
    const { name, title } = article;
    return { kind: 'article', path: name, title, parts: await article.parts() };
  }
  for (let length = words.length; length > 0; length -= 1) {
    const id = words.slice(0, length).join(':');
    const node = length === words.length || commands[id] ? nodeOf(id, commands) : undefined;
    if (node) return node;
  }
  return undefined;
}
