import type { KitDepartment, KitProtocol, KitUser } from '../../../callback/delivery/kit-values.ts';
import type { Database } from '../../state/database.ts';
import { sql } from '../../state/sql.ts';

/** An organisation of a buyer, to which applications are bound. */
export interface Tenant {
  readonly id: string;
  /** Counts the organisations of the state. */
  readonly number: number;
  readonly buyer: string;
  readonly code: string;
  readonly name: string;
  /** URL of its login centre. */
  readonly domain: string;
  readonly departments: readonly KitDepartment[];
  readonly users: readonly KitUser[];
  /** By product: what its application obtains login tokens with. */
  readonly credentials: Readonly<
    Record<string, { readonly clientId: string; readonly clientSecret: string }>
  >;
  /** How many users were made up for it so far. */
  readonly madeUp: number;
}

/** An instance and the organisation that it is, was or is to be bound to. */
export interface Binding {
  /** Key of the instance. */
  readonly instance: number;
  readonly product: string;
  readonly tenant: string;
  readonly protocol: KitProtocol;
  readonly state: 'binding' | 'bound' | 'unbinding' | 'unbound';
  /** How many of the calls that bind have succeeded. */
  readonly done: number;
  /** The delivery on which the state depends; the last one of them. */
  readonly call: number;
  /** That delivery has failed: the buyer may try it again. */
  readonly isFailed: boolean;
  /** How many users to authorise as soon as it is bound. */
  readonly toAuthorize: number;
  /** Names of the users who may use it. */
  readonly authorized: readonly string[];
}

/** The binding of an instance, also one that has ended. */
export function bindingOf(database: Database, instance: number): Binding | undefined {
  return sql(database)`SELECT document FROM market_bindings WHERE instance = ${instance}`.document<Binding>();
}

/** All bindings of an organisation, in the order of their instances. */
export function bindingsOf(database: Database, tenant: string): Binding[] {
  return sql(database)`SELECT document FROM market_bindings WHERE tenant = ${tenant}
    ORDER BY instance`.documents<Binding>();
}

/** All bindings, in the order of their instances. */
export function bindings(database: Database): Binding[] {
  return sql(database)`SELECT document FROM market_bindings ORDER BY instance`.documents<Binding>();
}

export function putBinding(database: Database, binding: Binding): void {
  sql(database)`REPLACE INTO market_bindings VALUES (${binding.instance}, ${binding.tenant},
    ${JSON.stringify(binding)})`.run();
}

/** @throws TypeError for an id that the state does not have, which is a defect */
export function tenantOf(database: Database, id: string): Tenant {
  const row = sql(database)`SELECT document FROM market_tenants WHERE id = ${id}`.get();
  if (!row) throw new TypeError(`no organisation ${id}`);
  return JSON.parse(String(row.document)) as Tenant;
}

/** All organisations, in the order in which they were created. */
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

/** The login domains of the organisations, in the order in which they were created. */
export function loginDomains(database: Database): LoginDomain[] {
  return tenants(database).map(({ name, code, domain }) => ({ organization: name, code, domain }));
}

/** The organisations of a buyer, in the order in which they were created. */
export function tenantsOf(database: Database, buyer: string): Tenant[] {
  return sql(database)`SELECT document FROM market_tenants WHERE buyer = ${buyer}`
    .documents<Tenant>()
    .sort((a, b) => a.number - b.number);
}

export function putTenant(database: Database, tenant: Tenant): void {
  sql(database)`REPLACE INTO market_tenants VALUES (${tenant.id}, ${tenant.buyer},
    ${JSON.stringify(tenant)})`.run();
}
