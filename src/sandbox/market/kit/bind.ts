import { kitFlags } from '../../../callback/delivery/kit-values.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { addressFor } from '../../../sso/center/address.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { type Context, notify } from '../model/context.ts';
import type { Connection, Delivery, Instance } from '../model/model.ts';
import { connectionOf, findConnection, findInstance } from '../model/records.ts';
import { isOpen } from '../outbox/delivery-queue.ts';
import { refusal, seeInstances } from '../rules/refusals.ts';
import { type Scope, sendApplication, sendDepartments, sendTenant, sendUsers } from './calls.ts';
import { appIdOf, withCredential } from './credentials.ts';
import { madeUpTenant, withMadeUpUsers } from './made-up.ts';
import {
  type Binding,
  bindingOf,
  bindingsOf,
  putBinding,
  putTenant,
  type Tenant,
  tenantOf,
  tenantsOf,
} from './model.ts';
import { type callsToBind, noteKit, reached, scopeOf } from './scope.ts';

const calls = [
  (context: Context, scope: Scope) => sendTenant(context, scope, kitFlags.add),
  (context: Context, scope: Scope) => sendApplication(context, scope, kitFlags.add),
  sendDepartments,
] as const satisfies { readonly length: typeof callsToBind };

const usualDepartments = 2;

/**
 * Binds an instance to an organisation; after a failure it continues with the failed call.
 *
 * @throws KooError (usage) `NOT_CONNECTED`, `NO_KIT_PROTOCOL`, `NO_RSA_PUBLIC_KEY`; (business) `NOT_LIVE`,
 *   `ALREADY_BOUND`, `BINDING`, `OTHER_ORGANIZATION`
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
export function bind(context: Context, command: CommandOf<'bind'>): void {
  const { database } = context;
  const instance = findInstance(database, command.instance);
  const protocol = kitProtocolOf(connectionOf(database, instance.product));
  if (instance.life.stage !== 'live') {
    const text = both('{instance} cannot be bound: it is being created, or it has ended', {
      instance: command.instance,
    });
    throw refusal('NOT_LIVE', text, seeInstances);
  }
  const before = openBinding(context, instance, command.instance);
  const chosen = tenantToBind(context, instance, command, before);
  const tenant = withLogin(context, chosen, instance.product);
  putTenant(database, tenant);
  const isSame = before?.tenant === tenant.id;
  if (before && !isSame && before.done > 0) {
    throw refusal(
      'OTHER_ORGANIZATION',
      both('{instance} is half bound to the organisation {name}', {
        instance: command.instance,
        name: tenantOf(database, before.tenant).name,
      }),
      both('Unbind it first: koo sandbox unbind {instance}', { instance: command.instance }),
    );
  }
  const started: Binding = {
    instance: instance.key,
    product: instance.product,
    tenant: tenant.id,
    protocol,
    state: 'binding',
    // The merchant gets changed facts again.
    done: isSame && tenant === chosen ? before.done : 0,
    call: 0,
    isFailed: false,
    toAuthorize: command.users ?? (isSame ? before.toAuthorize : 0),
    authorized: [],
  };
  const scope = { instance, tenant, binding: started };
  noteKit(
    context,
    scope,
    both('The buyer binds the instance to the organisation {name}', { name: tenant.name }),
  );
  goOn(context, scope);
  sendLogin(context, chosen, instance);
}

/** Returns the binding that has begun and failed, if any. */
function openBinding(context: Context, { key }: Instance, name: string): Binding | undefined {
  const binding = bindingOf(context.database, key);
  if (binding?.state === 'bound') {
    throw refusal(
      'ALREADY_BOUND',
      both('{instance} is bound to the organisation {name}', {
        instance: name,
        name: tenantOf(context.database, binding.tenant).name,
      }),
      both('To bind it to another one, unbind it first: koo sandbox unbind {instance}', { instance: name }),
    );
  }
  if (binding?.state !== 'binding') return undefined;
  if (!binding.isFailed && isOpen(context.database, binding.call)) {
    throw refusal(
      'BINDING',
      both('{instance} is being bound: a call waits in the queue of the instance', { instance: name }),
      both('See `koo sandbox deliveries --instance {instance}`.', { instance: name }),
    );
  }
  return binding;
}

/** Returns the named organisation, else the previous one or the buyer's first; a new one if there is none. */
function tenantToBind(
  context: Context,
  { buyer }: Instance,
  { organization, departments = usualDepartments }: CommandOf<'bind'>,
  before: Binding | undefined,
): Tenant {
  const { database } = context;
  if (organization === undefined && before) return tenantOf(database, before.tenant);
  const known = tenantsOf(database, buyer).find(
    ({ name }) => organization === undefined || name === organization,
  );
  if (known) return known;
  return madeUpTenant(context, {
    buyer,
    departments,
    ...(organization !== undefined && { name: organization }),
  });
}

