import type { Command } from '@oclif/core/command';
import { Config } from '@oclif/core/config';
import type { PJSON, Plugin } from '@oclif/core/interfaces';
import pjson from '../../package.json' with { type: 'json' };

/** A command, and the words of the command line behind its name. */
export interface NamedCommand {
  readonly id: string;
  readonly command: Command.Cached;
  readonly rest: string[];
}

/** Runs a command as oclif's `run` does, without plugin hooks. */
export async function runCommand(
  loaded: Command.Class,
  { id, command, rest }: NamedCommand,
  root: string,
): Promise<void> {
  const plugin = rootPlugin(root, pjson as unknown as PJSON, command, loaded);
  const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
  await config.runCommand(id, rest, config.findCommand(id));
}

/**
 * koo as the only plugin that oclif sees, with the one command that runs. oclif's own class also searches folders and
 * sorts by locale, which would add a third to koo's start-up.
 */
function rootPlugin(root: string, pjson: PJSON, command: Command.Cached, loaded: Command.Class): Plugin {
  const load = async (): Promise<Command.Class> => {
    loaded.id = command.id;
    loaded.plugin = plugin;
    return loaded;
  };
  const plugin: Plugin = {
    _base: pjson.name,
    alias: pjson.name,
    commandIDs: [command.id],
    commands: [{ ...command, load }],
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
    // koo's own help reads topics.ts.
    topics: [],
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  return plugin;
}
