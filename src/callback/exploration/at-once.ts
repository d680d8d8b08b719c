import { passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Probe, Verdict } from '../probe/model.ts';
import { isTemporary } from '../probe/response.ts';
import { createExecutor, freshOrders } from './execute.ts';
import { type KitLetter, kitCommands, kitEvents, writeKitLife } from './kit.ts';
import { writeLife } from './life/write.ts';
import { observe } from './observe.ts';
import { type Command, possibleEvents } from './scenario/commands.ts';
import { callText, type ScenarioStep } from './scenario/scenario.ts';

/** An event of the first instance, or of the second. */
type InstanceEvent = Command['event'] | `${Command['event']} 2`;

/**
 * Rounds of events that can happen to an instance at the same time. The order within a round does not matter: no renewal
 * freezes, and no upgrade meets a frozen instance. Giving the renewals back shows that none is lost. A pay-per-use order
 * has both instances.
 */
const instanceRounds: readonly (readonly InstanceEvent[])[] = [
  ['buy', 'buy 2'],
  ['again', 'upgrade', 'license', 'renew', 'renew'],
  ['give-back', 'again 2'],
  ['again', 'renew', 'violate'],
  ['lift', 'give-back'],
  ['give-back'],
  ['renew', 'expire'],
  ['renew'],
];

/** The same of an organisation. Its users are in the departments that come at the same time. */
const organisationRounds: readonly (readonly KitLetter[])[] = [
  ['tenant 1'],
  ['departments 1'],
  ['application 1', 'department 1'],
  ['department 2', 'department 3'],
  ['user 1', 'user 2'],
  ['modify-tenant 1', 'modify-application 1', 'modify-department 2', 'modify-department 3', 'modify-user 1'],
  ['delete-user 1', 'cancel-user 2'],
  ['delete-department 2', 'delete-department 3', 'delete-application 1'],
  ['delete-tenant 1'],
];

type Round = readonly ScenarioStep[];

/**
 * Lives a life in which all calls of a round come at the same time, each of them twice. Calls that fail one after the
 * other as well, in the order in which they may overtake each other, show nothing.
 */
export async function liveAtOnce(probe: Probe): Promise<Verdict> {
  const seen = await observe(probe);
  // A creation may succeed with other values than the samples.
  const supported = new Set([...seen.supported, ...(probe.memory.created ? ['LIFE-NEW'] : [])]);
  // The renewal of the ordinary life of a licence code may have been given back.
  const isReused = seen.isReused && seen.protocol.id !== 'license-code';
  const world = { ...seen, supported, isReused };
  const rounds =
    world.protocol.keyClass === 'kit'
      ? writeRounds(organisationRounds, kitEvents(world), (some) => writeKitLife(world, kitCommands(some, 1)))
      : writeRounds(instanceRounds, ['buy', ...possibleEvents(world)], (some) =>
          writeLife(world, some.map(asCommand)),
        );
  const verdict = await live(probe, rounds, false);
  const alone = verdict.status === 'failed' ? await live(probe, rounds, true) : passed;
  if (alone.status !== 'failed') return verdict;
  return skipped(both('it fails one after the other, too: {actual}', { actual: alone.actual }));
}

function asCommand(name: InstanceEvent): Command {
  const [event, instance = '1'] = name.split(' ') as [Command['event'], string?];
  return { instance: Number(instance), event };
}

/** The steps of each round, as far as its events are possible. */
function writeRounds<N extends string>(
  rounds: readonly (readonly N[])[],
  possible: readonly string[],
  write: (names: readonly N[]) => Round,
): readonly Round[] {
  const known = rounds.map((round) => round.filter((name) => possible.includes(name.replace(/ .*/, ''))));
  // A reused instance is unfrozen at the end of what is written.
  const lengths = known.map((_round, index) => write(known.slice(0, index).flat()).filter(isDue).length);
  const all = write(known.flat()).filter(isDue);
  return lengths.map((start, index) => all.slice(start, lengths[index + 1]));
}

const isDue = ({ expect }: ScenarioStep) => !expect.result.includes('any');

const isChange = ({ activity }: ScenarioStep) => activity !== 'queryInstance';

async function live(probe: Probe, rounds: readonly Round[], isTurned: boolean): Promise<Verdict> {
  const execute = createExecutor(probe, { orders: freshOrders(probe), decrypts: false });
  const act = async (step: ScenarioStep) => ({ step, result: await execute(step) });
  let verdict: Verdict = skipped(both('there is nothing to check'));
  for (const steps of rounds) {
    // Without a query, another instance is shown after each event.
    const changes = [...new Map(steps.filter(isChange).map((step) => [JSON.stringify(step), step])).values()];
    // Until all changes are made, their order decides what a query shows.
    const queries = steps.slice(steps.findLastIndex(isChange) + 1);
    const asked = queries.map((step) => ({ ...step, expect: { result: step.expect.result } }));
    const calls = [...changes, ...changes, ...asked];
    const made = isTurned ? [] : await Promise.all(calls.map(act));
    for (const step of [...(isTurned ? calls.reverse() : []), ...queries]) made.push(await act(step));
    for (const { step, result } of made) {
      if (result.status === 'passed') verdict = passed;
      if (result.status !== 'failed') continue;
      const { failure } = result;
      // Other checks warn of it.
      if (isTemporary(failure.exchange) && (await execute(step)).status === 'passed') continue;
      const actual = both('{call}: {actual}', { call: callText(step), actual: failure.actual });
      return { status: 'failed', ...failure, actual };
    }
  }
  return verdict;
}
