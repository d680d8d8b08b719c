import { passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { type Check, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { testCallOf } from '../probe/test-call.ts';
import type { Protocol } from '../protocols/model.ts';
import type { Executor, StepResult } from './execute.ts';
import { callText, type Scenario } from './scenario/scenario.ts';

/** Checks with lives that are drawn. The module that draws them is loaded when the first one runs. */
export function explorationChecks(protocol: Protocol): Check[] {
  const check = (id: string, plan: 'values' | 'events', texts: Pick<Check, 'title' | 'hint'>) =>
    checkOf(protocol, 'exploration', `EXPLORE-${id}`, {
      needs: [testCallOf(protocol).needs],
      after: ['life'],
      ...texts,
      run: async (probe) => {
        const { explore } = await import('./explore.ts');
        return explore(probe, plan);
      },
    });
  return [
    check('VALUES', 'values', {
      title: both('Every documented value of a parameter is accepted'),
      hint: both(
        'Accept every value that the documents allow: each length, each listed value, absent optional parameters, any characters. Run the scenario with `koo callback test URL --scenario FILE` until it passes.',
      ),
    }),
    check('LIFE', 'events', {
      title: both('Every documented order of events succeeds, with several instances at once'),
      hint: both(
        'Find what a call is about by its IDs, and allow every order of events that the documents allow. Run the scenario with `koo callback test URL --scenario FILE` until it passes.',
      ),
    }),
    checkOf(protocol, 'exploration', 'EXPLORE-UNUSUAL', {
      severity: 'warning',
      needs: ['EXPLORE-VALUES'],
      title: both('Unusual characters and lengths are accepted'),
      hint: both(
        'Accept any characters in texts, and numbers and addresses of the documented length. The documents do not say how they are restricted, and a buyer cannot correct them.',
      ),
      run: async ({ memory }) => memory.unusual ?? skipped(both('there is nothing to check')),
    }),
  ];
}

/** A scenario and the name of its file. */
export interface NamedScenario extends Scenario {
  readonly name: string;
}

/**
 * A check for each step of a scenario; they run one after the other, and one that fails does not stop the others.
 *
 * @param first the number of the first check
 */
export function scenarioChecks(protocol: Protocol, { name, steps }: NamedScenario, first: number): Check[] {
  let started: Promise<Executor> | undefined;
  return steps.map((step, index) =>
    checkOf(protocol, 'exploration', `SCENARIO-${first + index}`, {
      activity: step.activity,
      needs: ['NET-HTTP'],
      title: both('{name}, step {number}: {call}', { name, number: index + 1, call: callText(step) }),
      hint: both('The scenario expects this reply. See docs/scenarios.md in the package for the format.'),
      run: async (probe) => {
        started ??= startScenario(probe);
        return toVerdict(await (await started)(step));
      },
    }),
  );
}

async function startScenario(probe: Probe): Promise<Executor> {
  const { createExecutor, freshOrders } = await import('./execute.ts');
  return createExecutor(probe, { orders: freshOrders(probe) });
}

function toVerdict(result: StepResult): Verdict {
  if (result.status === 'passed') return passed;
  const failure = result.status === 'unresolved' ? result.lacking : result.failure;
  if (failure) return { status: 'failed', ...failure };
  return skipped(both('it refers to the reply of an earlier step, which was no success'));
}
