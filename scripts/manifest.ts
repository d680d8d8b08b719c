import { Plugin } from '@oclif/core';
import { globalFlags } from '../src/cli/flags/global.ts';

/**
 * What koo and oclif know of each built command without loading it: the text of `oclif.manifest.json`, a command a
 * line. It leaves out what says nothing (`false`, and what is the same for all of koo), and states the global flags
 * once; `src/app/manifest/manifest.ts` gives them to every command again.
 */
export async function manifestText(root: string): Promise<string> {
  const plugin = new Plugin({
    root,
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const { commands, version } = plugin.manifest;
  const lines = Object.entries(commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { pluginAlias, pluginName, pluginType, strict, flags, ...command }]) => {
      if (strict === false) throw new Error(`${id}: the manifest has no place for strict: false`);
      const own = Object.entries(flags).filter(([name]) => !(name in globalFlags));
      return `${JSON.stringify(id)}:${compact({ ...command, flags: Object.fromEntries(own) })}`;
    });
  // oclif leaves them out of commands whose base has flags of its own.
  const shared = Object.values(commands)
    .map(({ flags }) => sharedFlags(flags))
    .filter((flags) => Object.keys(flags).length > 0);
  const [flags = '', ...others] = new Set(shared.map(compact));
  if (others.length > 0) throw new Error('a command changes a flag that all commands have');
  return [
    `{"version":${JSON.stringify(version)},`,
    `"globalFlags":${flags},`,
    `"commands":{\n${lines.join(',\n')}\n}}\n`,
  ].join('\n');
}

function sharedFlags(flags: object): object {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => name in globalFlags));
}

/** JSON without what is `false`; the effects of a command are said in full. */
function compact(value: object): string {
  return JSON.stringify(value, function (this: object, _name, member) {
    return member === false && !('readOnly' in this) ? undefined : member;
  });
}
