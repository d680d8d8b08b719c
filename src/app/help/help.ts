import pjson from '../../../package.json' with { type: 'json' };
import {
  commandLine,
  definitions,
  document,
  helpColumns,
  paragraphs,
  section,
} from '../../cli/output/layout.ts';
import type { Language } from '../../text/localized.ts';
import type { Commands } from '../manifest.ts';
import { childrenOf, groups, topics } from '../topics.ts';
import { findHelpTopic, type HelpTopic, helpTopics } from './articles.ts';
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
  const [word = ''] = words;
  const article = words.length === 1 ? findHelpTopic(word) : undefined;
  if (article) return helpTopicText(article, language, columns);
  for (let length = words.length; length > 0; length -= 1) {
    const id = words.slice(0, length).join(':');
    const command = commands[id];
    if (command)
      return commandHelp(command, language, columns) + childrenText(id, commands, language, columns);
  }
  const name = words.join(':');
  return name !== '' && childrenOf(name, commands).length > 0
    ? topicHelp(name, commands, language, columns)
    : undefined;
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
  return (language === 'zh' ? command?.zh.summary : command?.summary) ?? '';
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
