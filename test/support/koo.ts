import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built command of this checkout. */
export const binary = join(root, 'bin/run.js');

/** An empty folder to work in and to be at home in. */
export const scratch = mkdtempSync(join(tmpdir(), 'koo-test-'));

const inherited = Object.entries(process.env).filter(
  ([name]) => !/^(KOO_|NODE_|VITEST|LC_|LANG|CI$|NO_COLOR|FORCE_COLOR)/.test(name),
);

export const neutral: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(inherited),
  HOME: scratch,
  XDG_CACHE_HOME: join(scratch, 'cache'),
  // Compiled code is shared by all tests, as it is by all runs of one user.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  LC_ALL: 'C.UTF-8',
};

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KooOptions {
  /** Laid over an environment without settings, language and keys of whoever runs the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Another copy of koo than the built one of this checkout. */
  readonly path?: string;
  /** Called with the running process, to signal it or to close its streams. */
  readonly during?: (child: ChildProcess) => void;
}

/** Runs the built command as a child process. */
export function koo(args: readonly string[], options: KooOptions = {}): Promise<Ended> {
  const { env, input, cwd, path = binary, during } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], {
      cwd: cwd ?? scratch,
      env: { ...neutral, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on('error', () => {}).end(input ?? '');
    during?.(child);
  });
}
