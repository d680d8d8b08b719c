/**
 * The floors of each feature from the ground up: a folder imports those named before it, and `.` is the feature's own
 * folder without its subfolders. A folder that is not named has no floor, which is a fault. Features with a core, a
 * `cli/` and nothing else need no row.
 */
export const floors: Readonly<Record<string, readonly string[]>> = {
  account: ['files', '.', 'credentials', 'cli/koo-yaml', 'cli', 'cli/doctor', 'cli/login'],
  app: ['invocation', 'manifest', 'help', 'update', '.', 'base', 'completion'],
  calls: ['cli', 'cli/billing', 'cli/license'],
  callback: [
    'protocols',
    'delivery',
    '.',
    'merchant',
    'merchant/login',
    'merchant/server',
    'probe',
    'exploration/scenario',
    'exploration/life',
    'exploration',
    'checks',
    'suite',
    'history',
    'history/export',
    'listen',
    'inspector',
    'console',
    'starter',
    'cli',
    'cli/history',
    'cli/init',
    'cli/listen',
    'cli/serve',
    'cli/suite',
  ],
  cli: ['flags', 'output', '.', 'files'],
  openapi: ['.', 'billing'],
  product: ['.', 'document', 'cli'],
  sandbox: [
    'state',
    'seed',
    'market/model',
    'acts',
    'market/money',
    'market/orders',
    'market/outbox',
    'market/rules',
    'market/kit',
    'market/life',
    'market/views',
    'market/acts',
    'market/engine',
    'api/gateway',
    'api/log',
    'api/usage',
    'api/billing',
    'api/routes/seller',
    'api/routes',
    'api',
    'login',
    // The tables and the data of a new state meet here.
    '.',
    'console/shared',
    'console/instances',
    'console/products',
    'console/users',
    'console/bills',
    'console/buy',
    'console/deliveries',
    'console/requests',
    'console',
    'server',
    'scenario',
    'cli/market',
    'cli',
    'cli/scenario',
  ],
  seller: ['.', 'worksheet', 'rules', 'settings', 'cli'],
  signing: ['.', 'mistakes', 'mistakes/sdk-hmac', 'mistakes/sensitive', 'mistakes/v1', 'mistakes/v2'],
  sso: ['browser', 'center', 'steps', 'probe', 'checks', 'suite', 'cli', 'cli/suite'],
  suite: ['.', 'reporters', 'cli'],
  usage: ['record', 'journal', 'read', '.', 'cli'],
};

/** The files of a project with the files that each imports, both below the root. */
type Imports = ReadonlyMap<string, readonly string[]>;

/** Imports that run up inside a feature, and folders of it without a floor, as lines to print. */
export function floorFaults(imports: Imports): string[] {
  return [...imports].flatMap(([file, targets]) => {
    const [feature, folder] = placeOf(file);
    const order = floors[feature];
    if (!order) return [];
    const floor = order.indexOf(folder);
    if (floor < 0) return [`${file}: its folder has no floor in scripts/floors.ts`];
    return targets.flatMap((target) => {
      const [other, below] = placeOf(target);
      if (other !== feature || order.indexOf(below) <= floor) return [];
      return [`${file}: is below ${target}, must not import it`];
    });
  });
}

/** The first folder below `src`, and the folder inside it; `.` for none. */
function placeOf(file: string): readonly [feature: string, folder: string] {
  const [, feature = '', ...rest] = file.split('/');
  return [feature, rest.slice(0, -1).join('/') || '.'];
}

/** Folders that import each other, directly or through others, as lines to print: one for each such knot. */
export function knots(imports: Imports): string[] {
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'));
  const graph = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    const folder = folderOf(file);
    const known = graph.get(folder) ?? new Set();
    for (const target of targets) if (imports.has(target)) known.add(folderOf(target));
    graph.set(folder, known);
  }
  const reachable = new Map([...graph.keys()].map((folder) => [folder, reachableFrom(folder, graph)]));
  const inKnot = new Set<string>();
  return [...graph.keys()].flatMap((folder) => {
    if (inKnot.has(folder)) return [];
    const others = [...(reachable.get(folder) ?? [])].filter(
      (other) => other !== folder && reachable.get(other)?.has(folder),
    );
    if (others.length === 0) return [];
    for (const one of [folder, ...others]) inKnot.add(one);
    return [`folders in a knot: ${[folder, ...others].sort().join(', ')}`];
  });
}

function reachableFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const next of graph.get(folder) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}
