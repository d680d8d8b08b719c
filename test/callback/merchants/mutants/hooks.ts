import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../../src/text/json.ts';
import { type Call, type Instance, type Kind, type Merchant, type Mutant, Refusal } from '../model.ts';
import type { Param } from '../params.ts';
import { text } from '../steps.ts';

type More = Partial<Pick<Mutant, 'sale' | 'overHttp' | 'zoneMinutes' | 'wrap'>>;

/** Declares mutants of a kind. */
function of(kind: Kind) {
  return (
    protocol: ProtocolId,
    id: string,
    title: string,
    make: (merchant: Merchant) => void,
    more: More = {},
  ): Mutant => ({ id, title, kind, protocol, make, ...more });
}

export const state = of('state');
export const value = of('value');
export const time = of('time');
export const concurrency = of('concurrency');
export const transport = of('transport');
export const restart = of('restart');

/** Wraps the acts of activities. */
export function around(
  { acts }: Merchant,
  names: string,
  act: (call: Call, next: (call: Call) => Promise<JsonObject>) => Promise<JsonObject>,
): void {
  for (const name of names.split(' ')) {
    const next = acts[name];
    if (!next) throw new Error(`there is no act ${name}`);
    acts[name] = (call) => act(call, next);
  }
}

/** Does something before an act, which may refuse it. */
export function before(merchant: Merchant, names: string, first: (call: Call) => unknown): void {
  around(merchant, names, async (call, next) => {
    await first(call);
    return next(call);
  });
}

/** Does something after an act. */
export function after(merchant: Merchant, names: string, then: (call: Call) => unknown): void {
  around(merchant, names, async (call, next) => {
    const result = await next(call);
    await then(call);
    return result;
  });
}

/** Changes what is answered to a success. */
export function answers(
  merchant: Merchant,
  names: string,
  change: (result: JsonObject, call: Call) => JsonObject,
): void {
  around(merchant, names, async (call, next) => change(await next(call), call));
}

/** What a framework makes of a violated key, a null pointer or a failed conversion. */
export function crash(why = 'internal error'): never {
  throw new Error(why);
}

export function refuse(resultCode = '000002'): never {
  throw new Refusal(resultCode, 'refused');
}

/** A unique key that the code does not expect to be violated. */
export function unique(merchant: Merchant, names: string, key: (call: Call) => string | undefined): void {
  const seen = new Set<string>();
  around(merchant, names, async (call, next) => {
    const own = key(call);
    if (own !== undefined && seen.has(own)) crash(`Duplicate entry '${own}'`);
    const result = await next(call);
    if (own !== undefined) seen.add(own);
    return result;
  });
}

/** The declaration of a parameter: `newInstance.email`, `user.name`. */
function param({ params }: Merchant, path: string): Param {
  const [activity = '', name = ''] = path.split('.');
  const found = params[activity]?.[name];
  if (!found) throw new Error(`there is no parameter ${path}`);
  return found;
}

/** Makes a column shorter. */
export function column(merchant: Merchant, path: string, max: number): void {
  param(merchant, path).max = max;
}

export function demand(merchant: Merchant, path: string): void {
  param(merchant, path).required = true;
}

/** Refuses further values of a parameter. */
export function accept(merchant: Merchant, path: string, isAccepted: (value: string) => boolean): void {
  const { steps } = merchant;
  const limited = param(merchant, path);
  const { accepts } = steps;
  steps.accepts = (declared, given, call) =>
    accepts(declared, given, call) && (declared !== limited || isAccepted(String(given)));
}

/** The values that a column of a database cannot hold make the insertion fail. */
export function fails(merchant: Merchant, path: string, isHeld: (value: string) => boolean): void {
  accept(merchant, path, (given) => isHeld(given) || crash('Incorrect string value'));
}

export const hasEmoji = (value: string) => /[\u{10000}-\u{10ffff}]/u.test(value);

export const field = ({ values }: Call, name: string) => text(values, name);

/** The row that a call is about. */
export function rowOf({ store }: Merchant, call: Call): Instance | undefined {
  return store.instances.get(field(call, 'instanceId'));
}

/** The other instances of the same buyer. */
export function othersOf(merchant: Merchant, call: Call): Instance[] {
  const own = rowOf(merchant, call);
  return [...merchant.store.instances.values()].filter(
    (row) => row !== own && own !== undefined && row.customerId === own.customerId,
  );
}

export const flag = (call: Call) => field(call, 'flag');

/** Rows are marked as deleted, and stay in the way of new ones with the same key. */
export function marksDeleted(merchant: Merchant, name: string, key: (call: Call) => string): void {
  const deleted = new Set<string>();
  around(merchant, name, async (call, next) => {
    if (flag(call) === '0') deleted.add(key(call));
    else if (deleted.has(key(call))) crash(`Duplicate entry '${key(call)}'`);
    return next(call);
  });
}

/** Refuses a second addition, or the deletion of what is not there. */
export function insists(merchant: Merchant, name: string, on: string, key: (call: Call) => string): void {
  const present = new Set<string>();
  around(merchant, name, async (call, next) => {
    const isPresent = present.has(key(call));
    if (flag(call) === on && (on === '1' ? isPresent : !isPresent)) refuse();
    const result = await next(call);
    if (flag(call) === '0') present.delete(key(call));
    else present.add(key(call));
    return result;
  });
}

/** Deletes rows of the kit, with what a debugging call would still find. */
export function forget(
  { store }: Merchant,
  table: 'tenants' | 'applications' | 'departments',
  isForgotten: (row: JsonObject) => boolean = () => true,
): void {
  for (const [key, row] of store[table]) {
    if (!isForgotten(row)) continue;
    store[table].delete(key);
    store.debugged.delete(key);
  }
}

/** What becomes of an id in a column of numbers. */
export function numeric(id: string): string {
  return /^\d+(e\d+)?$/i.test(id) ? String(Number(id)) : id;
}

/** Members in ascending order at every level. */
export function sortedDeep(json: JsonValue): JsonValue {
  if (Array.isArray(json)) return json.map((item: JsonValue) => sortedDeep(item));
  if (!isObject(json)) return json;
  const members = Object.entries(json).map(([name, member]) => [name, sortedDeep(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
