import {
  assertAllowed,
  assertCommandAllowed,
  type Destination,
  destinationNotices,
  signingKeys,
} from '../../../account/cli/destination.ts';
import { concealed } from '../../../cli/output/edge.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { type ReportOptions, reportRun } from '../../../suite/cli/report-run.ts';
import { both } from '../../../text/translate.ts';
import { assertActivities } from '../../checks/catalogue.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { type Scheme, schemeSnippets } from '../../starter/schemes.ts';
import type { TestOptions } from './options.ts';
import { runTest } from './run-suite.ts';
import { saveScenarios } from './scenarios.ts';

export interface TestReportOptions extends Omit<ReportOptions, 'snippetsFor'> {
  /** Whether koo must not ask. */
  readonly noInput: boolean;
  /** `--snippet`: the code of a scheme, for the terminal. */
  readonly snippetOf: ((scheme: Scheme) => readonly string[]) | undefined;
}

/** Runs the suite with live output, writes the report files, and returns the report for stdout. */
export async function runAndReport(test: TestOptions, { snippetOf, ...reporting }: TestReportOptions) {
  return reportRun(
    'callback',
    { ...reporting, ...(snippetOf && { snippetsFor: schemeSnippets(snippetOf) }) },
    async (live) => {
      // Before the scenarios are written to files.
      const tested = concealed(await runTest(test, reporting, live));
      const seed = test.explore?.seed;
      if (seed === undefined) return tested;
      live.stop(tested.checks);
      return saveScenarios(tested, test.scenarioFolder, seed);
    },
    async () => {
      const destination = destinationOf(test);
      if (destination) {
        await assertAllowed(destination, { ...test, env: process.env, noInput: reporting.noInput });
        for (const text of destinationNotices(destination, test.configured)) reporting.notice(text);
      }
      if (test.start) await assertCommandAllowed(test.start, { ...reporting, env: process.env });
    },
  );
}

/**
 * The server that is tested, and the keys that sign for it; `undefined` for the reference merchant.
 *
 * @throws KooError (usage) for settings that do not apply; (configuration, `NO_ACCESS_KEY`)
 */
export function destinationOf({
  target,
  targetFile,
  located,
  protocols,
  set,
  require,
  couldGenerate,
}: TestOptions): Destination | undefined {
  assertSettingsApply(protocols, set);
  assertActivities(protocols, require);
  if (target === undefined) return undefined;
  try {
    return { url: target, file: targetFile, keys: signingKeys(located, protocols) };
  } catch (error) {
    if (!(couldGenerate && error instanceof KooError)) throw error;
    const { hint } = error.facts;
    throw error.with({
      hint: both('{hint} Without the URL, koo starts the server of koo.yaml with keys of its own.', { hint }),
    });
  }
}
