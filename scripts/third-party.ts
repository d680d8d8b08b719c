import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * Name, version and licence text of every package that the bundle holds code of, and where the source code is if its
 * licence requires that.
 *
 * @throws Error when a package states no licence, names no source that it has to, or brings no text of one that demands its copy
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
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version, license } = manifest;
    if (typeof license !== 'string') throw new Error(`${name} states no licence`);
    const source = /GPL|EPL|MPL/.test(license) ? `${sourcePointer(manifest)}\n\n` : '';
    return `${name}@${version} (${license})\n\n${source}${licenceText(folder, name)}`;
  });
  const heading = 'koo holds code of the following packages, under their own licences.';
  return [heading, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n');
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly repository?: string | { readonly url?: string };
  readonly homepage?: string;
}

/**
 * Where the source code is, which such licences require to be said.
 *
 * @see https://www.mozilla.org/MPL/2.0/ section 3.2
 */
function sourcePointer({ name, version, repository, homepage }: Manifest): string {
  const given = (typeof repository === 'string' ? repository : repository?.url) ?? homepage ?? '';
  const url = given.replace(/^(git\+)?(ssh|git|https?):\/\/(git@)?/, 'https://').replace(/\.git$/, '');
  if (!url.startsWith('https://')) throw new Error(`${name} names no source`);
  return `The source code of this version: ${url} (${version}, unmodified)`;
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
