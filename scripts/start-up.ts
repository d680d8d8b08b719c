import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/** Packages that @oclif/core requires as soon as it is loaded, but calls only for help and for errors; koo itself likewise. */
const onDemand = new Set([
  'ansi-escapes',
  'ansis',
  'clean-stack',
  'ejs',
  'get-package-type',
  'indent-string',
  'string-width',
  'supports-color',
  'widest-line',
  'wordwrap',
  'wrap-ansi',
]);

/** What stands in for modules that @oclif/core would load for things koo does not do. */
const instead: Readonly<Record<string, string>> = {
  // oclif's own spinner is never shown; these are the two that it looks up.
  'cli-spinners': `module.exports = { dots2: { frames: ['-'] }, line: { frames: ['-'] } }`,
  // KOO_DEBUG takes the place of DEBUG=oclif:*.
  debug: 'module.exports = () => () => {}',
  // The oclif section is in package.json: no search for rc files.
  lilconfig: 'module.exports = {}',
  // koo takes no plugins: no patterns to match them.
  minimatch: 'module.exports = {}',
  // The manifest is shipped: no search for command files.
  tinyglobby: 'module.exports = {}',
  // For running from TypeScript sources.
  typescript: 'module.exports = undefined',
  // oclif reads two small JSON files with it, at the price of loading all of it.
  'fs/promises': `const { readFileSync } = process.getBuiltinModule('node:fs');
    const own = { readFile: async (path, encoding) => readFileSync(path, encoding) };
    module.exports = new Proxy(own, {
      get: (_, name) => own[name] ?? process.getBuiltinModule('node:fs/promises')[name],
    });`,
};

/** What stands in for what conf would load to validate a schema: koo validates its settings itself. */
const insteadForConf: Readonly<Record<string, string>> = {
  'ajv/dist/2020.js': 'export class Ajv2020 {}',
  'ajv-formats': 'export default {}',
};

/**
 * What makes the bundle start fast, as an esbuild plugin; docs/performance.md has the measurements.
 *
 * - An `import` of a builtin makes Node load the builtin and read *every* export of it, also those that Node
 *   itself loads on demand (`fs.promises`, `util.TextDecoder`, `process.stdin`). In the bundle a builtin is
 *   loaded when the first of its exports is used.
 * - What oclif requires up front but rarely calls is required on first use, or left out.
 * - What commands share is in one file; each further one costs 0.5 ms.
 */
export const startUp: Plugin = {
  name: 'start-up',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, withCompanions);
    onDemandOnly.setup(build);
  },
};

/** The same without the company: for what has its own way in and is to load as little as can be. */
export const onDemandOnly: Plugin = {
  name: 'on-demand',
  setup(build) {
    build.onResolve({ filter: /^[\w@]/ }, resolve);
    build.onLoad({ filter: /./, namespace: 'instead' }, ({ path }) => ({
      contents: instead[path] ?? insteadForConf[path] ?? '',
    }));
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
    // esbuild's wrapper for ESM copies own properties and keeps the prototype: one without any of its own, whose
    // prototype asks the builtin, is not touched before use.
    build.onLoad({ filter: /./, namespace: 'lazy-builtin' }, ({ path }) => ({
      contents: `module.exports = Object.create(new Proxy({}, {
        get: (_, name) => (name === '__esModule' ? false : process.getBuiltinModule('node:${path}')[name]),
      }));`,
    }));
    build.onLoad({ filter: /./, namespace: 'on-demand' }, ({ path, pluginData }) => ({
      resolveDir: pluginData as string,
      contents: `module.exports = new Proxy(function () {}, {
        get: (_, name) => (name === '__esModule' ? false : require('${path}')[name]),
        apply: (_, self, args) => require('${path}').apply(self, args),
      });`,
    }));
  },
};

function resolve({
  path,
  importer,
  resolveDir,
  namespace,
  kind,
}: OnResolveArgs): OnResolveResult | undefined {
  if (namespace === 'on-demand') return undefined;
  const name = path.replace(/^node:/, '');
  const importing = importer.replaceAll('\\', '/');
  const byOclif = importing.includes('/@oclif/core/');
  // Asked whether Linux is WSL, for the user agent alone. Any module that does not say so will do, and a builtin
  // needs no file.
  if (byOclif && name === 'wsl-utils') return { path: 'node:os', external: true };
  if (byOclif && name in instead) return { path: name, namespace: 'instead' };
  if (path in insteadForConf && importing.includes('/node_modules/conf/'))
    return { path, namespace: 'instead' };
  if ((byOclif && onDemand.has(name)) || (name === 'string-width' && !importing.includes('/node_modules/')))
    return { path: name, namespace: 'on-demand', pluginData: resolveDir };
  const byPackage = importing.includes('/node_modules/');
  if (!isBuiltin(path) || (byPackage && kind === 'import-statement')) return undefined;
  // An import() waits for its use as it is, and of what stands in for a builtin it would see no names.
  if (kind === 'dynamic-import' && !byPackage) return undefined;
  const lazy = (byOclif || !byPackage) && isPlainObject(name);
  return { path: name, namespace: lazy ? 'lazy-builtin' : 'builtin' };
}

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** What runs without a command: its static imports get no company that would load oclif. */
const light = staticImports(['app/light.ts', 'app/help/help.ts']);

/** Modules that import each other's company: what is used together is in one file of the bundle. */
const companions: readonly { readonly of: (name: string) => boolean; readonly module: string }[] = [
  { of: () => true, module: 'app/light.ts' },
  { of: (name) => !light.has(name), module: 'app/shared.ts' },
  { of: (name) => /^app\/(help\/|manifest|topics)/.test(name), module: 'app/help/help.ts' },
  { of: (name) => name.startsWith('codes/cli/'), module: 'codes/cli/explain.ts' },
  { of: (name) => name.startsWith('codes/cli/'), module: 'codes/lookup.ts' },
  { of: (name) => name.startsWith('callback/protocols/'), module: 'callback/protocols/index.ts' },
];

/** Modules of `src` with all that they import statically, by their path below it. */
function staticImports(modules: readonly string[]): Set<string> {
  const found = new Set(modules);
  for (const name of found) {
    const source = readFileSync(src + name, 'utf8');
    for (const [, path = ''] of source.matchAll(
      /^(?:import|export) (?!type )[^;]*?'(\.{1,2}\/[^']+\.ts)'/gms,
    )) {
      found.add(posix.join(posix.dirname(name), path));
    }
  }
  return found;
}

/**
 * esbuild makes a file of the bundle for each set of entries that share code. Without this each command would
 * load ten or twenty.
 */
function withCompanions({ path }: OnLoadArgs): OnLoadResult {
  const name = path.slice(src.length).replaceAll('\\', '/');
  const imports = companions
    .filter(({ of }) => of(name))
    .map(({ module }) => `import ${JSON.stringify(src + module)};\n`);
  return { contents: imports.join('') + readFileSync(path, 'utf8'), loader: 'ts' };
}

/** Builtins that are functions (`events`) or are written to (`process`) must be themselves. */
function isPlainObject(name: string): boolean {
  return name !== 'process' && typeof process.getBuiltinModule(`node:${name}`) === 'object';
}
