import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core/command';
import type { Manifest, PJSON, Plugin } from '@oclif/core/interfaces';

/**
 * koo itself, as the one plugin that oclif sees: its commands are those it is given, and a command's
 * file is imported when the command runs. oclif's own class does the same and more; what it spends on the search
 * for folders and on sorting by locale is a third of what koo would add to Node's own start-up.
 */
export function rootPlugin(root: string, pjson: PJSON, manifest: Pick<Manifest, 'commands'>): Plugin {
  const load = async (id: string): Promise<Command.Class> => {
    const { relativePath = [] } = manifest.commands[id] ?? {};
    const { default: command } = await import(pathToFileURL(join(root, ...relativePath)).href);
    command.id = id;
    command.plugin = plugin;
    return command;
  };
  const plugin: Plugin = {
    _base: pjson.name,
    alias: pjson.name,
    commandIDs: Object.keys(manifest.commands),
    commands: Object.entries(manifest.commands).map(([id, command]) => ({
      ...command,
      load: () => load(id),
    })),
    commandsDir: undefined,
    findCommand: load,
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: async () => {},
    moduleType: 'module',
    name: pjson.name,
    options: { root, isRoot: true },
    pjson,
    root,
    // Help, which is koo's own, reads topics.ts.
    topics: [],
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  return plugin;
}

/** A command as its words name it. */
export interface NamedCommand {
  readonly id: string;
  readonly command: Command.Cached;
  /** The words behind its name. */
  readonly rest: string[];
}

/** The command that the first words name, found by its file: the longest name wins. */
export function namedCommand(root: string, argv: readonly string[]): NamedCommand | undefined {
  for (const length of [3, 2, 1]) {
    const words = argv.slice(0, length);
    if (words.length < length || !words.every((word) => /^[a-z][a-z-]*$/.test(word))) continue;
    const relativePath = ['dist', 'commands', ...words.slice(0, -1), `${words.at(-1)}.js`];
    if (!existsSync(join(root, ...relativePath))) continue;
    const id = words.join(':');
    const command = { id, aliases: [], hiddenAliases: [], args: {}, flags: {}, relativePath };
    return { id, command: { ...command, hidden: false, hasDynamicHelp: false }, rest: argv.slice(length) };
  }
  return undefined;
}
