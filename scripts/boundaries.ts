import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { floorFaults, knots } from './floors.ts';

/** Features, which know nothing of each other, but for `sso` and the sandbox: they meet through what lies below and is passed in. */
const features = [
  'calls',
  'callback',
  'guides',
  'media',
  'product',
  'sandbox',
  'sso',
  'usage',
  'users',
] as const;

/** What the core of a feature may use, apart from itself. */
const belowFeatures = [
  'exchanges',
  'console',
  'suite',
  'seller',
  'openapi',
  'codes',
  'lifecycle',
  'sqlite',
  'http',
  'files',
  'signing',
  'errors',
  'text',
];

interface Layer {
  /** Folder below `src`; the first layer whose folder holds a file decides. */
  readonly folder: string;
  /** Folders whose files it may import, but not those of their `cli/`, unless that is named itself. */
  readonly mayImport: readonly string[];
  /** The builtins that it may import; default all. */
  readonly builtins?: readonly string[];
  /** Whether it may import packages; default yes. */
  readonly packages?: false;
}

const cores = [...features, 'account', ...belowFeatures];
const terminal = ['cli', 'account/cli', 'seller/cli', 'suite/cli', 'account', ...belowFeatures];

/** Who may import whom: imports run down only. A folder may always import itself. */
const layers: readonly Layer[] = [
  {
    folder: 'commands',
    mayImport: [...terminal, ...cores, 'app', 'codes/cli', ...features.map(cliOf)],
  },
  { folder: 'app', mayImport: [...terminal, ...cores, ...features.map(cliOf)] },
  { folder: cliOf('sandbox'), mayImport: [...terminal, 'sandbox', 'sso', 'callback'] },
  { folder: cliOf('sso'), mayImport: [...terminal, 'sso', 'callback'] },
  ...features.map((feature) => ({ folder: cliOf(feature), mayImport: [...terminal, feature] })),
  { folder: 'codes/cli', mayImport: ['cli', ...belowFeatures] },
  { folder: 'seller/cli', mayImport: terminal },
  { folder: 'suite/cli', mayImport: ['cli', 'account/cli', 'account', ...belowFeatures] },
  { folder: 'account/cli', mayImport: ['cli', 'account', ...belowFeatures] },
  { folder: 'cli', mayImport: ['files', 'errors', 'text'] },
  {
    folder: 'callback/protocols',
    mayImport: ['signing', 'errors', 'text'],
    builtins: ['crypto'],
    packages: false,
  },
  // The login test binds a tenant with callbacks, and so does the sandbox, which has a login centre.
  { folder: 'sandbox', mayImport: [...belowFeatures, 'sso', 'callback'] },
  { folder: 'sso', mayImport: [...belowFeatures, 'callback'] },
  ...features.map((feature) => ({ folder: feature, mayImport: belowFeatures })),
  { folder: 'account', mayImport: ['openapi', 'sqlite', 'http', 'files', 'signing', 'errors', 'text'] },
  { folder: 'suite', mayImport: ['errors', 'text'] },
  { folder: 'exchanges', mayImport: ['console', 'sqlite', 'http', 'errors', 'text'] },
  { folder: 'console', mayImport: ['http', 'signing', 'errors', 'text'] },
  { folder: 'seller', mayImport: ['openapi', 'signing', 'errors', 'text'] },
  { folder: 'openapi', mayImport: ['codes', 'http', 'signing', 'errors', 'text'] },
  { folder: 'codes', mayImport: ['errors', 'text'], builtins: [], packages: false },
  { folder: 'lifecycle', mayImport: ['errors', 'text'], builtins: [], packages: false },
  { folder: 'signing', mayImport: ['errors', 'text'], builtins: ['crypto'], packages: false },
  { folder: 'sqlite', mayImport: ['files', 'errors', 'text'] },
  { folder: 'http', mayImport: ['errors', 'text'] },
  { folder: 'files', mayImport: ['errors', 'text'], packages: false },
  { folder: 'errors', mayImport: ['text'], packages: false },
  { folder: 'text', mayImport: [] },
];

/** What no file of the kernel is named after: it would belong to that feature. */
const namesOfFeatures = [
  ...features,
  'account',
  'codes',
  'openapi',
  'seller',
  'order',
  'license',
  'event',
  'profile',
];

