import type { KitDepartment, KitProtocol, KitUser } from '../../../callback/delivery/kit-values.ts';
import { type Database, sql } from '../../state/database.ts';

export interface Tenant {
  readonly id: string;
  /** Ordinal number in the state. */
  readonly number: number;
  readonly buyer: string;
  readonly code: string;
  readonly name: string;
  /** URL of its login centre. */
  readonly domain: string;
  readonly departments: readonly KitDepartment[];
  readonly users: readonly KitUser[];
  /** By product: the client credential of its application. */
  readonly credentials: Readonly<
    Record<string, { readonly clientId: string; readonly clientSecret: string }>
  >;
  readonly madeUp: number;
}

/** An instance and the organisation that it is, was or will be bound to. */
export interface Binding {
  /** Key of the instance. */
  readonly instance: number;
  readonly product: string;
  readonly tenant: string;
  readonly protocol: KitProtocol;
  readonly state: 'binding' | 'bound' | 'unbinding' | 'unbound';
  /** Number of binding calls that have succeeded. */
  readonly done: number;
  /** The delivery that decides about the state. */
  readonly call: number;
  /** Whether that delivery failed; the buyer may try again. */
  readonly isFailed: boolean;
  /** Number of users to authorise once bound. */
  readonly toAuthorize: number;
  readonly authorized: readonly string[];
}

/** Returns the binding of an instance, even if it has ended. */
export function bindingOf(database: Database, instance: number): Binding | undefined {
  return sql(database)`SELECT document FROM market_bindings WHERE instance = ${instance}`.document<Binding>();
}

export function bindingsOf(database: Database, tenant: string): Binding[] {
  return sql(database)`SELECT document FROM market_bindings WHERE tenant = ${tenant}
    ORDER BY instance`.documents<Binding>();
}

export function bindings(database: Database): Binding[] {
  return sql(database)`SELECT document FROM market_bindings ORDER BY instance`.documents<Binding>();
}

export function putBinding(database: Database, binding: Binding): void {
  sql(database)`REPLACE INTO market_bindings VALUES (${binding.instance}, ${binding.tenant},
    ${JSON.stringify(binding)})`.run();
}

/** @throws TypeError for an unknown id, which is a defect */
export function tenantOf(database: Database, id: string): Tenant {
  const found = sql(database)`SELECT document FROM market_tenants WHERE id = ${id}`.document<Tenant>();
  if (!found) throw new TypeError(`no organisation ${id}`);
  return found;
}

export function tenants(database: Database): Tenant[] {
  return sql(database)`SELECT document FROM market_tenants`
    .documents<Tenant>()
    .sort((a, b) => a.number - b.number);
}

/** Where the users of an organisation log in. */
export interface LoginDomain {
  readonly organization: string;
  readonly code: string;
  readonly domain: string;
}

export function loginDomains(database: Database): LoginDomain[] {
  return tenants(database).map(({ name, code, domain }) => ({ organization: name, code, domain }));
}

export function tenantsOf(database: Database, buyer: string): Tenant[] {
  return sql(database)`SELECT document FROM market_tenants WHERE buyer = ${buyer}`
    .documents<Tenant>()
    .sort((a, b) => a.number - b.number);
}

export function putTenant(database: Database, tenant: Tenant): void {
  sql(database)`REPLACE INTO market_tenants VALUES (${tenant.id}, ${tenant.buyer},
    ${JSON.stringify(tenant)})`.run();
}
