import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * Name, version and licence text of every package that the bundle holds code of, and where the source code is if its
 * licence requires that.
 *
 * @throws Error when a package states no licence, names no source that it has to, or brings no text of one that demands its copy
 */
export function thirdPartyNotices(metafile: Metafile, root: string): string {
  const notices = bundledFolders(metafile, root).map((folder) => {
    const manifest = manifestIn(folder);
    const { name, version } = manifest;
    const license = licenseOf(manifest);
    const source = /GPL|EPL|MPL/.test(license) ? `${sourcePointer(manifest)}\n\n` : '';
    return `${name}@${version} (${license})\n\n${source}${licenceText(folder, name)}`;
  });
  const heading = 'koo holds code of the following packages, under their own licences.';
  return [heading, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n');
}

/**
 * The bill of materials of the bundle: koo, every package that it holds code of, and what npm installs beside it. Equal
 * inputs give equal texts, so it has neither a time nor a serial number.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(metafile: Metafile, root: string): string {
  const own = manifestIn(root);
  const { packages }: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const describe = (folder: string, scope: 'required' | 'optional') => ({
    ...component(manifestIn(folder), 'library'),
    scope,
    ...hashes(packages[relative(root, folder).replaceAll('\\', '/')]?.integrity),
  });
  const optional = Object.keys(own.optionalDependencies ?? {}).map((name) =>
    join(root, 'node_modules', name),
  );
  const components = [
    ...bundledFolders(metafile, root).map((folder) => describe(folder, 'required')),
    ...optional.filter((folder) => existsSync(folder)).map((folder) => describe(folder, 'optional')),
  ];
  const koo = component(own, 'application');
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: koo },
    components,
    dependencies: [{ ref: koo['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

function component(manifest: Manifest, type: 'application' | 'library') {
  const { name, version } = manifest;
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, licenses: [{ expression: licenseOf(manifest) }], purl };
}

/** @param integrity as in package-lock.json: `sha512-…` in base64 */
function hashes(integrity: string | undefined) {
  const [, base64] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}

/** The folders of the packages that the bundle holds code of. */
function bundledFolders({ outputs }: Metafile, root: string): readonly string[] {
  const paths = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return [...new Set(paths.flatMap((path) => packageFolder(path, root) ?? []))].sort();
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function licenseOf({ name, license }: Manifest): string {
  if (typeof license !== 'string') throw new Error(`${name} states no licence`);
  return license;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
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
