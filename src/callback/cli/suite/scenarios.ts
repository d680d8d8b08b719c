import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inputLimits, readInputFile } from '../../../cli/files/input-file.ts';
import { writeOutputFile } from '../../../cli/files/output-file.ts';
import type { Report } from '../../../suite/report.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { NamedScenario } from '../../exploration/checks.ts';

/** Reads the files of `--scenario`. @throws KooError (usage) if a file cannot be read or is invalid */
export async function readScenarios(paths: readonly string[]): Promise<readonly NamedScenario[]> {
  const { parseScenario } = await import('../../exploration/scenario/file.ts');
  const scenarios: NamedScenario[] = [];
  for (const path of paths) {
    const bytes = await readInputFile(path, { limit: inputLimits.scenario, flag: 'scenario' });
    const text = Buffer.from(bytes).toString('utf8');
    scenarios.push({ ...parseScenario(text, path), name: basename(path) });
  }
  return scenarios;
}

/** Writes the scenarios of failed checks to a folder, and adds to the report where they are. */
export async function saveScenarios(report: Report, folder: string, seed: number): Promise<Report> {
  const notices: Localized[] = [];
  for (const { id, scenario } of report.checks) {
    if (scenario === undefined) continue;
    const file = join(folder, `${id}-${seed}.yaml`);
    try {
      await mkdir(folder, { recursive: true });
      await writeOutputFile(file, scenario, 'scenario-dir');
      const facts = { id, file, word: shellWord(file) };
      notices.push(both('The scenario of {id} is in {file}: --scenario {word} runs it again', facts));
    } catch {
      // The report contains it as well.
      notices.push(both('The scenario of {id} could not be written to {file}', { id, file }));
    }
  }
  return notices.length > 0 ? { ...report, notices: [...report.notices, ...notices] } : report;
}
