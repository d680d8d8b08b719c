import type { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { countSuite, isWholeSuite } from './budget/count.ts';
import { type Ended, type KooOptions, neutral, scratch } from './koo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { main }: { main: (argv: readonly string[], root: string) => Promise<void> } = await import(
  pathToFileURL(join(root, 'dist/main.js')).href
);

/**
 * Runs the built command in this process: with the environment, the streams and the exit code that a process of its
 * own would have, in a twentieth of the time. One at a time, and nothing that waits for a signal.
 */
export async function kooHere(
  args: readonly string[],
  { env = {}, input = '', cwd = scratch }: Omit<KooOptions, 'during' | 'path'> = {},
): Promise<Ended> {
  const before = { env: { ...process.env }, cwd: process.cwd(), forgetListeners: noteListeners() };
  const output = { stdout: '', stderr: '' };
  const spies = [
    ...(['stdout', 'stderr'] as const).map((stream) =>
      vi.spyOn(process[stream], 'write').mockImplementation((text, ...rest: unknown[]) => {
        output[stream] += typeof text === 'string' ? text : Buffer.from(text).toString();
        const done = rest.at(-1);
        if (typeof done === 'function') done();
        return true;
      }),
    ),
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(input)]) as never),
  ];
  setEnvironment({ ...neutral, ...env });
  mkdirSync(cwd, { recursive: true });
  process.chdir(cwd);
  process.exitCode = undefined;
  if (isWholeSuite(args)) countSuite([]);
  try {
    await main(args, root);
    return { ...output, code: Number(process.exitCode ?? 0), signal: null };
  } finally {
    process.exitCode = undefined;
    process.chdir(before.cwd);
    setEnvironment(before.env);
    before.forgetListeners();
    for (const spy of spies) spy.mockRestore();
  }
}

function setEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/** Notes what listens to the process and its streams; the function it gives takes all later listeners away. */
function noteListeners(): () => void {
  const watched: readonly (readonly [EventEmitter, string])[] = [
    ...['SIGINT', 'uncaughtException', 'exit'].map((event) => [process, event] as const),
    ...[process.stdout, process.stderr].map((stream) => [stream, 'error'] as const),
  ];
  const known = watched.map(([source, event]) => ({ source, event, before: source.listeners(event) }));
  return () => {
    for (const { source, event, before } of known) {
      for (const listener of source.listeners(event)) {
        if (!before.includes(listener)) source.removeListener(event, listener as () => void);
      }
    }
  };
}
