import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * Name, version and licence text of every package that the bundle holds code of.
 *
 * @throws Error when a package states no licence, or brings no text of one that demands its copy
 */
export function thirdPartyNotices(metafile: Metafile, root: string): string {
  const used = new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => packageFolder(path, root) ?? []),
    ),
  );
  const notices = [...used].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') throw new Error(`${name} states no licence`);
    return `${name}@${version} (${license})\n\n${licenceText(folder, name)}`;
  });
  const heading = 'koo holds code of the following packages, under their own licences.';
  return [heading, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n');
}

/** The folder of the package that a bundled file belongs to; none for koo's own files. */
function packageFolder(path: string, root: string): string | undefined {
  if (!path.includes('node_modules/')) return undefined;
  let folder = dirname(join(root, path.replace(/^[\w-]+:/, '')));
  while (!existsSync(join(folder, 'package.json')) || !hasName(folder)) folder = dirname(folder);
  return folder;
}

/** Some packages have nameless package.json files inside that only set the module type. */
function hasName(folder: string): boolean {
  return 'name' in JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function licenceText(folder: string, name: string): string {
  const files = globSync('{LICEN[CS]E,licen[cs]e,NOTICE}*', { cwd: folder }).sort();
  if (files.length === 0) throw new Error(`${name} brings no licence text`);
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
}
