import { didYouMean, KooError } from '../../errors/koo-error.ts';
import type { CheckInfo } from '../../suite/report.ts';
import { checkInfo, inGroupOrder } from '../../suite/run-checks.ts';
import { both } from '../../text/translate.ts';
import { explorationChecks } from '../exploration/checks.ts';
import type { Check, Probe, SuiteOptions } from '../probe/model.ts';
import { lifecycleSteps } from '../probe/steps.ts';
import type { Protocol } from '../protocols/model.ts';
import { authenticationChecks } from './authentication.ts';
import { concurrencyChecks } from './concurrency.ts';
import { creationChecks, licenseCheck } from './creation.ts';
import { repeatChecks, replayChecks, statusChecks, withRepeats } from './idempotency.ts';
import { includedSteps, lifeChecks, reachServer } from './life.ts';
import { orderLookupChecks } from './order-lookup.ts';
import { realLifeChecks } from './real-life.ts';
import { refusalChecks } from './refusals.ts';
import { replyContentChecks } from './reply-content.ts';
import { replyFormChecks } from './reply-form.ts';
import { replySignatureChecks } from './reply-signature.ts';
import { restartCheck, restartChecks } from './restart.ts';
import { semanticsChecks } from './semantics.ts';
import { minuteChecks, timeChecks } from './time.ts';
import { transportChecks } from './transport.ts';
import { verificationChecks } from './verification.ts';

/**
 * The checks of a protocol that apply to this kind of product, in the order in which they run and are shown.
 */
export function checksOf(protocol: Protocol, options: SuiteOptions): readonly Check[] {
  const life = lifeChecks(protocol, lifecycleSteps[protocol.id], options);
  const included = new Set(life.map(({ id }) => id));
  const checks = [
    ...withRepeats(life, repeatChecks(protocol, lifecycleSteps[protocol.id])),
    ...authenticationChecks(protocol),
    ...verificationChecks(protocol),
    ...timeChecks(protocol),
    ...(included.has(`${protocol.code}-LIFE-NEW`) ? creationChecks(protocol, options.sale) : []),
    ...(included.has('V1-LIFE-LICENSE') ? [licenseCheck(protocol)] : []),
    ...semanticsChecks(protocol, options.sale),
    ...orderLookupChecks(protocol, options),
    ...statusChecks(protocol),
    ...replayChecks(protocol),
    ...concurrencyChecks(protocol),
    ...(options.explore ? explorationChecks(protocol) : []),
    ...replyFormChecks(protocol),
    ...replyContentChecks(protocol),
    ...(protocol.replySigned ? replySignatureChecks(protocol) : []),
    ...refusalChecks(protocol),
  ];
  return checks.filter((check) => needsIncludedSteps(protocol, check, included));
}

/** The checks after a minute and those of the lifecycle without `testFlag`, where they are asked for. */
export function laterChecksOf(protocol: Protocol, options: SuiteOptions): readonly Check[] {
  return [
    ...(options.deep ? minuteChecks(protocol) : []),
    ...(options.asReal ? realLifeChecks(protocol, lifecycleSteps[protocol.id], options) : []),
  ];
}

/** A check that needs a step which does not apply to this kind of product does not apply either. */
function needsIncludedSteps(protocol: Protocol, check: Check, included: ReadonlySet<string>): boolean {
  const all = lifecycleSteps[protocol.id].map(({ id }) => `${protocol.code}-${id}`);
  return (check.needs ?? []).every((id) => !all.includes(id) || included.has(id));
}

/** Checks of the address and the connection, with a call of the first protocol. */
export function connectionChecks(target: URL, probe: Probe): Check[] {
  const { protocol, options } = probe;
  return transportChecks(target, () =>
    reachServer(
      probe,
      includedSteps(protocol, lifecycleSteps[protocol.id], options).map(({ step }) => step),
    ),
  );
}

/** All checks that apply to this kind of product, in the order in which they run. */
export function listChecks(protocols: readonly Protocol[], options: SuiteOptions): CheckInfo[] {
  const unused = () => Promise.reject<never>(new Error('nothing is run'));
  return [
    ...transportChecks(new URL(options.target), unused),
    ...protocols.flatMap((protocol) => inGroupOrder(checksOf(protocol, options))),
    ...protocols.flatMap((protocol) => laterChecksOf(protocol, options)),
    ...(options.restarts
      ? protocols.flatMap((protocol, index) => [
          ...(index === 0 ? [restartCheck(protocol, [], unused)] : []),
          ...restartChecks(protocol),
        ])
      : []),
  ].map(checkInfo);
}

/**
 * Refuses a `--require` that names no activity of the tested protocols.
 * @throws KooError (usage) `UNKNOWN_ACTIVITY`
 */
export function assertActivities(protocols: readonly Protocol[], names: readonly string[]): void {
  const candidates = protocols.flatMap(({ activities }) => activities.map(({ name }) => name));
  for (const name of names) {
    if (candidates.includes(name)) continue;
    throw new KooError({
      category: 'usage',
      code: 'UNKNOWN_ACTIVITY',
      message: both('--require {name}: the tested protocols have no such activity', { name }),
      ...didYouMean(name, candidates, both('List the activities with `koo callback activities`.')),
    });
  }
}
