import * as v from 'valibot';
import type { SpecifiedUser } from '../../seller/model.ts';
import type { AudienceSection, DocumentAudience, ProductDocument } from './document.ts';
import { type DocumentContent, productSchema } from './schema.ts';

/** Users as a document gives them: inline, or by the name of a file. */
export type UserSource = readonly SpecifiedUser[] | { readonly file: string };

type Section<Name extends keyof DocumentContent> = NonNullable<DocumentContent[Name]>;
type Users = NonNullable<Section<'audience'>['users']>;

/**
 * What a document says, typed. Ranges and lengths are not judged here.
 *
 * @param value of the form of the schema; `product` may be missing, and is empty then
 */
export function documentOf(value: Readonly<Record<string, unknown>>): ProductDocument<UserSource> {
  const result = v.safeParse(productSchema, { product: '', ...value });
  if (!result.typed) throw new TypeError(`not of the form of the schema: ${v.summarize(result.issues)}`);
  const { product, version, audience, credit, trial, stock, purchase_limits, attributes } = result.output;
  return {
    product,
    ...(version !== undefined && { version: String(version) }),
    ...(audience && { audience: audienceOf(audience) }),
    ...(credit && { credit: creditOf(credit) }),
    ...(stock && { stock }),
    ...(purchase_limits && { purchase_limits }),
    ...(trial && { trial: mapValues(trial, trialOf) }),
    ...(attributes && { attributes }),
  };
}

function audienceOf({ users, skus, ...rest }: Section<'audience'>): AudienceSection<UserSource> {
  return {
    ...rest,
    ...(users && { users: sourceOf(users) }),
    ...(skus && { skus: mapValues(skus, skuOf) }),
  };
}

function skuOf({
  users,
  ...rest
}: NonNullable<Section<'audience'>['skus']>[string]): DocumentAudience<UserSource> {
  return { ...rest, ...(users && { users: sourceOf(users) }) };
}

function creditOf({ credit_line, ...rest }: Section<'credit'>) {
  return { ...rest, ...(credit_line && { credit_line: choiceOf(credit_line) }) };
}

function trialOf({ open_to, ...rest }: Section<'trial'>[string]) {
  return { ...rest, ...(open_to && { open_to: choiceOf(open_to) }) };
}

function choiceOf<Word extends string>(choice: Word | { users: Users }): Word | { users: UserSource } {
  return typeof choice === 'string' ? choice : { users: sourceOf(choice.users) };
}

function sourceOf(users: Users): UserSource {
  return Array.isArray(users) ? users.map(userOf) : users;
}

/** `name:id`, or both by name. */
function userOf(user: string | { readonly name: string; readonly id: string }): SpecifiedUser {
  if (typeof user !== 'string') return { account_name: user.name, account_id: user.id };
  const colon = user.indexOf(':');
  if (colon < 0) return { account_name: user.trim(), account_id: '' };
  return { account_name: user.slice(0, colon).trim(), account_id: user.slice(colon + 1).trim() };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
