import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';

/** What koo knows, apart from the terminal. */
const domains = [
  'src/callback',
  'src/sandbox',
  'src/usage',
  'src/product',
  'src/allowlist',
  'src/seller-config',
  'src/guides',
  'src/media',
  'src/openapi',
  'src/credentials',
  'src/profiles',
  'src/store',
  'src/http',
  'src/signing',
  'src/codes',
  'src/text',
];

/**
 * Who may import whom: imports run down only. The first folder that holds a file decides; a folder may always
 * import itself.
 */
const layers: readonly { folder: string; mayImport: readonly string[]; builtins?: readonly string[] }[] = [
  { folder: 'src/commands', mayImport: ['src/cli', ...domains] },
  { folder: 'src/cli', mayImport: [...domains, 'package.json'] },
  { folder: 'src/callback/protocols', mayImport: ['src/signing', 'src/text'], builtins: ['crypto'] },
  { folder: 'src/callback', mayImport: ['src/signing', 'src/codes', 'src/http', 'src/text'] },
  { folder: 'src/signing', mayImport: ['src/text'], builtins: ['crypto'] },
  { folder: 'src/codes', mayImport: ['src/text'], builtins: [] },
  {
    folder: 'src/sandbox',
    mayImport: ['src/seller-config', 'src/signing', 'src/codes', 'src/store', 'src/text'],
  },
  { folder: 'src/product', mayImport: ['src/allowlist', 'src/openapi', 'src/seller-config', 'src/text'] },
  { folder: 'src/allowlist', mayImport: ['src/openapi', 'src/seller-config', 'src/text'] },
  { folder: 'src/seller-config', mayImport: ['src/text'], builtins: [] },
  { folder: 'src/guides', mayImport: ['src/seller-config', 'src/text'], builtins: [] },
  { folder: 'src/media', mayImport: ['src/text'] },
  { folder: 'src/usage', mayImport: ['src/openapi', 'src/signing', 'src/codes', 'src/store', 'src/text'] },
  {
    folder: 'src/openapi',
    mayImport: ['src/seller-config', 'src/signing', 'src/codes', 'src/http', 'src/text'],
  },
  { folder: 'src/credentials', mayImport: ['src/profiles', 'src/text'] },
  { folder: 'src/profiles', mayImport: ['src/store', 'src/text'] },
  { folder: 'src/store', mayImport: ['src/text'] },
  { folder: 'src/http', mayImport: ['src/text'] },
  { folder: 'src/text', mayImport: [] },
];

/** The packages that folders of pure code may import: none. */
const pure = [
  'src/callback/protocols',
  'src/seller-config',
  'src/guides',
  'src/signing',
  'src/codes',
  'src/text',
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
    const layer = layers.find(({ folder }) => file.startsWith(`${folder}/`));
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

function isAllowed(
  name: string,
  file: string,
  { folder, mayImport, builtins }: (typeof layers)[number],
): boolean {
  if (isBuiltin(name)) return builtins?.includes(name.replace('node:', '')) ?? true;
  if (!name.startsWith('.')) return !pure.includes(folder);
  const target = targetOf(name, file);
  return [folder, ...mayImport].some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

/** The path that an import in a file names; that of a package is none of `src`. */
function targetOf(name: string, file: string): string {
  return name.startsWith('.') ? join(dirname(file), name).replaceAll('\\', '/') : name;
}
