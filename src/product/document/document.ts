import type {
  Attribute,
  AudienceSetting,
  AudienceType,
  Credit,
  PurchaseLimit,
  SpecifiedUser,
  Trial,
} from '../../seller/model.ts';

/**
 * A product's configuration as a merchant keeps it in a file. A section that is left out stays as it is; so does a
 * list of users, and a setting of `credit` and `trial`. A section that is there says all of it: under
 * `audience.skus`, a specification that is not named follows the product; under `purchase_limits`, what is not named
 * has no limit. `trial` and `attributes` take nothing away.
 *
 * @typeParam Users how users are given: read, or as the file has them
 */
export interface ProductDocument<Users = readonly SpecifiedUser[]> {
  readonly product: string;
  /** The version it was written from; a change of another version is refused. */
  readonly version?: string;
  readonly audience?: AudienceSection<Users>;
  readonly credit?: {
    readonly cash_coupon?: Credit['cash_coupon'];
    /** `specified` leaves the list as it is. */
    readonly credit_line?: Credit['credit_line'] | { readonly users: Users };
  };
  /** What stock was; nothing changes it but `koo product stock add`. */
  readonly stock?: Readonly<Record<string, { readonly available: number; readonly sold?: number }>>;
  /** By specification, or `*` for the product. */
  readonly purchase_limits?: Readonly<Record<string, PurchaseLimit>>;
  /** By trial specification. `specified` leaves the list as it is. */
  readonly trial?: Readonly<
    Record<
      string,
      { readonly days?: number; readonly open_to?: Trial['open_to'] | { readonly users: Users } }
    >
  >;
  readonly attributes?: readonly Attribute[];
}

/** Who may buy a product or a specification. */
export interface DocumentAudience<Users = readonly SpecifiedUser[]> {
  readonly type: AudienceType;
  readonly associated?: AudienceSetting['associated'];
  /** The list of specified users; left out, it stays as it is. */
  readonly users?: Users;
}

/** Who may buy. Without `type`, the product's own setting stays as it is. */
export interface AudienceSection<Users = readonly SpecifiedUser[]> {
  readonly type?: AudienceType;
  readonly associated?: AudienceSetting['associated'];
  readonly users?: Users;
  /** Specifications that differ from the product. Left out, they stay as they are. */
  readonly skus?: Readonly<Record<string, DocumentAudience<Users>>>;
}
