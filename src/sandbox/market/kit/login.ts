import { kitFlags } from '../../../callback/delivery/kit-values.ts';
import { addressFor } from '../../../sso/center/address.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { findConnection } from '../model/records.ts';
import { type Scope, sendApplication, sendTenant } from './calls.ts';
import { appIdOf, withCredential } from './credentials.ts';
import { bindingsOf, type Tenant } from './model.ts';
import { noteKit, reached, scopeOf } from './scope.ts';

/**
 * Returns the organisation with everything that users need to log in to an application; the same object if nothing was
 * missing.
 */
export function withLogin(context: Context, tenant: Tenant, product: string): Tenant {
  const domain = context.login?.domainFor(tenant.domain) ?? tenant.domain;
  const served = domain === tenant.domain ? tenant : { ...tenant, domain };
  return withCredential(context, served, product);
}

/**
 * Sends the changes of {@link withLogin} to the other instances of the organisation. V1 has no flag of its own for it.
 */
export function sendLogin(context: Context, before: Tenant, { key, product }: Instance): void {
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
export function noteLogin(context: Context, scope: Scope): void {
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
