import { protocolOf } from '../../../callback/protocols/index.ts';
import type { Suite } from '../../../suite/cli/run-suite.ts';
import { destinationOf, type LocateKeys } from '../../../suite/cli/tested-server.ts';
import type { Localized } from '../../../text/localized.ts';
import { listChecks } from '../../suite/catalogue.ts';
import { exampleTargets } from './addresses.ts';
import type { SsoTestFlags } from './flags.ts';
import { readSsoTestOptions, type SsoTestOptions } from './options.ts';
import { runTest } from './run-suite.ts';

/** Creates the suite of `koo sso test` for the terminal of all suites. */
export function loginSuite(
  url: string | undefined,
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  locate: LocateKeys,
  notice: (text: Localized) => void,
): Suite<SsoTestOptions> {
  return {
    name: 'sso',
    read: () => readSsoTestOptions(url, flags, locate),
    list: ({ targets = exampleTargets, notices }) => {
      for (const text of notices) notice(text);
      return listChecks(targets);
    },
    destination: ({ server, protocol }) => server && destinationOf(server, [protocolOf(protocol)]),
    run: runTest,
  };
}
