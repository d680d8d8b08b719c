import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';

/** What the tests of a file have started, and the processor time of its worker and of the processes that have ended. */
export interface Started {
  readonly processes: number;
  readonly servers: number;
  readonly browsers: number;
  /** Runs of a suite without a selection of checks. */
  readonly suites: number;
  readonly cpuSeconds: number;
}

interface Counts {
  readonly children: ChildProcess[];
  servers: number;
  suites: number;
}

// Files of tests share a process, but not this module.
const key = Symbol.for('koo.test.started');
const global = globalThis as { [key]?: Counts };

function counts(): Counts {
  const known = global[key];
  if (known) return known;
  const made: Counts = { children: [], servers: 0, suites: 0 };
  global[key] = made;
  subscribe('child_process', (message) => {
    made.children.push((message as { readonly process: ChildProcess }).process);
  });
  subscribe('tracing:net.server.listen:asyncStart', () => {
    made.servers += 1;
  });
  return made;
}

/** Counts a run of a suite in this process, if it runs all checks. */
export function countSuite(only: readonly string[]): void {
  if (only.length === 0) counts().suites += 1;
}

/** Whether a command line runs a whole suite. */
export function isWholeSuite(args: readonly string[]): boolean {
  const line = args.join(' ');
  return /\b(callback|sso) test\b/.test(line) && !/--(only|list|help|scenario)\b/.test(line);
}

/** Ticks of the clock by which Linux counts processor time. */
const ticksPerSecond = 100;

/** Processor time in seconds of the children that have ended; elsewhere than on Linux it is unknown, and counts as 0. */
function childSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** What has been started in this process so far. */
export function startedSoFar(): Started {
  const { children, servers, suites } = counts();
  const { user, system } = process.cpuUsage();
  // A browser starts processes of its own for pages.
  const browsers = children.filter(({ spawnfile = '' }) => /chrom/.test(spawnfile)).length;
  const ofChildren = children.filter(({ spawnargs = [] }) => isWholeSuite(spawnargs)).length;
  return {
    processes: children.length,
    servers,
    browsers,
    suites: suites + ofChildren,
    cpuSeconds: (user + system) / 1e6 + childSeconds(),
  };
}
