import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core/command';
import { Config } from '@oclif/core/config';
import type { Manifest, PJSON, Plugin } from '@oclif/core/interfaces';
import pjson from '../../package.json' with { type: 'json' };

/** A command as its words name it. */
export interface NamedCommand {
  readonly id: string;
  readonly command: Command.Cached;
  /** The words behind its name. */
  readonly rest: string[];
}

/** Runs a command with oclif: what oclif's own `run` does, without the hooks of plugins. */
export async function runCommand({ id, command, rest }: NamedCommand, root: string): Promise<void> {
  const plugin = rootPlugin(root, pjson as unknown as PJSON, { commands: { [id]: command } });
  const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
  await config.runCommand(id, rest, config.findCommand(id));
}

/**
 * koo itself, as the one plugin that oclif sees: its commands are those it is given, and a command's
 * file is imported when the command runs. oclif's own class does the same and more; what it spends on the search
 * for folders and on sorting by locale is a third of what koo would add to Node's own start-up.
 */
function rootPlugin(root: string, pjson: PJSON, manifest: Pick<Manifest, 'commands'>): Plugin {
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
