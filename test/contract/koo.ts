import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built koo, as users start it. */
export const builtKoo = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** An empty folder to work in and to be at home in. */
export const scratch = mkdtempSync(join(tmpdir(), 'koo-test-'));

export interface Invocation {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends a signal as soon as this stands on stderr. */
  readonly interrupt?: { readonly when: RegExp; readonly signal: NodeJS.Signals };
  /** Another copy of koo than {@link builtKoo}. */
  readonly path?: string;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Runs koo as a process of its own, away from the settings, language and keys of whoever runs the tests. */
export function koo({ args, stdin = '', env, interrupt, path = builtKoo }: Invocation): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path, ...args], {
      cwd: scratch,
      env: { ...neutral, ...env },
      stdio: 'pipe',
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (stream === 'stderr' && interrupt?.when.test(output.stderr)) child.kill(interrupt.signal);
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...output, exitCode }));
    // A command that does not read its input may have ended by now.
    child.stdin.on('error', () => {}).end(stdin);
  });
}

const inherited = Object.entries(process.env).filter(
  ([name]) => !/^(KOO_|NODE_|VITEST|LC_|LANG|CI$|NO_COLOR|FORCE_COLOR)/.test(name),
);

const neutral: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(inherited),
  HOME: scratch,
  XDG_CACHE_HOME: join(scratch, 'cache'),
};
