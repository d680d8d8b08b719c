import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Check, Probe, SuiteOptions } from '../probe/model.ts';
import { newOrder } from '../probe/new-instance.ts';
import { describeResult } from '../probe/response.ts';
import { type Step, stepValues } from '../probe/steps.ts';
import type { Protocol } from '../protocols/model.ts';
import { lifeChecks } from './life.ts';

/** The steps that also fit together for a real instance. A debugging one need not be a trial to become paid. */
const realSteps: ReadonlySet<string> = new Set([
  'LIFE-NEW',
  'LIFE-QUERY',
  'LIFE-LICENSE',
  'LIFE-RENEW',
  'LIFE-FREEZE',
  'LIFE-UNFREEZE',
  'LIFE-UPGRADE',
  'LIFE-EXPIRE',
  'LIFE-RELEASE',
]);

/**
 * The lifecycle again as a buyer's traffic, which has no `testFlag`, with an order of its own. Only for protocols
 * that create their instance; after the release nothing is called, because the instance may be gone.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function realLifeChecks(protocol: Protocol, steps: readonly Step[], options: SuiteOptions): Check[] {
  if (!steps.some(({ creates }) => creates)) return [];
  const own = steps.filter(({ id }) => realSteps.has(id)).map(withOwnOrder);
  // The signature is judged by the debugging calls, which come first.
  const life = lifeChecks(protocol, own, options).filter(({ id }) => isStep(id));
  return life.map((check) => ({
    ...check,
    id: realId(check.id),
    group: 'real',
    needs: (check.needs ?? []).map((id) => (isStep(id) ? realId(id) : id)),
  }));
}

function isStep(id: string): boolean {
  return id.includes('-LIFE-');
}

function realId(id: string): string {
  return id.replace('-LIFE-', '-REAL-');
}

function withOwnOrder(step: Step): Step {
  if (!step.creates) return step;
  const values = (probe: Probe) => ({ ...stepValues(step, probe), ...newOrder(probe) });
  return { ...step, values, missingInput: explainOnlyOrder };
}

/** Explains why only the order of the debugging calls can be used, whose instance has been released. */
function explainOnlyOrder({ base, options }: Probe): Localized | undefined {
  const set = ['orderId', 'newInstance.orderId'].find((name) => options.set[name] !== undefined);
  if (set !== undefined)
    return both('the instance of the order that --set {name} gives has been released', { name: set });
  const refused = base?.memory.refusedOrder;
  if (!refused || options.orders) return undefined;
  return both(
    'the server answers another order with {result}, and the instance of the first one has been released',
    { result: describeResult(refused) },
  );
}
