import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { boundaryFaults } from './boundaries.ts';
import { wordFaults } from './words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** Each gives what is wrong, or nothing. */
const steps: Readonly<Record<string, () => Promise<string>>> = {
  'format and lint (biome)': () => tool('biome', 'check', '--error-on-warnings'),
  'types (tsc)': () => tool('tsc', '--project', '.'),
  'types of the console in the browser (tsc)': () =>
    tool('tsc', '--noEmit', '--project', 'src/console/client'),
  'dead code (knip)': () => tool('knip'),
  'module boundaries': async () => boundaryFaults(root).join('\n'),
  words: async () => wordFaults(root).join('\n'),
  'package (publint)': () => tool('publint', '--strict'),
};

/** Runs a step beside the others, and prints what it finds. */
async function take([name, check]: [string, () => Promise<string>]): Promise<void> {
  const start = performance.now();
  const fault = await check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${fault ? '✗' : '✓'} ${name} ${seconds} s`);
  if (!fault) return;
  console.log(fault);
  process.exitCode = 1;
}

await Promise.all(Object.entries(steps).map(take));

async function tool(name: string, ...args: string[]): Promise<string> {
  try {
    await run(name, args, { cwd: root, shell: process.platform === 'win32', maxBuffer: 64 << 20 });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
  }
}
