import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
// Loaded here, so that `main.ts` can replace the listener for errors of stdout that it adds.
import '@oclif/core/command';
import type { Command } from '@oclif/core/command';
import { Config } from '@oclif/core/config';
import type { Manifest, PJSON, Plugin } from '@oclif/core/interfaces';
import pjson from '../../package.json' with { type: 'json' };

/** A command, and the words of the command line behind its name. */
export interface NamedCommand {
  readonly id: string;
  readonly command: Command.Cached;
  readonly rest: string[];
}

/** Runs a command as oclif's `run` does, without plugin hooks. */
export async function runCommand({ id, command, rest }: NamedCommand, root: string): Promise<void> {
  const plugin = rootPlugin(root, pjson as unknown as PJSON, { commands: { [id]: command } });
  const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
  await config.runCommand(id, rest, config.findCommand(id));
}

/**
 * koo as the only plugin that oclif sees, with the given commands; a command's file is imported when the command
 * runs. oclif's own class also searches folders and sorts by locale, which would add a third to koo's start-up.
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
    // koo's own help reads topics.ts.
    topics: [],
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  return plugin;
}
