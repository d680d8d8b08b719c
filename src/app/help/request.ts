import { chooseLanguage } from '../../text/language.ts';
import { readWishes } from '../argv.ts';
import { readCommands } from '../manifest.ts';
import { childrenOf } from '../topics.ts';
import { unknownCommand } from '../unknown-command.ts';
import { helpText } from './help.ts';
import { helpTopics } from './topics/index.ts';

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
  const { json, lang } = readWishes(argv);
  const language = chooseLanguage({ flag: lang, env: process.env });
  const isRoot = subject.length === 0 && isLanguage(flags);
  const isTopic = isLanguage(flags) && childrenOf(subject.join(':'), commands).length > 0;
  const wanted = isRoot || wantsHelp || isTopic ? await helpText(subject, commands, language) : undefined;
  const text =
    wanted !== undefined && json ? await (await import('./json.ts')).helpJson(subject, commands) : wanted;
  if (text === undefined) {
    throw unknownCommand(argv, Object.keys(commands), wantsHelp ? helpTopics.map(({ name }) => name) : []);
  }
  process.stdout.write(text);
}

/** Whether words are `--lang LANGUAGE`, or nothing. */
function isLanguage(words: readonly string[]): boolean {
  return /^(--lang[= ]\S+)?$/.test(words.join(' '));
}
