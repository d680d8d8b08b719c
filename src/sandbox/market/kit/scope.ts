import type { KooError } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Context } from '../model/context.ts';
import { instanceOf } from '../model/records.ts';
import { refusal } from '../rules/refusals.ts';
import type { Scope } from './calls.ts';
import { type Binding, tenantOf } from './model.ts';

/** Number of calls that bind an instance: for the tenant, the application and all departments. */
export const callsToBind = 3;

/** Number of binding calls that the merchant has received, or will receive from the queue. */
export function reached({ state, done, isFailed }: Binding): number {
  if (state === 'bound') return callsToBind;
  return state === 'binding' ? done + (isFailed ? 0 : 1) : 0;
}

/** Whether single departments are sent: the last binding call sends all of them first. */
export function knowsDepartments(binding: Binding): boolean {
  return reached(binding) === callsToBind;
}

export function scopeOf({ database }: Context, binding: Binding): Scope {
  return {
    instance: instanceOf(database, binding.instance),
    tenant: tenantOf(database, binding.tenant),
    binding,
  };
}

export function noteKit(
  context: Context,
  { instance, tenant }: Pick<Scope, 'instance' | 'tenant'>,
  text: Localized,
  more: JsonObject = {},
): void {
  const data = { tenantId: tenant.id, tenantCode: tenant.code, name: tenant.name, ...more };
  context.note({ type: 'kit', text, data }, instance.key);
}

export function notBound(instance: string): KooError {
  return refusal(
    'NOT_BOUND',
    both('{instance} is not bound to an organisation', { instance }),
    both('Bind it: koo sandbox bind {instance}', { instance }),
  );
}
