import pjson from '../../../package.json' with { type: 'json' };
import { printDocument, printText } from '../../cli/output/edge.ts';
import {
  commandLine,
  definitions,
  document,
  helpColumns,
  paragraphs,
  section,
} from '../../cli/output/layout.ts';
import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { toJson } from '../../text/json.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { readGlobalOptions } from '../invocation/argv.ts';
import { bilingual, type Commands, readCommands } from '../manifest/manifest.ts';
import { childrenOf, groupsOf, topics } from '../manifest/topics.ts';
import { type HelpTopic, helpTopics } from './articles.ts';
import { commandHelp } from './command.ts';

/**
 * The help about a command, a topic or an article; about koo itself where there are no words.
 *
 * @param words name the subject; what follows a command are its arguments
 * @returns undefined where the words name nothing
 */
export async function helpText(
  words: readonly string[],
  commands: Commands,
  columns: number = helpColumns(),
): Promise<string | undefined> {
  if (words.length === 0) return rootHelp(commands, columns);
  const subject = subjectOf(words, commands);
  if (typeof subject === 'object') return helpTopicText(subject, columns);
  if (subject === undefined) return undefined;
  const command = commands[subject];
  if (!command) return topicHelp(subject, commands, columns);
  return commandHelp(command, columns) + childrenText(subject, commands, columns);
}

/** An article, or the id of a command or a topic; undefined where the words name nothing. */
function subjectOf(words: readonly string[], commands: Commands): HelpTopic | string | undefined {
  const article = helpTopics.find(({ name }) => words.length === 1 && name === words[0]);
  if (article) return article;
  const ids = words.map((_, index) => words.slice(0, words.length - index).join(':'));
  const [name = ''] = ids;
  const isTopic = name !== '' && childrenOf(name, commands).length > 0;
  return ids.find((id) => commands[id]) ?? (isTopic ? name : undefined);
}

function rootHelp(commands: Commands, columns: number): string {
  return document([
    paragraphs(about(), columns, '').join('\n'),
    section(t('USAGE'), [
      `  $ koo ${t('COMMAND')} [${t('FLAGS')}]`,
      `  $ koo help ${t('COMMAND')}|${t('TOPIC')}`,
    ]),
    ...groupSections('', commands, columns),
    section(
      t('HELP TOPICS'),
      definitions(
        helpTopics.map(({ name, title }) => [`koo help ${name}`, localize(title)]),
        columns,
      ),
    ),
    section(
      t('EXAMPLES'),
      examples.flatMap((example) => commandLine(example, columns)),
    ),
    section(t('VERSION'), [`  ${pjson.name} ${pjson.version}`]),
    t('Run `koo COMMAND --help` for help on a command.'),
  ]);
}

/** The commands and topics directly below a topic, in their groups. */
function groupSections(topic: string, commands: Commands, columns: number): string[] {
  const names = childrenOf(topic, commands);
  const groups = groupsOf(topic);
  const grouped = new Set(groups.flatMap(({ members }) => members));
  const rest = names.filter((name) => !grouped.has(name));
  const shown = [...groups, { title: both('Other commands'), members: rest }].map(({ title, members }) => ({
    title,
    entries: members.filter((name) => names.includes(name)).map((name) => entry(name, commands)),
  }));
  // All groups share one column for their texts.
  const lines = definitions(
    shown.flatMap(({ entries }) => entries),
    columns,
  );
  return shown.map(({ title, entries }) =>
    section(
      localize(title),
      entries.flatMap(([name]) => linesOf(name, lines)),
    ),
  );
}

function about(): string {
  return t(
    'The command line for merchants on Huawei Cloud KooGallery. Test and debug a callback server, call the open API, push usage, and manage products and specified users. Try everything in a local sandbox, without an account.',
  );
}

const examples = ['koo callback test --demo', 'koo order get MOCKPERIODYEARNEW --site sandbox'];

/** The lines of one entry among those of all. */
function linesOf(name: string, lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.startsWith(`  ${name} `) || line === `  ${name}`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^ {2}\S/.test(line));
  return start < 0 ? [] : [lines[start] ?? '', ...(end < 0 ? rest : rest.slice(0, end))];
}

function topicHelp(name: string, commands: Commands, columns: number): string {
  const words = name.replaceAll(':', ' ');
  return (
    document([
      paragraphs(descriptionOf(name, commands), columns, '').join('\n'),
      section(t('USAGE'), [`  $ koo ${words} ${t('COMMAND')} [${t('FLAGS')}]`]),
    ]) + childrenText(name, commands, columns)
  );
}

function childrenText(name: string, commands: Commands, columns: number): string {
  const children = childrenOf(name, commands);
  if (children.length === 0) return '';
  if (groupsOf(name).length > 0) return `\n${document(groupSections(name, commands, columns))}`;
  const list = (ids: readonly string[]) =>
    definitions(
      ids.map((id) => entry(id, commands)),
      columns,
    );
  return `\n${document([
    section(t('TOPICS'), list(children.filter((id) => !commands[id]))),
    section(t('COMMANDS'), list(children.filter((id) => commands[id]))),
  ])}`;
}

function entry(id: string, commands: Commands): [string, string] {
  return [id.replaceAll(':', ' '), descriptionOf(id, commands)];
}

/** A topic's own description goes before that of a command of the same name. */
function descriptionOf(id: string, commands: Commands): string {
  const topic = topics.find(({ name }) => name === id);
  return localize(topic?.description ?? bilingual(commands[id]?.summary));
}

