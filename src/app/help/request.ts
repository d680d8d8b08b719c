import { KooError } from '../../errors/koo-error.ts';
import { toJson } from '../../text/json.ts';
import { chooseLanguage } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';
import { readGlobalOptions } from '../argv.ts';
import { type Commands, readCommands } from '../manifest.ts';
import { childrenOf } from '../topics.ts';
import { findHelpTopic, helpTopics } from './articles.ts';
import { helpText } from './help.ts';

/**
 * Shows the help that is asked for, with `--json` as `koo commands` gives it. A topic's name alone asks for its
 * help, no word at all for that of koo; with flags it wants a command.
 *
 * @param words those of `argv` in front of a `--`
 * @throws KooError (usage, `UNKNOWN_COMMAND`)
 */
export async function showHelp(
  argv: readonly string[],
  words: readonly string[],
  wantsHelp: boolean,
  root: string,
): Promise<void> {
  const commands = readCommands(root);
  const flag = words.findIndex((word) => word.startsWith('-'));
  const [subject, flags] = flag < 0 ? [words, []] : [words.slice(0, flag), words.slice(flag)];
  const { json, lang } = readGlobalOptions(argv);
  const language = chooseLanguage({ flag: lang, env: process.env });
  const isRoot = subject.length === 0 && isLanguage(flags);
  const isTopic = isLanguage(flags) && childrenOf(subject.join(':'), commands).length > 0;
  const wanted = isRoot || wantsHelp || isTopic ? await helpText(subject, commands, language) : undefined;
  const text = wanted !== undefined && json ? await helpJson(subject, commands) : wanted;
  if (text === undefined) {
    throw unknownCommand(argv, commands, wantsHelp ? helpTopics.map(({ name }) => name) : []);
  }
  process.stdout.write(text);
}

/** Whether words are `--lang LANGUAGE`, or nothing. */
function isLanguage(words: readonly string[]): boolean {
  return /^(--lang[= ]\S+)?$/.test(words.join(' '));
}

/**
 * The help on a subject for programs: the command or topic as `koo commands --json` has it, all of them for no word,
 * an article with its parts.
 *
 * @param words the words that name the subject; surplus ones behind a command are its arguments
 * @returns undefined where the words name nothing
 */
async function helpJson(words: readonly string[], commands: Commands): Promise<string | undefined> {
  const found = await subjectOf(words, commands);
  return found === undefined ? undefined : `${toJson(found, 2)}\n`;
}

async function subjectOf(words: readonly string[], commands: Commands): Promise<unknown> {
  const { commandTree, nodeOf } = await import('../command-tree.ts');
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

/**
 * The failure for words that name no command. It repeats the words only up to the first unknown one: what comes
 * behind may be anything, a secret too.
 *
 * @param argv the command line behind `koo`
 * @param articles names that only `koo help` knows
 */
export function unknownCommand(
  argv: readonly string[],
  commands: Commands,
  articles: readonly string[] = [],
): KooError {
  const flag = argv.findIndex((word) => word.startsWith('-'));
  const words = flag < 0 ? argv : argv.slice(0, flag);
  const known: string[] = [];
  for (const word of words) {
    const siblings = childrenOf(known.join(':'), commands).map((id) => id.split(':').at(-1) ?? id);
    if (siblings.includes(word)) {
      known.push(word);
      continue;
    }
    const meant = nearest(word, known.length === 0 ? [...siblings, ...articles] : siblings);
    return failure(known, word, meant && articles.includes(meant) ? `help ${meant}` : meant);
  }
  return failure(known, undefined, undefined);
}

function failure(known: readonly string[], word: string | undefined, meant: string | undefined): KooError {
  const help = ['koo', ...known, '--help'].join(' ');
  const suggestion = meant && ['koo', ...known, meant].join(' ');
  const name = [...known, word].join(' ').trim();
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_COMMAND',
    message: word
      ? { en: `There is no command \`${name}\``, zh: `没有 \`${name}\` 这个命令` }
      : { en: 'No command is named', zh: '没有指定命令' },
    hint: {
      en: suggestion ? `Did you mean \`${suggestion}\`? See \`${help}\`.` : `See \`${help}\`.`,
      zh: suggestion ? `是否想输入 \`${suggestion}\`？用法见 \`${help}\`。` : `用法见 \`${help}\`。`,
    },
    ...(suggestion && { details: { suggestion } }),
  });
}
