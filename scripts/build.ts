import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startUp } from './start-up.ts';
import { thirdPartyNotices } from './third-party.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const entryPoints = ['src/cli/main.ts', ...globSync('src/commands/**/*.ts', { cwd: root }).sort()];

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: entryPoints.map((path) => ({
    in: path,
    out: path.replaceAll('\\', '/').replace(/^src\/(cli\/)?|\.ts$/g, ''),
  })),
  outdir: 'dist',
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
  plugins: [startUp],
  metafile: true,
  // Written below: a build that fails leaves the last one in place.
  write: false,
});
rmSync(`${root}dist`, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyNotices(metafile, root));
