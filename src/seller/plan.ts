import { own } from '../text/json.ts';
import type { Localized } from '../text/localized.ts';
import type {
  Attribute,
  Audience,
  AudienceSetting,
  Configuration,
  ConfigurationPatch,
  Credit,
  ListName,
  ListRef,
  Product,
  PurchaseLimit,
  SpecifiedUser,
  Trial,
} from './contract.ts';

/**
 * A configuration as far as it is known. A live one is complete and has its version. Otherwise a section that is absent
 * is unknown, and one that is present is complete, but for trials and attributes that it does not name.
 */
export interface KnownConfiguration extends Partial<Omit<Configuration, 'audience' | 'credit'>> {
  readonly product_id: string;
  readonly audience?: Partial<Audience>;
  readonly credit?: Partial<Credit>;
}

/** Users of a list by account id. */
export type UsersById = ReadonlyMap<string, SpecifiedUser>;

/** The state of a product, as far as it is known. */
export interface ProductState {
  readonly product_id: string;
  readonly product?: Product | undefined;
  readonly configuration?: KnownConfiguration | undefined;
  /** The lists that were read, by {@link listKey}. */
  readonly lists?: ReadonlyMap<string, UsersById>;
}

/** The full state of a product on a server. */
export interface LiveState extends ProductState {
  readonly product: Product;
  readonly configuration: Configuration;
}

/** The key of a list in a map. */
export function listKey({ list, sku_code }: ListRef): string {
  return sku_code === undefined ? list : `${list}/${sku_code}`;
}

/** The list of the product, or of one of its specifications. */
export function toListRef(list: ListName, sku: string | undefined): ListRef {
  return { list, ...(sku !== undefined && { sku_code: sku }) };
}

/** The number of users on a list; a server leaves out empty lists. */
export function countUsers({ user_counts }: Pick<Configuration, 'user_counts'>, ref: ListRef): number {
  return user_counts.find((one) => listKey(one) === listKey(ref))?.count ?? 0;
}

/** The choice that a list belongs to, as far as it is known; the list is in force while it is `specified`. */
export function choiceForList(
  { list, sku_code: sku }: ListRef,
  { audience, credit, trial }: Pick<KnownConfiguration, 'audience' | 'credit' | 'trial'>,
): string | undefined {
  if (list === 'credit_line') return credit?.credit_line;
  if (list === 'trial') return sku === undefined ? undefined : own(trial, sku)?.open_to;
  return sku === undefined ? audience?.type : own(audience?.skus, sku)?.type;
}

/** A user without the other members of an object. */
export function plainUser({ account_name, account_id }: SpecifiedUser): SpecifiedUser {
  return { account_name, account_id };
}

/** A wanted list of users: exactly these. */
export interface DesiredList extends ListRef {
  readonly users: readonly SpecifiedUser[];
}

/** The wanted state of a product. Anything left out stays as it is. */
export interface Desired extends Omit<ConfigurationPatch, 'trial' | 'users'> {
  readonly trial?: Readonly<Record<string, Partial<Trial>>>;
  readonly lists?: readonly DesiredList[];
}

/** Stands for a product ID where the attributes of the seller are changed. */
export const sellerAttributes = 'attributes';

/**
 * One difference between the present and the wanted state: a line of a diff, a part of what `apply` sends, a step of a
 * worksheet. Without a `sku` it is about the product.
 */
export type Change =
  | {
      readonly kind: 'audience';
      readonly sku?: string;
      readonly before?: AudienceSetting;
      /** Absent: the specification follows the product again. */
      readonly after?: AudienceSetting;
    }
  | {
      readonly kind: 'users';
      readonly list: ListName;
      readonly sku?: string;
      readonly add: readonly SpecifiedUser[];
      readonly remove: readonly SpecifiedUser[];
    }
  | {
      readonly kind: 'credit';
      readonly setting: keyof Credit;
      readonly before?: Credit[keyof Credit];
      readonly after: Credit[keyof Credit];
    }
  | {
      readonly kind: 'limit';
      readonly sku?: string;
      readonly before?: PurchaseLimit;
      readonly after?: PurchaseLimit;
    }
  | { readonly kind: 'trial'; readonly sku: string; readonly before?: Trial; readonly after: Trial }
  | {
      readonly kind: 'attribute';
      readonly code: string;
      readonly before?: Attribute;
      readonly after?: Attribute;
    }
  | { readonly kind: 'stock'; readonly sku?: string; readonly delta: number; readonly note: string };

/** The changes from the present to the wanted state. */
export interface Plan {
  readonly product_id: string;
  /** Version of the configuration it was computed from; absent where none is known. */
  readonly version?: string;
  readonly changes: readonly Change[];
  /** The patch that makes the changes in one call. */
  readonly patch: ConfigurationPatch;
  /** A sentence for each thing that buyers lose. */
  readonly impact: readonly Localized[];
  /** Notes for a person, besides the changes. */
  readonly notes: readonly Localized[];
}

/** An audience, with associated products only where its type has them. */
export function plainAudience({ type, associated }: AudienceSetting): AudienceSetting {
  return type === 'associated' && associated ? { type, associated } : { type };
}