/** What prints: it makes every text safe for a terminal, and redacts it. */
const edge = 'src/cli/output/edge.ts';
const printing = /\bprocess\.std(?:out|err)\.write\b|\bconsole\.\w+\(/g;

/** A file shorter than this belongs to its importer, where it has only one. */
const leastLines = 40;

/** Short files with one importer that stay files of their own, and why. */
const mayBeSmall: Readonly<Record<string, string>> = {
  'src/cli/inquirer.ts': 'chooses what of a package import() loads',
  'src/sandbox/console/overview.tsx': 'is a page of the console',
};

/**
 * Everything in `src` that is not where it belongs, as lines to print: an import that runs up, sideways or in a circle,
 * between features or inside one, folders that import each other, a package or a builtin in a pure layer, a file that
 * prints past the edge of output, a file of the kernel that is named after a feature, a file that is too small.
 */
export function boundaryFaults(root: string): string[] {
  const files = new Map(
    globSync('src/**/*.{ts,tsx}', { cwd: root })
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const),
  );
  const imports = new Map([...files].map(([file, source]) => [file, importsOf(source)]));
  const forbidden = [...imports].flatMap(([file, names]) => {
    const layer = layers.find(({ folder }) => file.startsWith(`src/${folder}/`));
    if (!layer) return [`${file}: its folder has no place in scripts/boundaries.ts`];
    return names.flatMap(({ name }) => importFault(name, file, layer) ?? []);
  });
  const targets = new Map(
    [...imports].map(([file, names]) => [file, names.map(({ name }) => targetOf(name, file))]),
  );
  return [
    ...forbidden,
    ...circlesIn(targets).map((circle) => `import in a circle: ${circle.join(' → ')}`),
    ...knots(targets),
    ...floorFaults(targets),
    ...[...files].flatMap(([file, source]) => printingFaults(file, source)),
    ...[...files.keys()].flatMap(kernelNameFault),
    ...smallFiles(files, imports),
  ];
}

function importFault(name: string, file: string, layer: Layer): string | undefined {
  if (file === 'src/app/main.ts' && name.startsWith('.')) {
    const target = targetOf(name, file);
    const isKnown = /^src\/(app|cli|errors|text)\/|^package\.json$/.test(target);
    return isKnown ? undefined : `${file}: knows no feature, must not import ${name}`;
  }
  if (isAllowed(name, file, layer)) return undefined;
  const isCore = layer.folder !== 'app' && layer.folder !== 'commands' && !/(^|\/)cli$/.test(layer.folder);
  return isCore && /^src\/([^/]+\/)?cli\//.test(targetOf(name, file))
    ? `${file}: a core knows no terminal, must not import ${name}`
    : `${file}: must not import ${name}`;
}

function printingFaults(file: string, source: string): string[] {
  if (file === edge) return [];
  return [...source.matchAll(printing)].map(([call]) => `${file}: prints with ${call}, past ${edge}`);
}

function kernelNameFault(file: string): string[] {
  if (!file.startsWith('src/cli/')) return [];
  const words = file.slice('src/cli/'.length).split(/[/.-]/);
  const feature = namesOfFeatures.find((name) =>
    words.some((word) => word.replace(/s$/, '') === name.replace(/s$/, '')),
  );
  return feature ? [`${file}: is named after a feature (${feature}), and belongs there`] : [];
}

/** Those that one file alone imports, and not to load them later than itself. */
function smallFiles(
  files: ReadonlyMap<string, string>,
  imports: ReadonlyMap<string, readonly Imported[]>,
): string[] {
  const importers = new Map<string, (Pick<Imported, 'kind'> & { readonly file: string })[]>();
  for (const [file, names] of imports) {
    for (const { name, kind } of names) {
      const target = targetOf(name, file);
      importers.set(target, [...(importers.get(target) ?? []), { file, kind }]);
    }
  }
  return [...files].flatMap(([file, source]) => {
    const lines = source.split('\n').length - 1;
    const by = importers.get(file) ?? [];
    const [importer, ...others] = new Set(by.map((one) => one.file));
    const isLoadedLater = by.some(({ kind }) => kind === 'lazy') && by.every(({ kind }) => kind !== 'value');
    if (importer === undefined || others.length > 0 || isLoadedLater) return [];
    if (lines >= leastLines || file in mayBeSmall) return [];
    return [`${file}: has ${lines} lines and one importer, and belongs into ${importer}`];
  });
}

/**
 * Circles of imports, those of types and lazy ones too: one for each import that closes one.
 *
 * @param imports the paths that each file imports
 * @returns the files of each circle, the first one at its end again
 */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string) => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of new Set(imports.get(file))) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return circles;
}

interface Imported {
  readonly name: string;
  /** `lazy` is `import()`: what it names is loaded later than the file that it stands in. */
  readonly kind: 'value' | 'type' | 'lazy';
}

function importsOf(source: string): Imported[] {
  const statements = source.matchAll(
    /^(?:import|export)\b[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([statement, from, bare, lazy]) => ({
    name: from ?? bare ?? lazy ?? '',
    kind: lazy !== undefined ? 'lazy' : /^\w+ type\b/.test(statement) ? 'type' : 'value',
  }));
}

function isAllowed(name: string, file: string, { folder, mayImport, builtins, packages }: Layer): boolean {
  if (isBuiltin(name)) return builtins?.includes(name.replace('node:', '')) ?? true;
  if (!name.startsWith('.')) return packages ?? true;
  const target = targetOf(name, file);
  if (target === 'package.json') return true;
  const holds = (allowed: string) => target.startsWith(`src/${allowed}/`);
  const isTerminal = /^src\/[^/]+\/cli\//.test(target);
  return [folder, ...mayImport].some(
    (allowed) => holds(allowed) && (!isTerminal || allowed.endsWith('/cli')),
  );
}

function cliOf(feature: string): string {
  return `${feature}/cli`;
}

/** The path that an import in a file names; that of a package is none of `src`. */
function targetOf(name: string, file: string): string {
  return name.startsWith('.') ? join(dirname(file), name).replaceAll('\\', '/') : name;
}
