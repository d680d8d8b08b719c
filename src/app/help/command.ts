import { commandLine, definitions, document, paragraphs, section } from '../../cli/output/layout.ts';
import { localize, t } from '../../text/translate.ts';
import {
  bilingual,
  exampleLine,
  type ManifestArg,
  type ManifestCommand,
  type ManifestFlag,
} from '../manifest/manifest.ts';
import { jsonFields } from './json-fields.ts';

/** Everything about a command. */
export function commandHelp(command: ManifestCommand, columns: number): string {
  const { summary, description } = command;
  const args = shown(command.args);
  const flags = shown(command.flags);
  const groups = [...new Set(flags.map(({ helpGroup = '' }) => helpGroup))].sort(byGroup);
  return document([
    paragraphs(localize(bilingual(summary)), columns, '').join('\n'),
    section(t('USAGE'), commandLine(`${usageLine(command)} [${t('FLAGS')}]`, columns)),
    section(t('ARGUMENTS'), definitions(args.map(argEntry), columns)),
    ...groups.map((group) =>
      section(
        flagHeading(group),
        definitions(
          flags
            .filter(({ helpGroup = '' }) => helpGroup === group)
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .map(flagEntry),
          columns,
        ),
      ),
    ),
    section(t('DESCRIPTION'), description ? paragraphs(localize(bilingual(description)), columns) : []),
    section(
      t('EXAMPLES'),
      (command.examples ?? []).flatMap((example) =>
        commandLine(exampleLine(localize(bilingual(example)), command.id), columns),
      ),
    ),
    section(t('JSON FIELDS'), fieldLines(command, columns)),
  ]);
}

/** A summary of the document that `--json` prints. */
function fieldLines({ id, output }: ManifestCommand, columns: number): string[] {
  const forms = jsonFields(output).map((rows) => definitions(rows, columns));
  const help = `koo ${id.replaceAll(':', ' ')} --help --json`;
  return [
    ...forms.flatMap((lines, index) => (index === 0 ? lines : [t('or'), ...lines])),
    ...paragraphs(t('JSON Schema: `{help}`', { help }), columns),
  ];
}

/** The command's own flags first, those of all commands last. */
function byGroup(a: string, b: string): number {
  const rank = (group: string) => (group === '' ? 0 : group === 'GLOBAL' ? 2 : 1);
  return rank(a) - rank(b);
}

/** A command with its arguments and the flags it cannot do without. */
export function usageLine({ id, args, flags }: ManifestCommand): string {
  const needed = shown(flags)
    .filter(({ required }) => required)
    .map((flag) => `--${flag.name}=${valueName(flag)}`);
  return ['koo', id.replaceAll(':', ' '), ...shown(args).map(argName), ...needed].join(' ');
}

function shown<T extends ManifestArg | ManifestFlag>(entries: Readonly<Record<string, T>>): T[] {
  return Object.values(entries).filter(({ hidden }) => !hidden);
}

function argName({ name, required, multiple }: ManifestArg): string {
  const text = `${name.toUpperCase()}${multiple ? '...' : ''}`;
  return required ? text : `[${text}]`;
}

function argEntry(arg: ManifestArg): [string, string] {
  const { description, options, default: value } = arg;
  return [argName(arg), withNotes(localize(bilingual(description)), { options, value })];
}

function flagEntry(flag: ManifestFlag): [string, string] {
  const { name, char, type, summary, allowNo, required, options, env } = flag;
  const long = `--${allowNo ? '[no-]' : ''}${name}${type === 'option' ? `=${valueName(flag)}` : ''}`;
  const value = type === 'option' ? flag.default : undefined;
  const text = withNotes(localize(bilingual(summary)), { required, options, value, env });
  return [`${char ? `-${char}, ` : '    '}${long}`, text];
}

/** The heading over a group of flags; the group has no name for the command's own flags. */
function flagHeading(group: string): string {
  const headings: Readonly<Record<string, string>> = {
    GLOBAL: t('GLOBAL FLAGS'),
    KEYS: t('KEY FLAGS'),
    SESSION: t('SESSION FLAGS'),
  };
  return headings[group] ?? t('FLAGS');
}

function valueName({ helpValue, options }: ManifestFlag): string {
  return helpValue ?? (options ? 'CHOICE' : 'VALUE');
}

/** The notes behind the text of a flag or an argument, without the absent ones. */
interface Notes {
  readonly required?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly value?: unknown;
  readonly env?: string | undefined;
}

function withNotes(summary: string, { required, options, value, env }: Notes): string {
  let text = summary;
  if (required) text = t('{text} (required)', { text });
  if (options) text = t('{text} (one of: {options})', { text, options });
  const isSet = value !== undefined && value !== null && value !== '' && value !== false;
  if (isSet) text = t('{text} (default: {value})', { text, value: [value].flat().join(', ') });
  if (env) text = t('{text} (env: {env})', { text, env });
  return text.trim();
}
