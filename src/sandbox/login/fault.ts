import { createHash } from 'node:crypto';
import type { CenterRequest, Directory, Endpoint, Fault } from '../../sso/center/model.ts';
import type { LoginFault } from '../state/running.ts';

/** A delay longer than a merchant should wait, in milliseconds. */
const slowMs = 30_000;

/** Calls of the merchant's server; pages of the browser have no faults. */
const serverCalls: readonly Endpoint[] = ['token', 'refresh', 'userinfo', 'cas-validate'];

/**
 * Chooses the fault of a request. The login domain decides about an expired certificate.
 *
 * @param isReplaced whether a client secret does not work any more
 */
export function createLoginFault(
  fault: LoginFault | undefined,
  directory: Directory,
  isReplaced: (clientSecret: string) => boolean,
): (request: CenterRequest) => Fault | undefined {
  return (request) => {
    if (!serverCalls.includes(request.endpoint)) return undefined;
    if (fault === 'slow') return { kind: 'slow', ms: slowMs };
    if (fault === '500') return { kind: 'status', status: 500 };
    if (fault === 'wrong-tenant') return { kind: 'wrong-tenant', tenant: otherTenant(directory, request) };
    if (fault === 'rotated-secret')
      return hasReplacedSecret(directory, request, isReplaced) ? { kind: 'rotated-secret' } : undefined;
    return undefined;
  };
}

/** Returns the id of another organisation; a made-up one if there is no other. */
function otherTenant(directory: Directory, { tenantId }: CenterRequest): string {
  const other = directory.tenants().find(({ id }) => id !== tenantId);
  return other?.id ?? createHash('sha256').update('another organisation').digest('hex').slice(0, 32);
}

/** A client may name itself in a header instead, which is not recorded. */
function hasReplacedSecret(
  directory: Directory,
  { tenantId, form }: CenterRequest,
  isReplaced: (clientSecret: string) => boolean,
): boolean {
  const [, named] = form.find(([name]) => name === 'client_id') ?? [];
  const applications = directory.tenants().find(({ id }) => id === tenantId)?.applications ?? [];
  return applications.some(
    ({ clientId, clientSecret }) => (named === undefined || named === clientId) && isReplaced(clientSecret),
  );
}
