import { equalsConstantTime } from '../../signing/bytes.ts';
import { looksEncrypted } from '../../signing/client-secret.ts';
import { beijingTime } from '../../text/beijing-time.ts';
import { percentDecoded } from '../../text/decode.ts';
import { minute } from '../../text/duration.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Grant, Grants } from './grants.ts';
import { lifetimes } from './limits.ts';
import type { LoginApplication, LoginTenant } from './model.ts';
import type { Refused } from './request.ts';
import type { State } from './state.ts';

const kinds = {
  code: both('The code'),
  ticket: both('The ticket'),
  access: both('The access token'),
  refresh: both('The refresh token'),
} as const;

export type GrantKind = keyof typeof kinds;

/** A valid grant, or its refusal with the grant if there is one. */
export type Lookup<T> =
  | { readonly grant: T; readonly refused?: undefined }
  | { readonly refused: Refused; readonly grant?: T };

export function lookUp<T extends Grant>(
  state: State,
  grants: Grants<T>,
  kind: GrantKind,
  value: string | undefined,
  tenant: LoginTenant,
): Lookup<T> {
  const what = kinds[kind];
  if (value === undefined || value === '')
    return { refused: { cause: 'grant-missing', reason: both('{what} is missing', { what }) } };
  const grant = grants.find(value);
  if (!grant) return { refused: unknownGrant(grants, what, value) };
  const refused = problemOf(state, kind, grant, tenant);
  return refused ? { refused, grant } : { grant };
}

function unknownGrant<T>(grants: Grants<T>, what: Localized, value: string): Refused {
  if (grants.find(value.replaceAll(' ', '+'))) {
    const reason = both(
      '{what} was not URL-encoded: a plus sign in it arrived as a blank. Encode every value that you put into a URL or a form',
      { what },
    );
    return { cause: 'grant-encoding', reason };
  }
  if (grants.find(percentDecoded(value))) {
    const reason = both('{what} was URL-encoded twice: encode it once', { what });
    return { cause: 'grant-encoding', reason };
  }
  const reason = both(
    '{what} is unknown: this login centre has not issued it since koo started. Send the latest one exactly as it came, in its full length',
    { what },
  );
  return { cause: 'grant-unknown', reason };
}

function problemOf(state: State, kind: GrantKind, grant: Grant, tenant: LoginTenant): Refused | undefined {
  const what = kinds[kind];
  if (grant.tenantId !== tenant.id) return otherTenant(what, state.tenant(grant.tenantId));
  if (grant.revokedAt !== undefined) {
    const reason = both(
      '{what} was revoked at {time} (Beijing time), because the code that it comes from was sent a second time',
      { what, time: beijingTime(grant.revokedAt) },
    );
    return { cause: 'grant-revoked', reason };
  }
  if (grant.usedAt !== undefined) return { cause: 'grant-used', reason: usedReason(kind, grant.usedAt) };
  if (state.time() >= grant.until) {
    const reason = both(
      '{what} expired at {time} (Beijing time), {count, plural, one {# minute} other {# minutes}} after it was issued',
      { what, time: beijingTime(grant.until), count: lifetimes[kind] / minute },
    );
    return { cause: 'grant-expired', reason };
  }
  if (!tenant.users.some(({ userName }) => userName === grant.userName)) {
    const facts = { tenant: tenant.name, user: grant.userName };
    return {
      cause: 'user-removed',
      reason: both('The tenant {tenant} has no account {user} any more', facts),
    };
  }
  // Of a code and a refresh token, the client is compared with the one that sends them.
  const isSent = kind === 'code' || kind === 'refresh';
  if (isSent || tenant.applications.some(({ clientId }) => clientId === grant.clientId)) return undefined;
  const reason = both(
    'The tenant {tenant} has no client {client} any more: the application was unbound or bound again',
    { tenant: tenant.name, client: grant.clientId },
  );
  return { cause: 'client-unknown', reason };
}

function otherTenant(what: Localized, owner: LoginTenant | undefined): Refused {
  const reason = owner
    ? both('{what} was issued by the tenant {tenant}: send it to the login domain of that tenant, {domain}', {
        what,
        tenant: owner.name,
        domain: owner.domain,
      })
    : both('{what} was issued by a tenant that is not bound any more', { what });
  return { cause: 'grant-of-other-tenant', reason };
}

