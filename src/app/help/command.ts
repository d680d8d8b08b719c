import { commandLine, definitions, document, paragraphs, section } from '../../cli/output/layout.ts';
import type { Language } from '../../text/localized.ts';
import {
  bilingual,
  exampleLine,
  type ManifestArg,
  type ManifestCommand,
  type ManifestFlag,
} from '../manifest.ts';
import { helpWords } from './words.ts';

/** Everything about a command. */
export function commandHelp(command: ManifestCommand, language: Language, columns: number): string {
  const say = helpWords[language];
  const { summary, description } = command;
  const args = Object.values(command.args).filter(({ hidden }) => !hidden);
  const flags = Object.values(command.flags).filter(({ hidden }) => !hidden);
  const groups = [...new Set(flags.map(({ helpGroup = '' }) => helpGroup))].sort(byGroup);
  return document([
    paragraphs(bilingual(summary)[language], columns, '').join('\n'),
    section(say.usage, commandLine(`${usageLine(command, args, flags)} [${say.flagsPlace}]`, columns)),
    section(
      say.args,
      definitions(
        args.map((arg) => argEntry(arg, language)),
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
            .map((flag) => flagEntry(flag, language)),
          columns,
        ),
      ),
    ),
    section(say.description, description ? paragraphs(bilingual(description)[language], columns) : []),
    section(
      say.examples,
      (command.examples ?? []).flatMap((example) =>
        commandLine(exampleLine(bilingual(example)[language], command.id), columns),
      ),
    ),
  ]);
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

function argEntry(arg: ManifestArg, language: Language): [string, string] {
  const say = helpWords[language];
  const text = bilingual(arg.description)[language];
  const notes = [arg.options && say.options(arg.options), fallbackOf(arg.default, say.fallback)];
  return [argName(arg), joined([text, ...notes], language)];
}

function flagEntry(flag: ManifestFlag, language: Language): [string, string] {
  const say = helpWords[language];
  const text = bilingual(flag.summary)[language];
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
