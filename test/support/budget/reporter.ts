import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type { Started } from './count.ts';
import { excesses } from './limits.ts';

type Sums = Record<keyof Started, number> & { files: number; tests: number };

const none = (): Sums => ({
  files: 0,
  tests: 0,
  processes: 0,
  servers: 0,
  browsers: 0,
  suites: 0,
  cpuSeconds: 0,
});

/** At the end of a run: what each project has started, and its heaviest files. A run above a limit fails. */
export default class BudgetReporter implements Reporter {
  #isLimited = true;

  onInit({ config }: Vitest): void {
    // Where all is tested, more is started.
    this.#isLimited = config.mode !== 'endurance';
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const projects = new Map<string, Sums>();
    for (const module of modules) {
      const name = module.project.name;
      const sums = projects.get(name) ?? none();
      projects.set(name, sums);
      sums.files += 1;
      sums.tests += [...module.children.allTests()].length;
      const { started } = module.meta();
      for (const [key, count] of Object.entries(started ?? {})) sums[key as keyof Started] += count;
    }
    const rows = [...projects].map(([project, { cpuSeconds, ...sums }]) => ({
      project,
      ...sums,
      'CPU s': Math.round(cpuSeconds),
    }));
    console.table(Object.fromEntries(rows.map(({ project, ...row }) => [project, row])));
    const heaviest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, heaviestShown);
    console.log('The heaviest files, in seconds of processor time:');
    for (const module of heaviest)
      console.log(`${secondsOf(module).toFixed(1).padStart(7)}  ${module.relativeModuleId}`);
    if (!this.#isLimited) return;
    const faults = [...projects].flatMap(([project, sums]) => excesses(project, sums));
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  }
}

const heaviestShown = Number(process.env.KOO_HEAVIEST ?? 10);

function secondsOf(module: TestModule): number {
  return module.meta().started?.cpuSeconds ?? 0;
}
