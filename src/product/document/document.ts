import * as v from 'valibot';
import type { ListRef, SpecifiedUser } from '../../seller/contract.ts';
import { type DocumentContent, productSchema } from './schema.ts';

/** A value of the schema for reading alone, with other users in it. */
type With<Users, T> = T extends object
  ? { readonly [Key in keyof T]: Key extends 'users' ? Users : With<Users, T[Key]> }
  : T;

/**
 * A product's configuration as a merchant keeps it in a file. A section that is left out stays as it is; so does a
 * list of users, and a setting of `credit` and `trial`. A section that is there says all of it: under
 * `audience.skus`, a specification that is not named follows the product; under `purchase_limits`, what is not named
 * has no limit. `trial` and `attributes` take nothing away.
 *
 * @typeParam Users how users are given: read, or as the file has them
 */
export type ProductDocument<Users = readonly SpecifiedUser[]> = With<
  Users,
  Omit<DocumentContent, 'version'>
> & { readonly version?: string };

/** Users as a document gives them: inline, or by the name of a file. */
export type UserSource = readonly SpecifiedUser[] | { readonly file: string };

/** Users as the schema has them. */
type WrittenUsers = NonNullable<NonNullable<DocumentContent['audience']>['users']>;

/**
 * What a document says, typed. Ranges and lengths are not judged here.
 *
 * @param value of the form of the schema; `product` may be missing, and is empty then
 */
export function documentOf(value: Readonly<Record<string, unknown>>): ProductDocument<UserSource> {
  const result = v.safeParse(productSchema, { product: '', ...value });
  if (!result.typed) throw new TypeError(`not of the form of the schema: ${v.summarize(result.issues)}`);
  const { version, ...content } = result.output;
  return {
    ...mapUsers(content, (users: WrittenUsers) => (Array.isArray(users) ? users.map(userOf) : users)),
    ...(version !== undefined && { version: String(version) }),
  };
}

/** `name:id`, or both by name. */
function userOf(user: string | { readonly name: string; readonly id: string }): SpecifiedUser {
  if (typeof user !== 'string') return { account_name: user.name, account_id: user.id };
  const colon = user.indexOf(':');
  if (colon < 0) return { account_name: user.trim(), account_id: '' };
  return { account_name: user.slice(0, colon).trim(), account_id: user.slice(colon + 1).trim() };
}

/** The document with other users in each of its lists. */
export function mapUsers<From, To>(
  { audience, credit, trial, ...rest }: ProductDocument<From>,
  to: (users: From) => To,
): ProductDocument<To> {
  const list = <Rest extends object>({ users, ...setting }: Rest & { readonly users?: From }) => ({
    ...setting,
    ...(users !== undefined && { users: to(users) }),
  });
  const choice = <Word extends string>(value: Word | { readonly users: From }) =>
    typeof value === 'string' ? value : { users: to(value.users) };
  const { skus, ...own } = audience ?? {};
  const { credit_line: line, ...otherCredit } = credit ?? {};
  return {
    ...rest,
    ...(audience && { audience: { ...list(own), ...(skus && { skus: mapValues(skus, list) }) } }),
    ...(credit && { credit: { ...otherCredit, ...(line && { credit_line: choice(line) }) } }),
    ...(trial && {
      trial: mapValues(trial, ({ open_to, ...one }) => ({
        ...one,
        ...(open_to && { open_to: choice(open_to) }),
      })),
    }),
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}

/** A list of users in a document: which one, where, and how it is given. */
export interface UserPlace<Users> {
  readonly ref: ListRef;
  /** Path of the value of `users`. */
  readonly path: readonly string[];
  readonly users: Users;
}

/** All lists that a document gives. */
export function userPlaces<Users>({ audience, credit, trial }: ProductDocument<Users>): UserPlace<Users>[] {
  const places: UserPlace<Users>[] = [];
  const put = (
    ref: ListRef,
    path: readonly string[],
    holder: string | { readonly users?: Users } | undefined,
  ) => {
    if (typeof holder !== 'object' || holder.users === undefined) return;
    places.push({ ref, path: [...path, 'users'], users: holder.users });
  };
  put({ list: 'audience' }, ['audience'], audience);
  for (const [sku_code, setting] of Object.entries(audience?.skus ?? {})) {
    put({ list: 'audience', sku_code }, ['audience', 'skus', sku_code], setting);
  }
  put({ list: 'credit_line' }, ['credit', 'credit_line'], credit?.credit_line);
  for (const [sku_code, { open_to }] of Object.entries(trial ?? {})) {
    put({ list: 'trial', sku_code }, ['trial', sku_code, 'open_to'], open_to);
  }
  return places;
}
