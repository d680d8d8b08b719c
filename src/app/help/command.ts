import { commandLine, definitions, document, paragraphs, section } from '../../cli/output/layout.ts';
import type { Language } from '../../text/localized.ts';
import { exampleLine, type ManifestArg, type ManifestCommand, type ManifestFlag } from '../manifest.ts';
import { globalFlagsZh, helpWords } from './words.ts';

/** Everything about a command. */
export function commandHelp(command: ManifestCommand, language: Language, columns: number): string {
  const say = helpWords[language];
  const { summary, description } = language === 'zh' ? command.zh : command;
  const args = Object.values(command.args).filter(({ hidden }) => !hidden);
  const flags = Object.values(command.flags).filter(({ hidden }) => !hidden);
  const groups = [...new Set(flags.map(({ helpGroup = '' }) => helpGroup))].sort(byGroup);
  return document([
    paragraphs(summary ?? '', columns, '').join('\n'),
    section(say.usage, commandLine(`${usageLine(command, args, flags)} [${say.flagsPlace}]`, columns)),
    section(
      say.args,
      definitions(
        args.map((arg) => argEntry(arg, command, language)),
        columns,
      ),
    ),
    ...groups.map((group) =>
      section(
        group === '' ? say.flags : say.groupFlags(group),
        definitions(
          flags
            .filter(({ helpGroup = '' }) => helpGroup === group)
            .sort(byName)
            .map((flag) => flagEntry(flag, command, language)),
          columns,
        ),
      ),
    ),
    section(say.description, description ? paragraphs(description, columns) : []),
    section(
      say.examples,
      examplesOf(command, language).flatMap((example) =>
        commandLine(exampleLine(example, command.id), columns),
      ),
    ),
  ]);
}

function examplesOf({ examples = [], zh }: ManifestCommand, language: Language): readonly string[] {
  return language === 'zh' ? (zh.examples ?? examples) : examples;
}

/** The command's own flags first, those of all commands last. */
function byGroup(a: string, b: string): number {
  const rank = (group: string) => (group === '' ? 0 : group === 'GLOBAL' ? 2 : 1);
  return rank(a) - rank(b);
}

function byName(a: ManifestFlag, b: ManifestFlag): number {
  return a.name < b.name ? -1 : 1;
}

function usageLine(
  { id }: ManifestCommand,
  args: readonly ManifestArg[],
  flags: readonly ManifestFlag[],
): string {
  const needed = flags.filter(({ required }) => required).map((flag) => `--${flag.name}=${valueName(flag)}`);
  return ['koo', id.replaceAll(':', ' '), ...args.map(argName), ...needed].join(' ');
}

function argName({ name, required, multiple }: ManifestArg): string {
  const text = `${name.toUpperCase()}${multiple ? '...' : ''}`;
  return required ? text : `[${text}]`;
}

function argEntry(arg: ManifestArg, { zh }: ManifestCommand, language: Language): [string, string] {
  const say = helpWords[language];
  const text = language === 'zh' ? zh.args?.[arg.name] : arg.description;
  const notes = [arg.options && say.options(arg.options), fallbackOf(arg.default, say.fallback)];
  return [argName(arg), joined([text, ...notes], language)];
}

function flagEntry(flag: ManifestFlag, { zh }: ManifestCommand, language: Language): [string, string] {
  const say = helpWords[language];
  const chinese: Readonly<Record<string, string | undefined>> = { ...globalFlagsZh, ...zh.flags };
  const text = language === 'zh' ? chinese[flag.name] : flag.summary;
  const notes = [
    flag.required && say.required,
    flag.options && say.options(flag.options),
    fallbackOf(flag.type === 'option' ? flag.default : undefined, say.fallback),
    flag.env && say.env(flag.env),
  ];
  const long = `--${flag.allowNo ? '[no-]' : ''}${flag.name}${flag.type === 'option' ? `=${valueName(flag)}` : ''}`;
  return [`${flag.char ? `-${flag.char}, ` : '    '}${long}`, joined([text, ...notes], language)];
}

function valueName({ helpValue, options }: ManifestFlag): string {
  return helpValue ?? (options ? 'CHOICE' : 'VALUE');
}

function fallbackOf(value: unknown, say: (text: string) => string): string | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  return say(Array.isArray(value) ? value.join(', ') : String(value));
}

function joined(parts: readonly (string | false | undefined)[], language: Language): string {
  const [text = '', ...notes] = parts.filter((part) => part !== undefined && part !== false && part !== '');
  // A full-width bracket has its own space.
  return notes.reduce(
    (line: string, note) => `${line}${language === 'zh' && String(note).startsWith('（') ? '' : ' '}${note}`,
    String(text),
  );
}
