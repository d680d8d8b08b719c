/**
 * Seller configuration: who may buy, credit control, stock, purchase limits, trials, attributes. Huawei documents these
 * operations in the seller console only; the names and forms here are of koo's own contract, `docs/api/seller-config.openapi.yaml`.
 */
import type { Localized } from '../text/localized.ts';

export const listNames = ['audience', 'credit_line', 'trial'] as const;

/** Which list of specified users: who may buy, who may pay with the credit line, who may try. */
export type ListName = (typeof listNames)[number];

/** One list of a product. A trial's needs the code of the trial specification; the credit line has none by specification. */
export interface ListRef {
  readonly list: ListName;
  readonly sku_code?: string;
}

/** A buyer as both sides of the contract name one: the Huawei Cloud account (domain), not an IAM user. */
export interface SpecifiedUser {
  /** 华为云账号名 */
  readonly account_name: string;
  /** 华为云账号ID, 32 lower-case hexadecimal digits in all samples */
  readonly account_id: string;
}

export interface ListedUser extends SpecifiedUser {
  /** ISO 8601, UTC */
  readonly added_at: string;
}

/** Users in one call of `batch-create` or `batch-delete`, at the most. */
export const maxUsersOfBatch = 100;
/** Users in one page, at the most. */
export const maxUsersOfPage = 1000;
/** User rows in one PATCH, all lists together, at the most. */
export const maxUsersOfPatch = 10_000;

/** What became of one user of `batch-create`. */
export interface CreatedUser {
  readonly account_id: string;
  readonly result: 'created' | 'exists' | 'rejected';
  readonly error_code?: string;
  readonly error_msg?: string;
}

/** What became of one user of `batch-delete`. */
export interface DeletedUser {
  readonly account_id: string;
  readonly result: 'deleted' | 'absent';
}

export const deliveries = ['saas', 'license', 'image', 'hardware', 'service'] as const;
export type Delivery = (typeof deliveries)[number];

export const productStatuses = ['on_sale', 'off_sale', 'draft'] as const;
export type ProductStatus = (typeof productStatuses)[number];

export const chargingModes = ['PERIOD', 'ONE_TIME', 'ON_DEMAND', 'ON_DEMAND_PKG'] as const;
export type ChargingMode = (typeof chargingModes)[number];

/** A specification of a product. */
export interface Sku {
  readonly sku_code: string;
  readonly name: string;
  readonly charging_modes: readonly ChargingMode[];
  /** A trial specification, and whether it is published. Absent for what is sold. */
  readonly trial?: 'draft' | 'published';
  /** Code of the quantity attribute it is sold by. */
  readonly quantity_attribute?: string;
}

export interface Product {
  readonly product_id: string;
  readonly name: Localized;
  readonly delivery: Delivery;
  readonly status: ProductStatus;
  readonly skus: readonly Sku[];
}

export const audienceTypes = ['all', 'enterprise', 'individual', 'specified', 'associated'] as const;
/** 销售对象: all, enterprise, individual or specified users, or buyers of an associated product. */
export type AudienceType = (typeof audienceTypes)[number];

export interface AudienceSetting {
  readonly type: AudienceType;
  /** Products (at product level) or specifications (at specification level) whose buyers may buy; for `associated` alone. */
  readonly associated?: readonly string[];
}

export interface Audience extends AudienceSetting {
  /** Specifications that differ from the product. */
  readonly skus: Readonly<Record<string, AudienceSetting>>;
}

export interface Credit {
  /** 授信现金券支付 */
  readonly cash_coupon: 'on' | 'off';
  /** 信用额度支付: nobody, everybody, the users on the list `credit_line` */
  readonly credit_line: 'off' | 'all' | 'specified';
}

export interface Stock {
  /** 库存: what is put up for sale, with what is sold of it; 999 by default. May not fall below `sold`. */
  readonly available: number;
  readonly sold: number;
}

/** The key of {@link Configuration.purchase_limits} for the product as a whole. */
export const wholeProduct = '*';

/** Exactly one of `once_per_customer` and `max_quantity`. */
export interface PurchaseLimit {
  readonly once_per_customer?: true;
  /** With `once_per_customer`: again once the resource has expired. */
  readonly again_after_expiry?: boolean;
  /** The most of the quantity attribute. */
  readonly max_quantity?: number;
}

export interface Trial {
  /** 3 to 180; cannot change once set, since the specification is published. */
  readonly days: number;
  /** Everybody, or the users on the list `trial` of the specification. */
  readonly open_to: 'all' | 'specified';
}

export const presetAttributes = ['appName', 'version', 'os', 'mode'] as const;

/** An attribute of the seller, for all products. */
export type Attribute = EnumerationAttribute | QuantityAttribute;

interface AttributeBase {
  readonly code: string;
  readonly name: Localized;
  readonly description?: string;
}

export interface EnumerationAttribute extends AttributeBase {
  readonly type: 'enumeration';
  /** Up to 10. */
  readonly values: readonly string[];
}

export interface QuantityAttribute extends AttributeBase {
  readonly type: 'quantity';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** How many users are on a list; lists without any are left out. */
export interface UserCount extends ListRef {
  readonly count: number;
}

/** What a product's buyers meet, as the server has it. */
export interface Configuration {
  readonly product_id: string;
  /** Grows with every change of the configuration or of a user list; not with stock and not with attributes. */
  readonly version: string;
  readonly audience: Audience;
  readonly credit: Credit;
  /** By specification. Read-only here. */
  readonly stock: Readonly<Record<string, Stock>>;
  /** By specification, or {@link wholeProduct}. */
  readonly purchase_limits: Readonly<Record<string, PurchaseLimit>>;
  /** By trial specification. */
  readonly trial: Readonly<Record<string, Trial>>;
  /** The seller's own and preset attributes. */
  readonly attributes: readonly Attribute[];
  readonly user_counts: readonly UserCount[];
}

/** Users to add to and to remove from one list. */
export interface UserChange extends ListRef {
  readonly add: readonly SpecifiedUser[];
  /** Account ids. */
  readonly remove: readonly string[];
}

/** A part of a configuration that takes the place of what is there; all of it is carried out, or nothing. */
export interface ConfigurationPatch {
  readonly audience?: {
    /** The product's own, where it changes. */
    readonly product?: AudienceSetting;
    /** `null`: the specification follows the product again. */
    readonly skus?: Readonly<Record<string, AudienceSetting | null>>;
  };
  readonly credit?: Partial<Credit>;
  /** `null` takes a limit away. */
  readonly purchase_limits?: Readonly<Record<string, PurchaseLimit | null>>;
  readonly trial?: Readonly<Record<string, Trial>>;
  /** Up to {@link maxUsersOfPatch} users in all. */
  readonly users?: readonly UserChange[];
  /** Created, or put in the place of those with the same code; others stay. */
  readonly attributes?: readonly Attribute[];
}

/** A change of a product's stock by `delta`; the same `request_id` is applied once. */
export interface StockAdjustment {
  readonly sku_code?: string;
  readonly delta: number;
  readonly note: string;
  readonly request_id: string;
}
