import { type FSWatcher, fstatSync, readdirSync, type Stats, statSync, watch } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { systemCode, usageError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';

export interface WatchedPaths {
  /** Files, and folders with everything in them. */
  readonly paths: readonly string[];
  /** Files that a run writes; drafts share their prefix. */
  readonly outputs: readonly string[];
}

/** More folders than a project has. */
const maxFolders = 5_000;

/**
 * Calls back with the path of each file that changes. Ignores what is hidden, installed packages, and the files that
 * koo writes. (Node's own recursive watcher would watch every file of `node_modules`.)
 *
 * @returns a function that ends it
 * @throws KooError (usage, `CANNOT_WATCH`)
 */
export function watchFiles({ paths, outputs }: WatchedPaths, onChange: (path: string) => void): () => void {
  const written = outputs.map((path) => resolve(path));
  const watchers = new Map<string, FSWatcher>();
  const streams = [process.stdout.fd, process.stderr.fd].flatMap((fd) => fileOf(() => fstatSync(fd)) ?? []);
  const report = (path: string) => {
    const file = fileOf(() => statSync(path));
    // What koo prints may be redirected to a file in the folder.
    if (file !== undefined && streams.includes(file)) return;
    if (!written.some((output) => path.startsWith(output))) onChange(path);
  };
  const watchFolder = (folder: string): void => {
    if (watchers.size >= maxFolders) throw Object.assign(new Error(), { code: 'EMFILE' });
    const watcher = watch(folder, (_event, name) => {
      if (name === null || isIgnored(name)) return;
      const path = join(folder, name);
      follow(path);
      report(path);
    });
    watchers.set(
      folder,
      watcher.on('error', () => forget(folder)),
    );
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !isIgnored(entry.name)) watchFolder(join(folder, entry.name));
    }
  };
  const forget = (folder: string) => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };
  /** Handles a path that became a folder, or ceased to be one. */
  const follow = (path: string) => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isFolder === watchers.has(path)) return;
    forget(path);
    try {
      if (isFolder) watchFolder(path);
    } catch {
      // It is gone again.
    }
  };
  const watchFile = (path: string) => {
    // An editor replaces a file, so its folder is watched.
    const watcher = watch(dirname(path), (_event, name) => {
      if (name === basename(path)) report(path);
    });
    watchers.set(path, watcher);
  };
  const stop = () => {
    for (const watcher of watchers.values()) watcher.close();
  };
  for (const path of paths) {
    const absolute = resolve(path);
    try {
      if (statSync(absolute).isDirectory()) watchFolder(absolute);
      else watchFile(absolute);
    } catch (error) {
      stop();
      throw cannotWatch(path, systemCode(error) ?? 'UNKNOWN');
    }
  }
  return stop;
}

/** Identifies a file; `undefined` if it does not exist. */
function fileOf(stat: () => Stats): string | undefined {
  try {
    const { dev, ino } = stat();
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === '__pycache__';
}

function cannotWatch(path: string, reason: string) {
  return usageError(
    'CANNOT_WATCH',
    both('Cannot watch {path} ({reason})', { path, reason }),
    both('Name the folders and files to watch with --watch-path.'),
  );
}
