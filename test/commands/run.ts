import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { forgetSecrets } from '../../src/cli/output/edge.ts';
import { type ErrorFacts, errorDocument, KooError } from '../../src/errors/koo-error.ts';
import { chooseLanguage } from '../../src/text/localized.ts';
import { useLanguage } from '../../src/text/translate.ts';
import { countSuite, isWholeSuite } from '../support/budget/count.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface CommandClass {
  readonly name: string;
  run(argv: string[], root: string): Promise<unknown>;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Code of the failure, where there was one. */
  readonly code?: string;
  readonly hint?: string;
  readonly message?: string;
  /** All of the failure, and what `--json` prints of it. */
  readonly facts?: ErrorFacts;
  readonly document?: unknown;
}

/** The commands that run a suite, by their classes. */
const suites: Readonly<Record<string, string>> = {
  CallbackTest: 'callback test',
  SsoTest: 'sso test',
};

const ours = /^(KOO_|HUAWEICLOUD_SDK_|HTTPS?_PROXY$|NO_PROXY$)/i;

/** Runs a command in this process with koo's variables as given, and no others. */
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
  for (const name of Object.keys(process.env)) if (ours.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('KOO_LANG', 'en');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const flag = argv[argv.indexOf('--lang') + 1];
  useLanguage(chooseLanguage({ flag: argv.includes('--lang') ? flag : undefined, env: process.env }));
  process.exitCode = undefined;
  forgetSecrets();
  if (isWholeSuite([suites[command.name] ?? '', ...argv])) countSuite([]);
  try {
    await command.run([...argv], root);
    return { ...output, exitCode: Number(process.exitCode ?? 0) };
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    const { facts } = error;
    const { code, hint, message } = facts;
    const told = { code, hint: hint.en, message: message.en };
    return { ...output, exitCode: error.exitCode, ...told, facts, document: errorDocument(error) };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  }
}
