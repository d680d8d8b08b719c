import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/**
 * Bundles the script and the style sheet of the console, and the style sheets of reports and login pages, for browsers.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 */
export async function writeConsoleAssets(root: string, folder: string): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      'console.js': 'src/console/client/main.ts',
      'console.css': 'src/console/console.css',
      'report.css': 'src/suite/reporters/report.css',
      'login.css': 'src/sso/center/pages.css',
    },
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
    writeFileSync(join(folder, basename(path).replace(/^(.*\.)(js|css)\.\2$/, '$1$2')), text);
  }
  return metafile;
}