/** Sends the next call of a binding; after the last one the instance is bound. */
function goOn(context: Context, scope: Scope): void {
  const { instance, tenant, binding } = scope;
  const call = calls[binding.done];
  if (call) {
    putBinding(context.database, { ...binding, isFailed: false, call: call(context, scope) });
    return;
  }
  const { tenant: withUsers, users } = withMadeUpUsers(tenant, binding.toAuthorize);
  const bound: Binding = {
    ...binding,
    state: 'bound',
    toAuthorize: 0,
    authorized: users.map(({ userName }) => userName),
  };
  putTenant(context.database, withUsers);
  putBinding(context.database, bound);
  noteKit(context, scope, both('The instance is bound to the organisation {name}', { name: tenant.name }));
  noteLogin(context, scope);
  sendUsers(context, { instance, tenant: withUsers, binding: bound }, users, kitFlags.add);
}

/** Continues a binding after one of its calls, or leaves it to the buyer if the call failed. */
export function kitSettled(context: Context, { id, instance: key, activity, state }: Delivery): void {
  const { database } = context;
  const hasFailed = state !== 'succeeded';
  if (hasFailed) {
    const text = both('{activity} of delivery {id} has failed', { activity, id });
    notify(context, 'seller', 'kit-failed', text, key);
  }
  const binding = key === undefined ? undefined : bindingOf(database, key);
  if (binding?.call !== id) return;
  if (binding.state === 'unbinding') putBinding(database, { ...binding, state: 'unbound' });
  if (binding.state !== 'binding') return;
  const scope = scopeOf(context, binding);
  if (!hasFailed) {
    goOn(context, { ...scope, binding: { ...binding, done: binding.done + 1 } });
    return;
  }
  putBinding(database, { ...binding, isFailed: true });
  noteKit(
    context,
    scope,
    both(
      'The instance is not bound: {activity} has failed. To go on with this call: koo sandbox bind {instance}',
      { activity, instance: scope.instance.instanceId ?? scope.instance.life.purchase.line },
    ),
  );
}

function kitProtocolOf({ product, protocols, rsaPublicKey }: Connection): Binding['protocol'] {
  const protocol = (['v2-kit', 'v1-kit'] as const).find((id) => protocols.includes(id));
  if (!protocol) {
    throw usageError(
      'NO_KIT_PROTOCOL',
      both('The product {product} is connected without the kit interfaces of joint operation', { product }),
      both(
        'Connect it again with the kit: koo sandbox connect URL --product {product} --protocol v2,v2-kit',
        { product },
      ),
    );
  }
  if (rsaPublicKey === undefined) {
    throw usageError(
      'NO_RSA_PUBLIC_KEY',
      both('The product {product} is connected without the public key that encrypts client secrets', {
        product,
      }),
      both('Connect it again with --rsa-public-key FILE.'),
    );
  }
  return protocol;
}

/**
 * Returns the organisation with everything that users need to log in to an application; the same object if nothing was
 * missing.
 */
function withLogin(context: Context, tenant: Tenant, product: string): Tenant {
  const domain = context.login?.domainFor(tenant.domain) ?? tenant.domain;
  const served = domain === tenant.domain ? tenant : { ...tenant, domain };
  return withCredential(context, served, product);
}

/**
 * Sends the changes of {@link withLogin} to the other instances of the organisation. V1 has no flag of its own for it.
 */
function sendLogin(context: Context, before: Tenant, { key, product }: Instance): void {
  for (const other of bindingsOf(context.database, before.id)) {
    if (other.instance === key) continue;
    const scope = scopeOf(context, other);
    const { domain, credentials } = scope.tenant;
    const flag = other.protocol === 'v2-kit' ? kitFlags.modify : kitFlags.add;
    if (reached(other) > 0 && domain !== before.domain) sendTenant(context, scope, flag);
    const isNew = credentials[product]?.clientSecret !== before.credentials[product]?.clientSecret;
    if (reached(other) > 1 && other.product === product && isNew) sendApplication(context, scope, flag);
  }
}

/** Notes where the users of an instance log in, if an address is registered. */
function noteLogin(context: Context, scope: Scope): void {
  const { product } = scope.instance;
  const { name, domain } = scope.tenant;
  const { loginAddress, casCallback } = findConnection(context.database, product) ?? {};
  if (!context.login) return;
  if (loginAddress !== undefined) {
    const page = context.login.pageOf(appIdOf(product));
    const text = both('The users of {name} log in at {page} (login domain {domain})', { name, page, domain });
    noteKit(context, scope, text, { loginDomain: domain, loginPage: page } satisfies JsonObject);
  }
  if (casCallback !== undefined) {
    const service = new URLSearchParams({ service: addressFor(casCallback, scope.tenant) });
    const page = `${domain}/api/v1/cas/login?${service}`;
    const text = both('The users of {name} log in by CAS at {page}', { name, page });
    noteKit(context, scope, text, { loginDomain: domain, loginPage: page } satisfies JsonObject);
  }
}
