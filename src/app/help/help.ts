import pjson from '../../../package.json' with { type: 'json' };
import {
  commandLine,
  definitions,
  document,
  helpColumns,
  paragraphs,
  section,
} from '../../cli/output/layout.ts';
import { KooError } from '../../errors/koo-error.ts';
import { toJson } from '../../text/json.ts';
import { chooseLanguage, type Language } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';
import { both } from '../../text/translate.ts';
import { readGlobalOptions } from '../argv.ts';
import { bilingual, type Commands, readCommands } from '../manifest.ts';
import { childrenOf, groups, topics } from '../topics.ts';
import { type HelpTopic, helpTopics } from './articles.ts';
import { commandHelp } from './command.ts';
import { helpWords } from './words.ts';

/**
 * The help on a subject, as text: on koo itself for no word, else on a command, a topic, or what `koo help` alone
 * tells about.
 *
 * @param words the words that name the subject; surplus ones behind a command are its arguments
 * @returns undefined where the words name nothing
 */
export async function helpText(
  words: readonly string[],
  commands: Commands,
  language: Language,
  columns: number = helpColumns(),
): Promise<string | undefined> {
  if (words.length === 0) return rootHelp(commands, language, columns);
  const subject = subjectOf(words, commands);
  if (typeof subject === 'object') return helpTopicText(subject, language, columns);
  if (subject === undefined) return undefined;
  const command = commands[subject];
  if (!command) return topicHelp(subject, commands, language, columns);
  return commandHelp(command, language, columns) + childrenText(subject, commands, language, columns);
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

function rootHelp(commands: Commands, language: Language, columns: number): string {
  const say = helpWords[language];
  const names = childrenOf('', commands);
  const grouped = new Set(groups.flatMap(({ members }) => members));
  const rest = names.filter((name) => !grouped.has(name));
  const shown = [...groups, { title: { en: say.others, zh: say.others }, members: rest }];
  // One width for all groups: their texts begin in the same column.
  const lines = definitions(
    shown.flatMap(({ members }) =>
      members.filter((name) => names.includes(name)).map((name) => entry(name, commands, language)),
    ),
    columns,
  );
  return document([
    paragraphs(say.about, columns, '').join('\n'),
    section(say.usage, [
      `  $ koo ${say.commandPlace} [${say.flagsPlace}]`,
      `  $ koo help ${say.commandPlace}|${say.topicPlace}`,
    ]),
    ...shown.map(({ title, members }) =>
      section(
        title[language],
        members.flatMap((name) => (names.includes(name) ? linesOf(name, lines) : [])),
      ),
    ),
    section(
      say.more,
      definitions(
        helpTopics.map(({ name, title }) => [`koo help ${name}`, title[language]]),
        columns,
      ),
    ),
    section(
      say.examples,
      examples.flatMap((example) => commandLine(example, columns)),
    ),
    section(say.version, [`  ${pjson.name} ${pjson.version}`]),
    say.next,
  ]);
}

/** Where to begin. */
const examples = ['koo callback test --demo', 'koo order get MOCKPERIODYEARNEW --site sandbox'];

/** The lines of one entry among those of all. */
function linesOf(name: string, lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.startsWith(`  ${name} `) || line === `  ${name}`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^ {2}\S/.test(line));
  return start < 0 ? [] : [lines[start] ?? '', ...(end < 0 ? rest : rest.slice(0, end))];
}

function topicHelp(name: string, commands: Commands, language: Language, columns: number): string {
  const say = helpWords[language];
  const words = name.replaceAll(':', ' ');
  return (
    document([
      paragraphs(descriptionOf(name, commands, language), columns, '').join('\n'),
      section(say.usage, [`  $ koo ${words} ${say.commandPlace} [${say.flagsPlace}]`]),
    ]) + childrenText(name, commands, language, columns)
  );
}

function childrenText(name: string, commands: Commands, language: Language, columns: number): string {
  const say = helpWords[language];
  const children = childrenOf(name, commands);
  if (children.length === 0) return '';
  const list = (ids: readonly string[]) =>
    definitions(
      ids.map((id) => entry(id, commands, language)),
      columns,
    );
  return `\n${document([
    section(say.topics, list(children.filter((id) => !commands[id]))),
    section(say.commands, list(children.filter((id) => commands[id]))),
  ])}`;
}

function entry(id: string, commands: Commands, language: Language): [string, string] {
  return [id.replaceAll(':', ' '), descriptionOf(id, commands, language)];
}

/** A topic's own description goes before that of a command of the same name. */
function descriptionOf(id: string, commands: Commands, language: Language): string {
  const topic = topics.find(({ name }) => name === id);
  if (topic) return topic.description[language];
  const command = commands[id];
  return bilingual(command?.summary)[language];
}

/** An article as text, in lines of at most so many columns. */
async function helpTopicText(topic: HelpTopic, language: Language, columns: number): Promise<string> {
  const parts = await topic.parts();
  return document([
    paragraphs(topic.title[language], columns, '').join('\n'),
    ...parts.map(({ heading, text, rows = [], commands = [] }) =>
      section(heading[language], [
        ...(text ? paragraphs(text[language], columns) : []),
        ...(text && rows.length > 0 ? [''] : []),
        ...definitions(
          rows.map(([name, meaning]) => [name, meaning[language]]),
          columns,
        ),
        ...((text || rows.length > 0) && commands.length > 0 ? [''] : []),
        ...commands.flatMap((command) => commandLine(command, columns)),
      ]),
    ),
  ]);
}

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
 * The help on a subject for programs: the command or topic as `koo commands --json` has it, an article with its parts,
 * all commands for words that name nothing.
 */
async function helpJson(words: readonly string[], commands: Commands): Promise<string> {
  const { commandTree, nodeOf } = await import('../command-tree.ts');
  const subject = subjectOf(words, commands);
  if (typeof subject !== 'object') {
    return `${toJson(subject === undefined ? commandTree(commands) : nodeOf(subject, commands), 2)}\n`;
  }
  const { name, title } = subject;
  return `${toJson({ kind: 'article', path: name, title, parts: await subject.parts() }, 2)}\n`;
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
    message: word ? both('There is no command `{name}`', { name }) : both('No command is named'),
    hint: suggestion
      ? both('Did you mean `{suggestion}`? See `{help}`.', { suggestion, help })
      : both('See `{help}`.', { help }),
    ...(suggestion && { details: { suggestion } }),
  });
}
