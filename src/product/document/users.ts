import type { ListRef, SpecifiedUser } from '../../seller/model.ts';
import type { UserSource } from './content.ts';
import type { AudienceSection, DocumentAudience, ProductDocument } from './document.ts';

/** A list of users in a document: which one, where, and how it is given. */
export interface UserPlace {
  readonly ref: ListRef;
  /** Path of the value of `users`. */
  readonly path: readonly string[];
  readonly users: UserSource;
}

/** All lists that a document gives. */
export function userPlaces({ audience, credit, trial }: ProductDocument<UserSource>): UserPlace[] {
  const places: UserPlace[] = [];
  const put = (ref: ListRef, path: readonly string[], users: UserSource | undefined) => {
    if (users) places.push({ ref, path: [...path, 'users'], users });
  };
  put({ list: 'audience' }, ['audience'], audience?.users);
  for (const [sku_code, { users }] of Object.entries(audience?.skus ?? {})) {
    put({ list: 'audience', sku_code }, ['audience', 'skus', sku_code], users);
  }
  put({ list: 'credit_line' }, ['credit', 'credit_line'], listOf(credit?.credit_line));
  for (const [sku_code, { open_to }] of Object.entries(trial ?? {})) {
    put({ list: 'trial', sku_code }, ['trial', sku_code, 'open_to'], listOf(open_to));
  }
  return places;
}

function listOf(choice: string | { readonly users: UserSource } | undefined): UserSource | undefined {
  return typeof choice === 'object' ? choice.users : undefined;
}

/** The document with the users of its files in the place of their names. */
export function withUsers(
  document: ProductDocument<UserSource>,
  usersOf: (source: UserSource) => readonly SpecifiedUser[],
): ProductDocument {
  const { audience, credit, trial, ...rest } = document;
  const choice = <Word extends string>(value: Word | { readonly users: UserSource }) =>
    typeof value === 'string' ? value : { users: usersOf(value.users) };
  const { credit_line: line, ...otherCredit } = credit ?? {};
  return {
    ...rest,
    ...(audience && { audience: audienceWith(audience, usersOf) }),
    ...(credit && { credit: { ...otherCredit, ...(line && { credit_line: choice(line) }) } }),
    ...(trial && {
      trial: Object.fromEntries(
        Object.entries(trial).map(([code, { open_to, ...one }]) => [
          code,
          { ...one, ...(open_to && { open_to: choice(open_to) }) },
        ]),
      ),
    }),
  };
}

function audienceWith(
  { users, skus, ...rest }: AudienceSection<UserSource>,
  usersOf: (source: UserSource) => readonly SpecifiedUser[],
): AudienceSection {
  const one = ({ users: own, ...setting }: DocumentAudience<UserSource>): DocumentAudience => ({
    ...setting,
    ...(own && { users: usersOf(own) }),
  });
  return {
    ...rest,
    ...(users && { users: usersOf(users) }),
    ...(skus && { skus: Object.fromEntries(Object.entries(skus).map(([code, own]) => [code, one(own)])) }),
  };
}
