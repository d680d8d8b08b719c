import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { catalogueText } from '../src/text/catalogue.ts';
import { writeCodeData } from './code-data.ts';
import { writeConsoleAssets } from './console-assets.ts';
import { mergedLocales } from './locales.ts';
import { parsedPages } from './pages.ts';
import { writeLives, writeSeedData } from './sandbox-data.ts';
import { onDemandOnly, startUp } from './start-up.ts';
import { billOfMaterials, thirdPartyNotices } from './third-party.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const entryPoints = ['src/app/main.ts', ...globSync('src/commands/**/*.ts', { cwd: root }).sort()];

const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Identifiers keep their names: short ones measured slower, and stack traces stay readable.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // The ESM build of yaml: what is not used is left out, and import() gives its functions by name.
  alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
  metafile: true,
  // Written below: a build that fails leaves the last one in place.
  write: false,
} as const satisfies BuildOptions;

const { metafile, outputFiles } = await build({
  ...options,
  entryPoints: entryPoints.map((path) => ({
    in: path,
    out: path.replaceAll('\\', '/').replace(/^src\/(app\/)?|\.ts$/g, ''),
  })),
  outdir: 'dist',
  plugins: [parsedPages, startUp],
});
// Programs of their own: they share no file with the commands, whose files hold oclif.
const apart = await build({
  ...options,
  entryPoints: [
    { in: 'src/app/completion/main.ts', out: 'completion/main' },
    { in: 'src/app/update/check.ts', out: 'update-check' },
  ],
  chunkNames: 'completion/chunks/[name]-[hash]',
  outdir: 'dist',
  plugins: [parsedPages, onDemandOnly],
});
rmSync(`${root}dist`, { recursive: true, force: true });
for (const { path, contents } of [...outputFiles, ...apart.outputFiles]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
const assets = await writeConsoleAssets(root, `${root}dist/data`);
const outputs = { ...metafile.outputs, ...apart.metafile.outputs, ...assets.outputs };
writeCodeData(root, `${root}dist/data`);
writeLives(root, `${root}dist/data`);
writeSeedData(root, `${root}dist/data`);
writeFileSync(`${root}dist/zh.json`, catalogueText(mergedLocales(root)));
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyNotices({ ...metafile, outputs }, root));
writeFileSync(`${root}dist/sbom.cdx.json`, billOfMaterials({ ...metafile, outputs }, root));
