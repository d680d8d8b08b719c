import { concealed } from '../../../cli/output/edge.ts';
import type { Suite } from '../../../suite/cli/run-suite.ts';
import { destinationOf, type LocateKeys } from '../../../suite/cli/tested-server.ts';
import { assertActivities, listChecks } from '../../checks/catalogue.ts';
import { assertSettingsApply } from '../../delivery/values.ts';
import { type Scheme, schemeSnippets } from '../../starter/schemes.ts';
import type { TestFlags } from './flags.ts';
import { exampleTarget, readTestOptions, type TestOptions } from './options.ts';
import { type OrderApi, runTest } from './run-suite.ts';
import { saveScenarios } from './scenarios.ts';

interface SuiteContext {
  readonly locate: LocateKeys;
  /** `--snippet`: the code of a scheme, for the terminal. */
  readonly snippetOf: ((scheme: Scheme) => readonly string[]) | undefined;
  /** Starts the order API that the server is to query, on a port. */
  readonly startOrderApi: (port: number) => Promise<OrderApi>;
}

/** The suite of `koo callback test`, for the terminal of all suites. */
export function callbackSuite(
  url: string | undefined,
  flags: TestFlags & { readonly profile?: string | undefined },
  { locate, snippetOf, startOrderApi }: SuiteContext,
): Suite<TestOptions> {
  return {
    name: 'callback',
    read: () => readTestOptions(url, flags, locate),
    list: (options) =>
      listChecks(options.protocols, {
        ...options,
        target: options.server?.url ?? exampleTarget,
        restarts: true,
      }),
    destination: ({ protocols, set, require, server }) => {
      assertSettingsApply(protocols, set);
      assertActivities(protocols, require);
      return server && destinationOf(server, protocols);
    },
    run: async (options, output) => {
      // Before the scenarios are written to files.
      const tested = concealed(await runTest(options, output, startOrderApi));
      const seed = options.explore?.seed;
      if (seed === undefined) return tested;
      output.live.stop(tested.checks);
      return saveScenarios(tested, options.scenarioFolder, seed);
    },
    writes: [flags['scenario-dir']],
    snippetsFor: snippetOf && schemeSnippets(snippetOf),
  };
}
