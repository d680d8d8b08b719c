// Start-up of koo as a ratio to an empty Node, in interleaved runs: whatever slows the machine slows all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 40);
const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const cases: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'koo --version': [koo, '--version'],
  'koo --help': [koo, '--help'],
  'koo --help --lang zh': [koo, '--help', '--lang', 'zh'],
  'koo codes 000105': [koo, 'codes', '000105'],
  'koo codes … --lang zh': [koo, 'codes', '000105', '--lang', 'zh'],
  'koo callback activities': [koo, 'callback', 'activities'],
  'koo … activities zh': [koo, 'callback', 'activities', '--lang', 'zh'],
  // What one Tab waits for.
  'koo __complete': [koo, '__complete', 'zsh', 'callback', ''],
};

const cache = mkdtempSync(join(tmpdir(), 'koo-bench-'));
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, [] as number[]]));
for (let run = 0; run <= runs; run += 1) {
  for (const [name, args] of Object.entries(cases)) {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args, {
      env: { ...process.env, XDG_CACHE_HOME: cache },
    });
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    // The first round fills the compile cache.
    if (run > 0) times[name]?.push(milliseconds);
  }
}
rmSync(cache, { recursive: true });

const base = median(times['node -e 0'] ?? []);
console.log(`${process.version}, ${runs} interleaved runs, medians:`);
for (const [name, values] of Object.entries(times)) {
  const middle = median(values);
  console.log(`${name.padEnd(24)} ${middle.toFixed(1).padStart(6)} ms  ${(middle / base).toFixed(2)}×`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
