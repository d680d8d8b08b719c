import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/**
 * Bundles the script and the style sheet of the console for browsers.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 */
export async function writeConsoleAssets(root: string, folder: string): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { 'console.js': 'src/console/client/main.ts', 'console.css': 'src/console/console.css' },
    entryNames: '[name]',
    bundle: true,
    format: 'iife',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    outdir: folder,
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of outputFiles) {
    writeFileSync(join(folder, path.endsWith('.css') ? 'console.css' : 'console.js'), text);
  }
  return metafile;
}
