import { join } from 'node:path';
import { stateFolder } from '../../account/folders.ts';
import { mockOrders } from '../../callback/protocols/mock-orders.ts';
import { isOwnFile } from '../../files/private-path.ts';
import { sandboxSeller } from '../../sandbox/state/accounts.ts';
import { openSqlite } from '../../sqlite/database.ts';
import { isObject } from '../../text/json.ts';
import { type Localized, verbatim } from '../../text/translate.ts';
import type { Candidate, Line } from './model.ts';

/** Maximum number of rows to read. */
const maxRows = 500;

/** The products of the sandbox. */
export function products(env: Line['env']): Candidate[] {
  return documents(env).map(({ id, document }) => ({ value: id, text: localizedName(document.name) }));
}

/** The specifications of the product on the command line, or of all products. */
export function skus({ args, flags, env }: Line): Candidate[] {
  const named = [flags.get('product'), ...args];
  const all = documents(env);
  const found = all.filter(({ id }) => named.includes(id));
  return (found.length > 0 ? found : all)
    .flatMap(({ document }) => (Array.isArray(document.skus) ? document.skus : []))
    .filter(isObject)
    .map((sku) => ({ value: String(sku.sku_code), text: localizedName(sku.name) }));
}

/** The attributes of the sandbox's seller. */
export function attributes(env: Line['env']): Candidate[] {
  const rows = query(env, 'SELECT code AS id, document FROM attributes WHERE seller = ? LIMIT ?');
  return rows.map(({ id, document }) => ({ value: String(id), text: localizedName(parse(document).name) }));
}

/** The orders that every seller can query, and those of the sandbox. */
export function orders(env: Line['env']): Candidate[] {
  const mocks = mockOrders.map(({ id, meaning }) => ({ value: id, text: meaning }));
  return [...mocks, ...ids(env, 'SELECT id, NULL AS text FROM orders WHERE seller = ? LIMIT ?')];
}

/** The licence codes of the sandbox, with their status. */
export function licences(env: Line['env']): Candidate[] {
  return ids(env, 'SELECT code AS id, status AS text FROM licenses WHERE seller = ? LIMIT ?');
}

/** The instances, orders and licences of the sandbox, each with its product. */
export function instances(env: Line['env']): Candidate[] {
  const name = 'coalesce(instance_id, license, line)';
  return ids(
    env,
    `SELECT ${name} AS id, product AS text FROM market_instances WHERE ? <> '' ORDER BY key DESC LIMIT ?`,
  );
}

/** The buyers of the sandbox, with their levels. */
export function buyers(env: Line['env']): Candidate[] {
  return ids(env, "SELECT name AS id, level AS text FROM market_buyers WHERE ? <> '' ORDER BY name LIMIT ?");
}

/** The events of the sandbox, with their state. */
export function events(env: Line['env']): Candidate[] {
  return ids(env, 'SELECT id, state AS text FROM events WHERE seller = ? LIMIT ?');
}

/** The assets of the sandbox, which any account may query. */
export function assets(env: Line['env']): Candidate[] {
  const id = "json_extract(document, '$.id')";
  return ids(env, `SELECT DISTINCT ${id} AS id, NULL AS text FROM assets WHERE ? <> '' LIMIT ?`);
}

function ids(env: Line['env'], sql: string): Candidate[] {
  return query(env, sql).map(({ id, text }) => ({ value: String(id), text: localizedName(text) }));
}

function documents(env: Line['env']): { id: string; document: Readonly<Record<string, unknown>> }[] {
  const rows = query(env, 'SELECT id, document FROM products WHERE seller = ? LIMIT ?');
  return rows.map(({ id, document }) => ({ id: String(id), document: parse(document) }));
}

/** Queries the state of the sandbox, if there is one. Creates nothing, does not wait, and ignores errors. */
function query(env: Line['env'], sql: string): Record<string, unknown>[] {
  try {
    const path = join(stateFolder(env), 'sandbox', 'sandbox.db');
    // A pipe would block, and another user could have planted it.
    if (!isOwnFile(path)) return [];
    const database = openSqlite(path, true);
    try {
      return database.prepare(sql).all(sandboxSeller.id, maxRows);
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

function parse(document: unknown): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(String(document));
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}

function localizedName(name: unknown): Localized {
  if (!isObject(name)) return verbatim(String(name ?? ''));
  return { en: String(name.en ?? name.zh ?? ''), zh: String(name.zh ?? name.en ?? '') };
}
