import type * as v from 'valibot';
import type {
  AudienceSetting,
  ConfigurationPatch,
  Product,
  PurchaseLimit,
} from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { type Fault, fault } from '../../../seller/rules/catalogue.ts';
import { patchFaults } from '../../../seller/rules/rules.ts';
import { type Call, missing, noQuery, type Route } from '../../call.ts';
import { type AnswerBody, refusal } from '../../codes.ts';
import {
  configurationOf,
  productIdsOf,
  putAttribute,
  putProduct,
  type Settings,
  type StoredProduct,
} from '../../seller/state.ts';
import { createUserWriter } from '../../seller/users.ts';
import { transaction } from '../../store.ts';
import { once, ownProduct, readBody, reading, requireRules, route } from './common.ts';

/** The configuration of a product. */
export const configurationRoutes: readonly Route[] = [
  route('GET', '/products/:parameter/configuration', (call) => {
    noQuery(call.url, 'MKT.0101');
    return reading(call.database, () => ({ ...configurationOf(call.database, ownProduct(call)) }));
  }),
  route('PATCH', '/products/:parameter/configuration', patchConfiguration),
];

function patchConfiguration(call: Call): AnswerBody {
  // One transaction: of two changes at once, the second finds a version that is not its own any more.
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const body = readBody(call, contract.configurationPatch);
    const version = ifMatch(call.headers);
    if (version === undefined) throw refusal('MKT.0101', missing('If-Match'));
    const operation = `configuration ${stored.product.product_id}`;
    return once(call, operation, body.request_id, [version, call.body], () =>
      change(call, stored, version, body),
    );
  });
}

/** The version that a change was computed from, where it is told. */
export function ifMatch(headers: Headers): string | undefined {
  const value = headers.get('if-match')?.trim() ?? '';
  // HTTP puts what tells versions apart in quotation marks.
  return value === '' ? undefined : value.replace(/^"(.*)"$/, '$1');
}

/** @throws Refusal (`MKT.0409`) when a change was computed from another version than the current one */
export function requireVersion(version: string, stored: StoredProduct): void {
  const current = String(stored.version);
  if (version === current) return;
  const reason = {
    en: `If-Match: ${version.slice(0, 64)} is not the current version ${current}`,
    zh: `If-Match：${version.slice(0, 64)} 不是当前版本 ${current}`,
  };
  throw refusal('MKT.0409', reason, { data: { version: current } });
}

function change(
  call: Call,
  stored: StoredProduct,
  version: string,
  { request_id: _, ...patch }: v.InferOutput<typeof contract.configurationPatch>,
): { readonly version: string } {
  const { database, account } = call;
  const current = String(stored.version);
  requireVersion(version, stored);
  const configuration = configurationOf(database, stored);
  const ownProducts = productIdsOf(database, account.id);
  requireRules(patchFaults(patch, { product: stored.product, configuration, ownProducts }));
  const settings = patched(stored.settings, patch);
  const users = changeUsers(call, stored.product, patch.users ?? []);
  for (const attribute of patch.attributes ?? []) putAttribute(database, account.id, attribute);
  if (users === 0 && JSON.stringify(settings) === JSON.stringify(stored.settings))
    return { version: current };
  putProduct(database, { ...stored, settings, version: stored.version + 1 });
  return { version: String(stored.version + 1) };
}

function patched(now: Settings, { audience, credit, purchase_limits, trial }: ConfigurationPatch): Settings {
  const { skus, ...own } = now.audience;
  return {
    audience: {
      ...(audience?.product ? settingOf(audience.product) : own),
      skus: replaced(skus, audience?.skus, settingOf),
    },
    credit: { ...now.credit, ...credit },
    purchase_limits: replaced(now.purchase_limits, purchase_limits, limitOf),
    trial: { ...now.trial, ...trial },
  };
}

/** Members put in the place of those there; `null` takes one away. */
function replaced<T>(
  now: Readonly<Record<string, T>>,
  patch: Readonly<Record<string, T | null>> = {},
  plain: (value: T) => T,
): Record<string, T> {
  const entries = Object.entries<T | null>({ ...now, ...patch });
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === null ? [] : [[key, plain(value)] as const])),
  );
}

/** Without what says nothing, so that the same setting is the same text. */
function settingOf({ type, associated }: AudienceSetting): AudienceSetting {
  return type === 'associated' && associated ? { type, associated } : { type };
}

function limitOf({ once_per_customer, again_after_expiry, max_quantity }: PurchaseLimit): PurchaseLimit {
  return {
    ...(once_per_customer && { once_per_customer }),
    ...(again_after_expiry && { again_after_expiry }),
    ...(max_quantity !== undefined && { max_quantity }),
  };
}

/** @returns how many users were added and removed */
function changeUsers(
  { database, now }: Call,
  { product_id }: Product,
  changes: NonNullable<ConfigurationPatch['users']>,
): number {
  let changed = 0;
  for (const [at, { add, remove, ...ref }] of changes.entries()) {
    const writer = createUserWriter(database, product_id, ref, now);
    for (const id of remove) writer.remove(id);
    for (const [row, user] of add.entries()) {
      if (writer.add(user) === 'conflict')
        requireRules([otherName(user.account_id, ['users', at, 'add', row, 'account_name'])]);
    }
    changed += writer.finish();
  }
  return changed;
}

/** The account is on the list under another name. */
export function otherName(id: string, path: Fault['path']): Fault {
  const shown = id.slice(0, 80);
  return fault('user-conflict', path, {
    en: `account ID ${shown} is on the list under another name`,
    zh: `账号ID ${shown} 已在名单中，且账号名不同`,
  });
}
