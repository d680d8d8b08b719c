import * as v from 'valibot';
import type {
  AudienceSetting,
  Configuration,
  Credit,
  ListName,
  ListRef,
  SpecifiedUser,
  Trial,
} from '../../seller/contract.ts';
import {
  type Desired,
  type DesiredList,
  type KnownConfiguration,
  listKey,
  type ProductState,
  plainAudience,
  toListRef,
} from '../../seller/plan.ts';
import { listOption } from '../../seller/user-list.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type DocumentContent, productSchema } from './schema.ts';

/** A value of the schema for reading alone, with other users in it. */
type With<Users, T> = T extends object
  ? { readonly [Key in keyof T]: Key extends 'users' ? Users : With<Users, T[Key]> }
  : T;

/**
 * A product's configuration as a merchant keeps it in a file. A section that is omitted stays unchanged; so does a
 * list of users, and a setting of `credit` and `trial`. A section that is present is complete: under `audience.skus`,
 * a specification that is not listed follows the product; under `purchase_limits`, what is not listed has no limit.
 * `trial` and `attributes` remove nothing.
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
 * The typed content of a document. Ranges and lengths are not checked here.
 *
 * @param value of the form of the schema; `product` may be missing, and is empty then
 */
export function toDocument(value: Readonly<Record<string, unknown>>): ProductDocument<UserSource> {
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
  document: ProductDocument<From>,
  to: (users: From) => To,
): ProductDocument<To> {
  const copy: ProductDocument<unknown> = structuredClone(document);
  for (const { holder, users } of userSections(copy)) Object.assign(holder, { users: to(users as From) });
  return copy as ProductDocument<To>;
}

/** A list of users in a document: which one, where, and how it is given. */
export interface UserSection<Users> {
  readonly ref: ListRef;
  /** Path of the value of `users`. */
  readonly path: readonly string[];
  /** The object with the member `users`. */
  readonly holder: object;
  readonly users: Users;
}

export function userSections<Users>({
  audience,
  credit,
  trial,
}: ProductDocument<Users>): UserSection<Users>[] {
  const place = (
    ref: ListRef,
    path: readonly string[],
    holder: string | { readonly users?: Users } | undefined,
  ): UserSection<Users>[] =>
    typeof holder !== 'object' || holder.users === undefined
      ? []
      : [{ ref, path: [...path, 'users'], holder, users: holder.users }];
  return [
    ...place({ list: 'audience' }, ['audience'], audience),
    ...Object.entries(audience?.skus ?? {}).flatMap(([sku_code, setting]) =>
      place({ list: 'audience', sku_code }, ['audience', 'skus', sku_code], setting),
    ),
    ...place({ list: 'credit_line' }, ['credit', 'credit_line'], credit?.credit_line),
    ...Object.entries(trial ?? {}).flatMap(([sku_code, { open_to }]) =>
      place({ list: 'trial', sku_code }, ['trial', sku_code, 'open_to'], open_to),
    ),
  ];
}

/** The lists of users that a document gives completely. */
export function listsOf(document: ProductDocument): readonly DesiredList[] {
  return userSections(document).map(({ ref, users }) => ({ ...ref, users }));
}

/**
 * The state that a document asks for.
 *
 * @param present the present state: anything that a section no longer names is taken away
 */
export function desiredOf(document: ProductDocument, present: KnownConfiguration | undefined): Desired {
  return { ...settingsOf(document, present), lists: listsOf(document) };
}

/** The state that a document {@link desiredOf wants}, without the users. */
export function settingsOf(
  { audience, credit, purchase_limits: limits, trial, attributes }: ProductDocument<unknown>,
  present: KnownConfiguration | undefined,
): Omit<Desired, 'lists'> {
  return {
    ...(audience && { audience: audienceOf(audience, present) }),
    ...(credit && { credit: creditOf(credit) }),
    ...(limits && { purchase_limits: { ...nullsFor(present?.purchase_limits), ...limits } }),
    ...(trial && { trial: trialOf(trial) }),
    ...(attributes && { attributes }),
  };
}

