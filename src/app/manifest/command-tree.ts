import { wrappedTable } from '../../cli/output/table.ts';
import { type Localized, localize, t, verbatim } from '../../text/translate.ts';
import { bilingual, type Commands, exampleLine, type ManifestCommand } from './manifest.ts';
import type { JsonSchema } from './output-schema.ts';
import { childrenOf, topics } from './topics.ts';

interface FlagInfo {
  readonly name: string;
  readonly char: string | null;
  readonly takesValue: boolean;
  readonly repeatable: boolean;
  readonly required: boolean;
  /** The values it may have; `null` when it may have any. */
  readonly options: readonly string[] | null;
  readonly default: unknown;
  readonly env: string | null;
  /** Every command has it. */
  readonly global: boolean;
  readonly summary: Localized;
}

interface ArgInfo {
  readonly name: string;
  readonly required: boolean;
  readonly repeatable: boolean;
  readonly options: readonly string[] | null;
  readonly summary: Localized;
}

/** A command, as scripts see it. */
export interface CommandInfo {
  readonly kind: 'command';
  /** As it is typed behind `koo`: `product stock add`. */
  readonly path: string;
  readonly summary: Localized;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
  readonly args: readonly ArgInfo[];
  readonly flags: readonly FlagInfo[];
  readonly examples: readonly string[];
  /** The JSON Schema of what the command prints with `--json`; of each line, if it writes a log as long as it runs. */
  readonly output: JsonSchema;
}

/** A topic with what is below it. */
export interface TopicInfo {
  readonly kind: 'topic';
  readonly path: string;
  readonly summary: Localized;
  readonly commands: readonly TreeNode[];
}

export type TreeNode = CommandInfo | TopicInfo;

/** Topics and commands as a tree. */
export function commandTree(commands: Commands, name = ''): TreeNode[] {
  return childrenOf(name, commands).flatMap((id) =>
    [
      nodeOf(id, commands) ?? [],
      // A command may also be the beginning of other commands.
      commands[id] ? commandTree(commands, id) : [],
    ].flat(),
  );
}

/** A command or topic with this id, if there is one. */
export function nodeOf(id: string, commands: Commands): TreeNode | undefined {
  const command = commands[id];
  if (command) return commandInfo(command);
  return childrenOf(id, commands).length > 0 ? topicInfo(id, commands) : undefined;
}

/** The commands of a tree as a list. */
export function flatCommands(nodes: readonly TreeNode[]): CommandInfo[] {
  return nodes.flatMap((node) => (node.kind === 'command' ? node : flatCommands(node.commands)));
}

/** The commands as a table. */
export function renderCommands(nodes: readonly TreeNode[]): string {
  return wrappedTable(
    [t('COMMAND'), t('EFFECT'), t('SUMMARY')],
    flatCommands(nodes).map((command) => [command.path, effectOf(command), localize(command.summary)]),
  );
}

function effectOf({ readOnly, destructive }: CommandInfo): string {
  if (readOnly) return t('read-only');
  return destructive ? t('destructive') : t('changes data');
}

function topicInfo(id: string, commands: Commands): TopicInfo {
  const summary = topics.find(({ name }) => name === id)?.description ?? verbatim('');
  return { kind: 'topic', path: pathOf(id), summary, commands: commandTree(commands, id) };
}

function commandInfo(command: ManifestCommand): CommandInfo {
  const { id, summary, effects, examples = [] } = command;
  return {
    kind: 'command',
    path: pathOf(id),
    summary: bilingual(summary),
    ...effects,
    args: Object.values(command.args).map((arg) => ({
      name: arg.name,
      required: arg.required ?? false,
      repeatable: arg.multiple ?? false,
      options: arg.options ?? null,
      summary: bilingual(arg.description),
    })),
    flags: flagsOf(command),
    examples: examples.map((example) => exampleLine(example, id)),
    output: command.output,
  };
}

function flagsOf({ flags }: ManifestCommand): FlagInfo[] {
  return Object.values(flags)
    .filter(({ hidden }) => !hidden)
    .map((flag) => ({
      name: flag.name,
      char: flag.char ?? null,
      takesValue: flag.type === 'option',
      repeatable: flag.multiple ?? false,
      required: flag.required ?? false,
      options: flag.options ?? null,
      default: flag.default ?? null,
      env: flag.env ?? null,
      global: flag.helpGroup === 'GLOBAL',
      summary: bilingual(flag.summary),
    }));
}

function pathOf(id: string): string {
  return id.replaceAll(':', ' ');
}