function usedReason(kind: GrantKind, usedAt: number): Localized {
  const time = beijingTime(usedAt);
  return kind === 'refresh'
    ? both(
        'The refresh token was exchanged before, at {time} (Beijing time): store the new one of each refresh, and refresh once at a time',
        { time },
      )
    : both(
        '{what} was used before, at {time} (Beijing time), and works once: look for a retry, a reload or a second click',
        { what: kinds[kind], time },
      );
}

/** Explains why a client secret does not match. */
export function explainSecret(
  state: State,
  tenant: LoginTenant,
  application: LoginApplication,
  sent: string,
): Refused {
  const { clientId, clientSecret } = application;
  // A form that was not encoded has blanks for plus signs.
  const restored = sent.trim().replaceAll(' ', '+');
  if ([restored, percentDecoded(sent), sent.trim()].some((one) => equalsConstantTime(one, clientSecret))) {
    const reason = both(
      'The client secret has blanks around it, or was not URL-encoded exactly once: encode each value of the form once',
    );
    return { cause: 'secret-encoding', reason };
  }
  for (const other of state.tenants()) {
    const owner = other.applications.find((one) => equalsConstantTime(one.clientSecret, sent));
    if (!owner) continue;
    const reason = both(
      'The client secret is that of the client {owner} of the tenant {tenant}, not of {client}: look up domain, client ID and secret together, by the tenant of the login',
      { owner: owner.clientId, tenant: other.name, client: clientId },
    );
    return { cause: 'secret-of-other-client', reason };
  }
  if (looksEncrypted(restored)) {
    const reason = both(
      'The client secret was sent encrypted, as applicationSync delivers it: decrypt it with the private key of the credential (RSA-OAEP, SHA-256, MGF1 with SHA-1)',
    );
    return { cause: 'secret-encrypted', reason };
  }
  const reason = both(
    'The client secret is not that of the client {client} of the tenant {tenant}: store the one of the last applicationSync, decrypted',
    { client: clientId, tenant: tenant.name },
  );
  return { cause: 'secret-wrong', reason };
}

/** Explains why a tenant has no client with an ID. */
export function explainClient(state: State, tenant: LoginTenant, clientId: string): Refused {
  const owner = state
    .tenants()
    .find(({ applications }) => applications.some((one) => one.clientId === clientId));
  if (owner) {
    const reason = both(
      'The client {client} belongs to the tenant {owner}, but this is the login domain of the tenant {tenant}: send its requests to {domain}',
      { client: clientId, owner: owner.name, tenant: tenant.name, domain: owner.domain },
    );
    return { cause: 'client-of-other-tenant', reason };
  }
  const reason = both(
    'The tenant {tenant} has no client {client}: use the client ID of the last applicationSync of this tenant',
    { client: clientId, tenant: tenant.name },
  );
  return { cause: 'client-unknown', reason };
}

/** Explains how an address differs from the registered one. */
export function explainAddress(name: string, sent: string, registered: string): Refused {
  const reason = both('{name} is {sent}, and {registered} is registered: {difference}', {
    name,
    sent: verbatim(shorten(sent)),
    registered: verbatim(registered),
    difference: differenceOf(sent, registered),
  });
  return { cause: 'unregistered-address', reason };
}

/** Explains why a logout does not redirect to an address: only hosts of login addresses are allowed. */
export function explainLogout(sent: string, hosts: readonly string[]): Refused {
  const facts = { name: 'redirect_url', sent: verbatim(shorten(sent)) };
  const reason =
    hosts.length === 0
      ? both(
          '{name} is {sent}, but the tenant has no login address, and a logout leads to its host only',
          facts,
        )
      : both('{name} is {sent}, but a logout leads only to the hosts of login addresses: {hosts}', {
          ...facts,
          hosts: [...new Set(hosts)],
        });
  return { cause: 'unregistered-address', reason };
}

function differenceOf(sent: string, registered: string): Localized {
  const [one, other] = [URL.parse(sent), URL.parse(registered)];
  if (!one || !other) return both('it is not an absolute URL');
  if (one.href === other.href) return both('they are spelled differently');
  if (one.href.toLowerCase() === other.href.toLowerCase()) return both('upper and lower case differ');
  if (one.protocol !== other.protocol) return both('the schemes differ');
  if (one.host !== other.host) return both('the hosts differ');
  if (
    one.pathname.replace(/\/+$/, '') === other.pathname.replace(/\/+$/, '') &&
    one.pathname !== other.pathname
  )
    return both('a slash at the end differs');
  if (one.pathname !== other.pathname) return both('the paths differ');
  return both('the parameters differ');
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
