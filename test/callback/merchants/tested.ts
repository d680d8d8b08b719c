import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Sale } from '../../../src/callback/protocols/model.ts';
import type { TestRun } from '../../../src/callback/suite/run.ts';
import type { Report } from '../../../src/suite/report.ts';
import { useDataFolder } from '../../../src/text/data.ts';
import { dataFolder } from '../../support/catalogue.ts';
import { privateKey } from '../../support/rsa-keys.ts';
import type { Handle } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import type { Mutant, Store } from './model.ts';
import { createServer, createStore } from './server.ts';

useDataFolder(dataFolder);

/** What is tested: the correct server, or one with a mistake. */
export interface Tested {
  readonly protocol: ProtocolId;
  readonly sale?: Sale;
  readonly mistake?: Mutant;
}

/** Every protocol with every kind of sale that it distinguishes. */
export const correct: readonly Tested[] = [
  ...(['v1', 'v2', 'online-license'] as const).flatMap((protocol) =>
    (['period', 'on-demand', 'one-time'] as const).map((sale) => ({ protocol, sale })),
  ),
  { protocol: 'v1-kit' },
  { protocol: 'v2-kit' },
  { protocol: 'license-code' },
  { protocol: 'order-notify' },
];

/** Starts a server; another one over the same store is the server after a restart. */
export function serverOf({ protocol, sale = 'period', mistake }: Tested, store: Store, key: string): Handle {
  return createServer({
    store,
    protocol: protocolOf(protocol),
    key,
    sale,
    privateKey,
    now: () => new Date(),
    zoneMinutes: mistake?.zoneMinutes ?? 0,
    ...(mistake && { mistake }),
  });
}

/** The suite as a user runs it, unless the run has something else. */
export function report(tested: Tested, given = more): Promise<Report> {
  const { protocol, sale = 'period', mistake } = tested;
  const store = createStore(['LICENSE-CODE-1']);
  let start = () => {};
  return run(
    {
      options: { sale, asReal: true, explore: { seed: 1 } },
      ...(mistake?.overHttp && { overHttp: true }),
      make: ({ key }) => {
        let server = serverOf(tested, store, key);
        start = () => {
          server = serverOf(tested, store, key);
        };
        return (request) => server(request);
      },
    },
    protocol,
    1,
    given(() => start()),
  );
}

/** What else the run of the suite has; a place for an order API, or a way to restart the server. */
function more(start: () => void): Partial<TestRun> {
  return { restart: async () => start() };
}
