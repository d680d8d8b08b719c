import { writeFileSync } from 'node:fs';
import { Plugin } from '@oclif/core';

/** Writes `oclif.manifest.json`: what oclif knows of each built command without loading it. */
export async function writeManifest(root: string): Promise<void> {
  writeFileSync(`${root}oclif.manifest.json`, await manifestText(root));
}

/** The manifest of the commands in `dist`, the same bytes for the same commands. */
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
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ commands: sorted, version }, null, 2)}\n`;
}
