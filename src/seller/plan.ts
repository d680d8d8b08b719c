import type { Localized } from '../text/localized.ts';
import type { Change } from './change.ts';
import { listKey } from './change.ts';
import type {
  Attribute,
  AudienceSetting,
  AudienceType,
  Configuration,
  ConfigurationPatch,
  Credit,
  ListRef,
  Product,
  PurchaseLimit,
  SpecifiedUser,
  Trial,
  UserCount,
} from './contract.ts';

/** A list of users as it is wanted: these, and no others. */
export interface DesiredList extends ListRef {
  readonly users: readonly SpecifiedUser[];
}

/** What is wanted of a product. What it leaves out stays as it is. */
export interface Desired {
  readonly audience?: {
    readonly product?: AudienceSetting;
    /** `null`: the specification follows the product again. */
    readonly skus?: Readonly<Record<string, AudienceSetting | null>>;
  };
  readonly credit?: Partial<Credit>;
  /** `null` takes a limit away. */
  readonly purchase_limits?: Readonly<Record<string, PurchaseLimit | null>>;
  readonly trial?: Readonly<Record<string, Partial<Trial>>>;
  readonly lists?: readonly DesiredList[];
  readonly attributes?: readonly Attribute[];
}

/**
 * What is known of a configuration. Of a live one that is all of it, with its version; else it is the part that is
 * known: a section that is absent is unknown, and one that is there is whole.
 */
export interface KnownConfiguration {
  readonly product_id: string;
  /** Of a live one. */
  readonly version?: string;
  readonly audience?: {
    readonly type?: AudienceType;
    readonly associated?: readonly string[];
    readonly skus?: Readonly<Record<string, AudienceSetting>>;
  };
  readonly credit?: Partial<Credit>;
  readonly stock?: Configuration['stock'];
  readonly purchase_limits?: Readonly<Record<string, PurchaseLimit>>;
  /** By trial specification; one that is not named is unknown. */
  readonly trial?: Readonly<Record<string, Trial>>;
  /** One that is not named is unknown. */
  readonly attributes?: readonly Attribute[];
  readonly user_counts?: readonly UserCount[];
}

/** Users of a list by account id. */
export type UsersById = ReadonlyMap<string, SpecifiedUser>;

/** What is known of a product; nothing, where nobody tells it. */
export interface ProductState {
  readonly product_id: string;
  readonly product?: Product | undefined;
  readonly configuration?: KnownConfiguration | undefined;
  /** The lists that were read, by {@link listKey}. */
  readonly lists?: ReadonlyMap<string, UsersById>;
}

/** All that a server tells of a product. */
export interface LiveState extends ProductState {
  readonly product: Product;
  readonly configuration: Configuration;
}

/** The way from what is to what is wanted. */
export interface Plan {
  readonly product_id: string;
  /** Version of the configuration it was computed from; absent where none is known. */
  readonly version?: string;
  readonly changes: readonly Change[];
  /** What carries the changes out, in one call. */
  readonly patch: ConfigurationPatch;
  /** What takes something away from buyers, in words. */
  readonly cutsOff: readonly Localized[];
  /** What a person should know and no change tells. */
  readonly notes: readonly Localized[];
}
