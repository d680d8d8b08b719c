import { isLoopback } from '../../../http/loopback.ts';
import { utcSeconds } from '../../protocols/time.ts';
import { stringValue } from '../model.ts';
import { compositeKey, type Instance, type State } from '../state.ts';

/** An application that is bound to a tenant, from tenantSync and applicationSync. */
export interface Binding {
  readonly instanceId: string;
  readonly tenantId: string;
  readonly tenantCode: string;
  readonly tenantName: string;
  readonly appId: string;
  /** Origin of the tenant's login centre. */
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Identifies a user. A user name is unique in its tenant only; names, numbers and e-mail addresses are no keys. */
export interface UserKey {
  readonly tenantId: string;
  readonly appId: string;
  readonly userName: string;
}

/** An authorised user, from authSync. */
export interface Account extends UserKey {
  readonly name: string;
  readonly role: 'admin' | 'user';
  readonly binding: Binding;
}

/**
 * Returns all bindings in use, the latest last: the tenant is not deleted, and the instance neither frozen nor expired
 * nor released. Nothing is cached between requests, so that a callback takes effect at once.
 *
 * @param now business time
 */
export function listBindings(state: State, now: Date): readonly Binding[] {
  return [...state.applications.values()].flatMap((application) => {
    const instanceId = stringValue(application, 'instanceId');
    const tenantId = stringValue(application, 'tenantId');
    const tenant = state.tenants.get(compositeKey(instanceId, tenantId));
    const domain = tenant && loginDomain(stringValue(tenant, 'domainName'));
    if (!domain || !isInUse(state.instances.get(instanceId), now)) return [];
    return {
      instanceId,
      tenantId,
      tenantCode: stringValue(tenant, 'tenantCode'),
      tenantName: stringValue(tenant, 'name'),
      appId: stringValue(application, 'appId'),
      domain,
      clientId: stringValue(application, 'clientId'),
      clientSecret: stringValue(application, 'clientSecret'),
    };
  });
}

/**
 * Returns the binding of a tenant ID that came with a request. A login address belongs to one application, so this
 * merchant uses one for each tenant: the latest.
 *
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
export function findBinding(state: State, now: Date, tenantId: string): Binding | undefined {
  return listBindings(state, now).findLast((binding) => binding.tenantId === tenantId);
}

/** Finds the user in the bindings in use. A code of the login centre alone proves no authorisation. */
export function findAccount(
  state: State,
  now: Date,
  { tenantId, appId, userName }: UserKey,
): Account | undefined {
  for (const binding of listBindings(state, now).toReversed()) {
    if (binding.tenantId !== tenantId || binding.appId !== appId) continue;
    const user = state.users.get(compositeKey(binding.instanceId, tenantId, appId, userName));
    if (!user || stringValue(user, 'enable') !== 'true') continue;
    const role = stringValue(user, 'role') === 'admin' ? 'admin' : 'user';
    return { tenantId, appId, userName, name: stringValue(user, 'name'), role, binding };
  }
  return undefined;
}

/** Returns a name that is unique among the users of all tenants. */
export function uniqueName({ userName, binding }: Account): string {
  return `${userName}@${binding.tenantCode}`;
}

/** Whether an instance may be used. A credential of the seller has none, and another server may know it. */
function isInUse(instance: Instance | undefined, now: Date): boolean {
  if (!instance) return true;
  const expireTime = instance.expireTime.slice(0, 'yyyyMMddHHmmss'.length);
  return instance.status === 'active' && (expireTime === '' || expireTime > utcSeconds(now));
}

/**
 * Returns the origin of a `domainName`, with or without a scheme. Only a login centre on this machine may do without TLS.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html
 */
export function loginDomain(domainName: string): string | undefined {
  const text = domainName.trim();
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return isSecure && url.username === '' && url.password === '' ? url.origin : undefined;
}
