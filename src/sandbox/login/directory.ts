import { addressFor } from '../../sso/center/address.ts';
import type { Directory, LoginApplication, LoginTenant, LoginUser } from '../../sso/center/model.ts';
import { appIdOf } from '../market/kit/credentials.ts';
import { type Binding, bindings, type Tenant, tenants } from '../market/kit/model.ts';
import type { Connection } from '../market/model/model.ts';
import { connections } from '../market/model/records.ts';
import { type Database, stateVersion } from '../state/database.ts';

/**
 * The organisations of a state as tenants of the login centre, with the applications that are bound to them or being
 * bound. They are read again when something has changed.
 */
export function createDirectory(database: Database): Directory {
  let read: { readonly version: number; readonly tenants: readonly LoginTenant[] } | undefined;
  return {
    tenants() {
      const version = stateVersion(database);
      if (read?.version !== version) read = { version, tenants: readTenants(database) };
      return read.tenants;
    },
  };
}

function readTenants(database: Database): LoginTenant[] {
  const addresses = new Map(connections(database).map((connection) => [connection.product, connection]));
  const open = bindings(database).filter(({ state }) => state === 'binding' || state === 'bound');
  const ofTenant = Map.groupBy(open, ({ tenant }) => tenant);
  return tenants(database).map((tenant) => {
    const ofProduct = Map.groupBy(ofTenant.get(tenant.id) ?? [], ({ product }) => product);
    const { id, code, name, domain } = tenant;
    return {
      ...{ id, code, name, domain },
      users: usersOf(tenant),
      applications: [...ofProduct].flatMap(([product, bound]) =>
        applicationOf(tenant, product, bound, addresses.get(product)),
      ),
    };
  });
}

function usersOf({ users, departments }: Tenant): LoginUser[] {
  const names = new Map(departments.map(({ code, name }) => [code, name]));
  return users.map(({ userName, name, role, orgCode, mobile, email }) => {
    const organizationName = names.get(orgCode);
    return {
      ...{ userName, name, role, organizationCode: orgCode },
      ...(organizationName !== undefined && { organizationName }),
      ...(mobile !== undefined && { mobile }),
      ...(email !== undefined && { email }),
    };
  });
}

function applicationOf(
  tenant: Tenant,
  product: string,
  bound: readonly Binding[],
  connection: Connection | undefined,
): LoginApplication[] {
  const credential = tenant.credentials[product];
  if (!credential) return [];
  const { loginAddress, casCallback } = connection ?? {};
  const enabled = new Set(tenant.users.filter(({ enable }) => enable).map(({ userName }) => userName));
  const authorized = new Set(bound.flatMap((one) => one.authorized));
  return [
    {
      appId: appIdOf(product),
      ...credential,
      ...(loginAddress !== undefined && { loginAddress: addressFor(loginAddress, tenant) }),
      ...(casCallback !== undefined && { casService: addressFor(casCallback, tenant) }),
      isAuthorized: (userName) => authorized.has(userName) && enabled.has(userName),
    },
  ];
}
