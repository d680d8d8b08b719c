import { Plugin } from '@oclif/core';
import { globalFlags } from '../src/cli/flags/global.ts';

/**
 * What koo and oclif know of each built command without loading it: the text of `oclif.manifest.json`, a command a
 * line. It leaves out what says nothing (`false`, and what is the same for all of koo), and states the global flags
 * once; `src/app/manifest.ts` gives them to every command again.
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
  const shared = Object.entries(Object.values(commands)[0]?.flags ?? {}).filter(
    ([name]) => name in globalFlags,
  );
  return [
    `{"version":${JSON.stringify(version)},`,
    `"globalFlags":${compact(Object.fromEntries(shared))},`,
    `"commands":{\n${lines.join(',\n')}\n}}\n`,
  ].join('\n');
}

/** JSON without what is `false`; the effects of a command are said in full. */
function compact(value: object): string {
  return JSON.stringify(value, function (this: object, _name, member) {
    return member === false && !('readOnly' in this) ? undefined : member;
  });
}