function audienceOf(
  { type, associated, skus }: NonNullable<ProductDocument<unknown>['audience']>,
  present: KnownConfiguration | undefined,
): NonNullable<Desired['audience']> {
  return {
    ...(type && { product: { type, ...(associated && { associated }) } }),
    ...(skus && { skus: { ...nullsFor(present?.audience?.skus), ...mapValues(skus, withoutUsers) } }),
  };
}

function withoutUsers({ type, associated }: AudienceSetting): AudienceSetting {
  return { type, ...(associated && { associated }) };
}

function creditOf({
  cash_coupon,
  credit_line,
}: NonNullable<ProductDocument<unknown>['credit']>): Partial<Credit> {
  return { ...(cash_coupon && { cash_coupon }), ...(credit_line && { credit_line: choiceOf(credit_line) }) };
}

function trialOf(trial: NonNullable<ProductDocument<unknown>['trial']>): Record<string, Partial<Trial>> {
  return mapValues(trial, ({ days, open_to }) => ({
    ...(days !== undefined && { days }),
    ...(open_to && { open_to: choiceOf(open_to) }),
  }));
}

/** A list of users stands for `specified`. */
function choiceOf<Value>(value: Value): Extract<Value, string> | 'specified' {
  return typeof value === 'string' ? (value as Extract<Value, string>) : 'specified';
}

/** Maps the values of a record. */
export function mapValues<Value, To>(
  record: Readonly<Record<string, Value>>,
  to: (value: Value, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}

/** `null` for every key: keys that the document does not list are removed. */
function nullsFor(record: Readonly<Record<string, unknown>> | undefined): Record<string, null> {
  return mapValues(record ?? {}, () => null);
}

/**
 * Removals that a document implies but the plan cannot contain, since the current state is only partly known. They
 * have to be checked in the console.
 */
export function unknownRemovals(
  document: ProductDocument,
  known: KnownConfiguration | undefined,
  present: { hasList(ref: ListRef): boolean },
): Localized[] {
  return [
    ...(document.audience?.skus && !known?.audience?.skus ? [otherAudiences] : []),
    ...listsOf(document).flatMap((list) => (present.hasList(list) ? [] : otherUsers(list))),
    ...(document.purchase_limits && !known?.purchase_limits ? [otherLimits] : []),
  ];
}

const otherAudiences: Localized = both(
  'Specifications may have an audience of their own that koo does not know. In the console, let every specification that the document does not list follow the product.',
);

const otherLimits: Localized = both(
  'There may be purchase limits that koo does not know. In the console, also remove those that the document does not list.',
);

function otherUsers({ list, sku_code: sku, users }: DesiredList): Localized {
  const option = listOption(list);
  const facts = { list: sku === undefined ? option : both('{list} of {sku}', { list: option, sku }) };
  return users.length > 0
    ? both(
        'The list {list} may have users that koo does not know. In the console, also remove the users that the document does not list.',
        facts,
      )
    : both(
        'The list {list} may have users that koo does not know. In the console, remove all of them.',
        facts,
      );
}

/**
 * The current state as a desired state: planned against an earlier state, it gives the changes since then.
 *
 * @param before the earlier state: what it has and the later has not is gone
 */
export function stateAsDesired(
  { configuration, lists = new Map() }: ProductState & { readonly configuration: Configuration },
  before: ProductState,
): Desired {
  const { audience, credit, purchase_limits, trial, attributes } = configuration;
  const earlier = before.configuration;
  return {
    audience: {
      product: plainAudience(audience),
      skus: { ...nullsFor(earlier?.audience?.skus), ...audience.skus },
    },
    credit,
    purchase_limits: { ...nullsFor(earlier?.purchase_limits), ...purchase_limits },
    trial,
    attributes,
    lists: refsOf({ lists }).map((ref) => ({
      ...ref,
      users: [...(lists.get(listKey(ref))?.values() ?? [])],
    })),
  };
}

/** Returns the lists that were read. */
export function refsOf({ lists = new Map() }: Pick<ProductState, 'lists'>): ListRef[] {
  return [...lists.keys()].map((key) => {
    const [list = '', ...sku] = key.split('/');
    return toListRef(list as ListName, sku.length > 0 ? sku.join('/') : undefined);
  });
}
