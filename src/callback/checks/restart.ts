import { KooError } from '../../errors/koo-error.ts';
import { passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { type Check, type CheckParts, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { testActivity, testCallOf, testCallValues } from '../probe/test-call.ts';
import type { Protocol } from '../protocols/model.ts';
import { acceptWithinWindow, replayIfFresh, unremembered } from './time.ts';

/** Ends the server by force and starts it again; `environment` replaces variables. */
export type Restart = (environment?: Readonly<Record<string, string>>) => Promise<void>;

/** Kills the server while it answers orders, and starts it in another time zone; once for all protocols. */
export function restartCheck(protocol: Protocol, probes: readonly Probe[], restart: Restart): Check {
  const check = checkOf(protocol, 'restart', 'RESTART', {
    needs: ['NET-HTTP'],
    title: both('The server listens again after it was killed (SIGKILL), in another time zone (TZ)'),
    hint: both(
      'Let the server start whatever a killed process has left behind, such as lock files, and in any time zone.',
    ),
    run: async (first) => {
      const { beginLives } = await import('../exploration/restart.ts');
      const begun: (() => Promise<unknown>)[] = [];
      for (const probe of probes) {
        const { order, ...rests } = await beginLives(probe);
        begun.push(order);
        probe.memory.rests = rests;
      }
      for (const probe of probes)
        if (probe.memory.rests && probe.protocol.proof.nonce)
          probe.memory.rests.nonce = await useNonce(probe);
      const inFlight = begun.map((order) => order());
      // West of Greenwich, the other zone is the easternmost.
      const TZ = first.now().getTimezoneOffset() > 0 ? 'Pacific/Kiritimati' : 'America/New_York';
      return restart({ TZ })
        .then(() => passed, judgeStart)
        .finally(() => Promise.all(inFlight));
    },
  });
  return { ...check, id: 'NET-RESTART', protocol: 'transport' };
}

function judgeStart(error: unknown): Verdict {
  if (!(error instanceof KooError) || error.facts.category === 'interrupted') throw error;
  const { code, message } = error.facts;
  // A container outlives the command that has started it.
  if (code === 'PORT_IN_USE') return skipped(both('the server outlives its command: {message}', { message }));
  return { status: 'failed', expected: both('the server listens again'), actual: message, endsRun: true };
}

/** Checks of what the server knows after the restart, and of the times that it accepts. */
export function restartChecks(protocol: Protocol): Check[] {
  const check = (id: string, rest: 'nonce' | 'kept' | 'dates', parts: Pick<CheckParts, 'title' | 'hint'>) =>
    checkOf(protocol, 'restart', `RESTART-${id}`, {
      ...parts,
      needs: ['NET-RESTART', testCallOf(protocol).needs, ...(rest === 'nonce' ? ['AUTH-REPLAY'] : [])],
      after: ['life'],
      ...(rest === 'nonce' && { severity: 'warning' }),
      run: async (probe) => {
        if (rest === 'dates' && protocol.proof.nonce) {
          const window = await acceptWithinWindow(probe);
          if (window.status === 'failed' || !probe.memory.rests?.dates) return window;
        }
        return probe.memory.rests?.[rest]?.() ?? skipped(both('there is nothing to check'));
      },
    });
  const isKit = protocol.keyClass === 'kit';
  const nonce = check('NONCE', 'nonce', {
    title: both('A nonce that was used before a restart is rejected'),
    hint: both('Store nonces in the database.'),
  });
  const kept = check(isKit ? 'KIT' : 'INSTANCES', 'kept', {
    title: isKit
      ? both('Organisations, applications, departments and users survive a restart')
      : both('Instances, orders and renewals survive a restart'),
    hint: both(
      'Write to a database before answering 000000. KooGallery keeps instances for years, and calls again after each deployment or failure of your server.',
    ),
  });
  const zone = check('ZONE', 'dates', {
    title: both('Timestamps and expiries are accepted in another time zone'),
    hint: both('Read and compare times in the zone of the documents, whatever the zone of the machine (TZ).'),
  });
  if (protocol.proof.nonce) return [nonce, kept, zone];
  return isKit ? [kept] : [kept, zone];
}

/** Makes a call shortly before the restart, and again after it. */
async function useNonce(probe: Probe): Promise<() => Promise<Verdict>> {
  const first = await probe.send(testActivity(probe), testCallValues(probe));
  return async () => unremembered(probe) ?? replayIfFresh(probe, first);
}
