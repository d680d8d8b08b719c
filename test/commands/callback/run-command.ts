import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { InputError } from '../../../src/callback/input-error.ts';
import { Failure } from '../../../src/cli/failure.ts';
import { inputFailure } from '../../../src/cli/input-failure.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface CommandClass {
  run(argv: string[], root: string): Promise<unknown>;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Code of the failure, where there was one. */
  readonly code?: string;
  readonly hint?: string;
}

const keyVariables = ['KOO_ACCESS_KEY', 'KOO_KIT_KEY', 'KOO_LICENSE_KEY', 'KOO_NOTIFY_KEY'];

/** Runs a command in this process, away from the environment's own keys and language. */
export async function runCommand(
  command: CommandClass,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      output[stream] += text;
      return true;
    }),
  );
  for (const name of keyVariables) vi.stubEnv(name, '');
  vi.stubEnv('KOO_LANG', 'en');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  process.exitCode = undefined;
  try {
    await command.run([...argv], root);
    return { ...output, exitCode: Number(process.exitCode ?? 0) };
  } catch (error) {
    const failure = error instanceof InputError ? inputFailure(error) : error;
    if (!(failure instanceof Failure)) throw error;
    const { code, hint } = failure.facts;
    return { ...output, exitCode: failure.exitCode, code, hint: hint.en };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  }
}
