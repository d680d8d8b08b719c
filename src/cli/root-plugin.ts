import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core/command';
import type { Manifest, PJSON, Plugin } from '@oclif/core/interfaces';

/**
 * koo itself, as the one plugin that oclif sees: its commands are those of the shipped manifest, and a command's
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
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({ ...topic, name })),
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  return plugin;
}

/** The commands of the shipped manifest. */
export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
}
