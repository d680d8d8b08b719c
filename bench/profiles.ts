// How many of N changes are kept that as many processes of koo make to the settings at once, and how long they take. Each
// renames a profile of its own. Needs a build.
// node bench/profiles.ts [PROCESSES]
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const count = Number(process.argv[2] ?? 50);
const folder = mkdtempSync(join(tmpdir(), 'koo-bench-'));
const path = join(folder, 'settings.json');
const numbers = Array.from({ length: count }, (_, index) => index);
const profiles = Object.fromEntries(numbers.map((number) => [`old-${number}`, { site: 'cn' }]));

try {
  // As koo 0.1.0 wrote it: the first change also records the version.
  writeFileSync(path, JSON.stringify({ profiles, options: {} }), { mode: 0o600 });
  const env = { ...process.env, KOO_CONFIG_DIR: folder };
  const rename = (number: number) =>
    promisify(execFile)(process.execPath, [koo, 'profile', 'rename', `old-${number}`, `new-${number}`], {
      env,
    });
  const started = performance.now();
  const ended = await Promise.allSettled(numbers.map(rename));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const succeeded = ended.filter(({ status }) => status === 'fulfilled').length;
  const names = Object.keys(JSON.parse(readFileSync(path, 'utf8')).profiles);
  const kept = names.filter((name) => name.startsWith('new-')).length;
  const files = readdirSync(folder).sort().join(', ');
  console.log(
    `${count} processes in ${seconds} s: ${succeeded} succeeded, ${kept} of ${count} kept; files: ${files}`,
  );
  if (kept !== count || names.length !== count) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
