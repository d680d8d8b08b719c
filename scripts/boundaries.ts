import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';

/** Features, which know nothing of each other: they meet through what lies below them and what is passed in. */
const features = ['callback', 'guides', 'media', 'product', 'sandbox', 'usage', 'users'] as const;

/** What the core of a feature may use, apart from itself. */
const belowFeatures = ['seller', 'openapi', 'codes', 'sqlite', 'http', 'files', 'signing', 'errors', 'text'];

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
const terminal = ['cli', 'account/cli', 'seller/cli', 'account', ...belowFeatures];

/** Who may import whom: imports run down only. A folder may always import itself. */
const layers: readonly Layer[] = [
  {
    folder: 'commands',
    mayImport: [...terminal, ...cores, 'app', 'codes/cli', 'openapi/cli', ...features.map(cliOf)],
  },
  { folder: 'app', mayImport: [...terminal, ...cores, ...features.map(cliOf)] },
  ...features.map((feature) => ({ folder: cliOf(feature), mayImport: [...terminal, feature] })),
  { folder: 'codes/cli', mayImport: ['cli', ...belowFeatures] },
  { folder: 'openapi/cli', mayImport: terminal },
  { folder: 'seller/cli', mayImport: terminal },
  { folder: 'account/cli', mayImport: ['cli', 'account', ...belowFeatures] },
  { folder: 'cli', mayImport: ['files', 'errors', 'text'] },
  {
    folder: 'callback/protocols',
    mayImport: ['signing', 'errors', 'text'],
    builtins: ['crypto'],
    packages: false,
  },
  ...features.map((feature) => ({ folder: feature, mayImport: belowFeatures })),
  { folder: 'account', mayImport: ['openapi', 'sqlite', 'http', 'files', 'signing', 'errors', 'text'] },
  { folder: 'seller', mayImport: ['openapi', 'signing', 'errors', 'text'] },
  { folder: 'openapi', mayImport: ['codes', 'http', 'signing', 'errors', 'text'] },
  { folder: 'codes', mayImport: ['errors', 'text'], builtins: [], packages: false },
  { folder: 'signing', mayImport: ['errors', 'text'], builtins: ['crypto'], packages: false },
  { folder: 'sqlite', mayImport: ['errors', 'text'] },
  { folder: 'http', mayImport: ['errors', 'text'] },
  { folder: 'files', mayImport: ['errors', 'text'], packages: false },
  { folder: 'errors', mayImport: ['text'], packages: false },
  { folder: 'text', mayImport: [] },
];

/** Every import in `src` that runs up, sideways or in a circle, as a line to print. */
export function boundaryFaults(root: string): string[] {
  const imports = new Map(
    globSync('src/**/*.ts', { cwd: root })
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map((file) => [file, importsOf(readFileSync(join(root, file), 'utf8'))] as const),
  );
  const forbidden = [...imports].flatMap(([file, names]) => {
    const layer = layers.find(({ folder }) => file.startsWith(`src/${folder}/`));
    if (!layer) return [`${file}: its folder has no place in scripts/boundaries.ts`];
    return names
      .filter((name) => !isAllowed(name, file, layer))
      .map((name) => `${file}: must not import ${name}`);
  });
  const circles = circlesIn(
    new Map([...imports].map(([file, names]) => [file, names.map((name) => targetOf(name, file))])),
  );
  return [...forbidden, ...circles.map((circle) => `import in a circle: ${circle.join(' → ')}`)];
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

function importsOf(source: string): string[] {
  const statements = source.matchAll(
    /^(?:import|export)\b[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].flatMap(([, from, bare, lazy]) => from ?? bare ?? lazy ?? []);
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