/** An article as text, in lines of at most so many columns. */
async function helpTopicText(topic: HelpTopic, columns: number): Promise<string> {
  const parts = await topic.parts();
  return document([
    paragraphs(localize(topic.title), columns, '').join('\n'),
    ...parts.map(({ heading, text, rows = [], commands = [] }) =>
      section(localize(heading), [
        ...(text ? paragraphs(localize(text), columns) : []),
        ...(text && rows.length > 0 ? [''] : []),
        ...definitions(
          rows.map(([name, meaning]) => [name, localize(meaning)]),
          columns,
        ),
        ...((text || rows.length > 0) && commands.length > 0 ? [''] : []),
        ...commands.flatMap((command) => commandLine(command, columns)),
      ]),
    ),
  ]);
}

/**
 * Prints the help that is asked for, with `--json` in the form of `koo commands`. A topic's name alone asks for its
 * help, and no word at all for the help of koo; with other flags they need a command.
 *
 * @param words those of `argv` in front of a `--`
 * @throws KooError (usage) `UNKNOWN_COMMAND`, `UNKNOWN_FLAG`
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
  const { json } = readGlobalOptions(argv);
  const isRoot = subject.length === 0 && isLanguage(flags);
  const isTopic = isLanguage(flags) && childrenOf(subject.join(':'), commands).length > 0;
  const wanted = isRoot || wantsHelp || isTopic ? await helpText(subject, commands) : undefined;
  const text = wanted !== undefined && json ? await helpJson(subject, commands) : wanted;
  if (text === undefined)
    throw unknownCommand(argv, commands, wantsHelp ? helpTopics.map(({ name }) => name) : []);
  if (json) printDocument(text);
  else printText(text);
}

/** Whether words are `--lang LANGUAGE`, or nothing. */
function isLanguage(words: readonly string[]): boolean {
  return /^(--lang[= ]\S+)?$/.test(words.join(' '));
}

/**
 * The help about a subject for programs: the command or topic as `koo commands --json` has it, an article with its parts,
 * all commands for words that name nothing.
 */
async function helpJson(words: readonly string[], commands: Commands): Promise<string> {
  const { commandTree, nodeOf } = await import('../manifest/command-tree.ts');
  const subject = subjectOf(words, commands);
  if (typeof subject !== 'object')
    return `${toJson(subject === undefined ? commandTree(commands) : nodeOf(subject, commands), 2)}\n`;
  const { name, title } = subject;
  return `${toJson({ kind: 'article', path: name, title, parts: await subject.parts() }, 2)}\n`;
}

/**
 * The failure of a command line without a known command. It repeats the words only up to the first unknown one, and of
 * a flag only its name: what follows may be a secret.
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
  const [words, flags] = flag < 0 ? [argv, []] : [argv.slice(0, flag), argv.slice(flag)];
  const known: string[] = [];
  for (const word of words) {
    const siblings = childrenOf(known.join(':'), commands).map((id) => id.split(':').at(-1) ?? id);
    if (!siblings.includes(word)) {
      return unknownWord(
        known,
        word,
        known.length === 0 ? [...siblings, 'help', ...articles] : siblings,
        articles,
      );
    }
    known.push(word);
  }
  return unknownFlag(known, flags, commands) ?? missingCommand(known);
}

function unknownWord(
  known: readonly string[],
  word: string,
  candidates: readonly string[],
  articles: readonly string[],
): KooError {
  const render = (name: string) => ['koo', ...(articles.includes(name) ? ['help'] : known), name].join(' ');
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_COMMAND',
    message:
      articles.length > 0
        ? both('There is no command or topic "{name}"', { name: [...known, word].join(' ') })
        : both('Unknown command: {name}', { name: ['koo', ...known, word].join(' ').trim() }),
    ...didYouMean(word, candidates, seeHelp(known), render),
  });
}

/** Flags that koo takes without a command. */
const rootFlags = ['--help', '-h', '--version', '-v'];

const behindCommand = both('Put the flags of a command behind it. See `koo --help`.');

function unknownFlag(
  known: readonly string[],
  words: readonly string[],
  commands: Commands,
): KooError | undefined {
  const end = words.indexOf('--');
  const given = (end < 0 ? words : words.slice(0, end)).filter((word) => /^-./.test(word));
  const ofCommands = Object.values(commands)
    .slice(0, 1)
    .flatMap(({ flags = {} }) => Object.values(flags))
    .filter(({ helpGroup }) => helpGroup === 'GLOBAL')
    .flatMap(({ name, char }) => [`--${name}`, ...(char ? [`-${char}`] : [])]);
  const all = [...rootFlags, ...ofCommands];
  const name = given
    .map((word) => /^(?:--[\w-]*|-.)/.exec(word)?.[0] ?? '')
    .find((one) => !all.includes(one));
  if (name === undefined) return undefined;
  const long = name.startsWith('--') ? name : '';
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_FLAG',
    message: both('Unknown flag: {flags}', { flags: [name] }),
    ...didYouMean(
      long.slice(2),
      all.flatMap((one) => (one.startsWith('--') ? [one.slice(2)] : [])),
      known.length === 0 && given.length < words.length ? behindCommand : seeHelp(known),
      (one) => `--${one}`,
    ),
  });
}

function missingCommand(known: readonly string[]): KooError {
  return usageError(
    'UNKNOWN_COMMAND',
    both('Missing command: {words} COMMAND', { words: ['koo', ...known].join(' ') }),
    seeHelp(known),
  );
}

function seeHelp(known: readonly string[]): Localized {
  return both('See `{help}`.', { help: ['koo', ...known, '--help'].join(' ') });
}
