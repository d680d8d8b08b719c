// Annotating a log beside `grep -E` of the same pattern, in its default and in the C locale, and the start of
// `koo codes 000105` beside an empty Node: ratios of medians in interleaved runs. Needs a build, and GNU grep.
// node bench/codes.ts [MEGABYTES]
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
/** One line in so many has a code. */
const every = 20;
const megabytes = Number(process.argv[2] ?? 100);
const folder = mkdtempSync(join(tmpdir(), 'koo-bench-'));
const log = join(folder, 'app.log');
const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };

/** What koo recognises, as far as grep can say it. */
const pattern =
  '\\b(MKT|CBC|APIGW?)\\.[0-9]{4}\\b|' +
  '([Rr](esult|et|esp)|[Ee]rr(or)?)?[_ .-]?(code|Code|CODE)["\'\\ :=>(]+(0[0-9]{2}|000[0-9]{3}|9[0-9]{7})\\b|' +
  '(结果码|错误码|返回码|响应码)[ :：=]+(000[0-9]{3}|9[0-9]{7})\\b';

/** One way to go through the log. */
interface Way {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

try {
  const lines = writeLog(megabytes);
  const annotate = [koo, 'codes', '--annotate'];
  const ways: readonly Way[] = [
    { name: 'grep -E', command: 'grep', args: ['-E', pattern] },
    { name: 'grep -E, LC_ALL=C', command: 'grep', args: ['-E', pattern], env: { LC_ALL: 'C' } },
    { name: 'cat', command: 'cat', args: [] },
    { name: 'koo codes --annotate', command: process.execPath, args: annotate },
  ];
  const times = interleaved(ways, 5, log);
  const [grep = Number.NaN, plain = Number.NaN] = times;
  console.log(
    `${process.version}, a log of ${megabytes} MB, ${lines} lines, one in ${every} with a code; medians of 5:`,
  );
  for (const [index, { name }] of ways.entries()) {
    const ms = times[index] ?? Number.NaN;
    console.log(
      `${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms  ${ratio(ms, grep)} of grep -E, ${ratio(ms, plain)} in the C locale`,
    );
  }
  for (const size of [megabytes / 10, megabytes]) {
    writeLog(size);
    console.log(`most memory for ${size} MB    ${mostMemory(annotate)} MB`);
  }
  const starts: readonly Way[] = [
    { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
    { name: 'koo codes 000105', command: process.execPath, args: [koo, 'codes', '000105'] },
    { name: 'koo codes sold out', command: process.execPath, args: [koo, 'codes', 'sold', 'out'] },
  ];
  const startTimes = interleaved(starts, 30);
  for (const [index, { name }] of starts.entries()) {
    const ms = startTimes[index] ?? Number.NaN;
    console.log(
      `${name.padEnd(24)} ${ms.toFixed(1).padStart(6)} ms  ${ratio(ms, startTimes[0] ?? Number.NaN)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Medians in milliseconds, the ways taking turns; the first turn warms the caches. */
function interleaved(ways: readonly Way[], turns: number, input?: string): readonly number[] {
  const times: number[][] = ways.map(() => []);
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [index, way] of ways.entries()) {
      const ms = measure(way, input);
      if (turn > 0) times[index]?.push(ms);
    }
  }
  return times.map((values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN);
}

/** Into a file: grep would stop at its first hit for /dev/null. */
function measure({ name, command, args, env: more }: Way, input?: string): number {
  const stdin = input === undefined ? ('ignore' as const) : openSync(input, 'r');
  const stdout = openSync(join(folder, 'output'), 'w');
  const start = process.hrtime.bigint();
  const { status } = spawnSync(command, args, {
    env: { ...env, ...more },
    stdio: [stdin, stdout, 'inherit'],
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (stdin !== 'ignore') closeSync(stdin);
  closeSync(stdout);
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  return ms;
}

/** Most resident memory of a process that annotates the log, in MB. */
function mostMemory(args: readonly string[]): number {
  const report = 'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)))';
  const hook = `data:text/javascript,${encodeURIComponent(report)}`;
  const [stdin, stdout] = [openSync(log, 'r'), openSync(join(folder, 'output'), 'w')];
  const { stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    env,
    stdio: [stdin, stdout, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(stdin);
  closeSync(stdout);
  return Math.round(Number(stderr) / 1024);
}

function ratio(ms: number, base: number): string {
  return `${(ms / base).toFixed(2)}×`;
}

/** Writes a log like a merchant's server's; gives the count of its lines. */
function writeLog(size: number): number {
  const output = openSync(log, 'w');
  const codes = ['000000', '000001', '000105', '000106', '000003'];
  let lines = 0;
  for (let bytes = 0; bytes < size * 1e6; ) {
    let text = '';
    for (let index = 0; index < 1000; index += 1) {
      lines += 1;
      const time = new Date(1.76e12 + lines * 37).toISOString();
      const id = (lines * 2654435761) % 2 ** 32;
      const what =
        lines % every === 0
          ? `CallbackController - reply {"resultCode":"${codes[(lines / every) % codes.length]}","instanceId":"${id}"}`
          : `OrderService - handled request ${lines} of customer ${id.toString(16)} in ${lines % 97} ms, status=200`;
      text += `${time} INFO  [http-nio-8080-exec-${lines % 16}] com.example.saas.${what}\n`;
    }
    bytes += writeSync(output, text);
  }
  closeSync(output);
  return lines;
}
