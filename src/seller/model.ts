import type * as v from 'valibot';
import type * as contract from './contract.ts';

/*
 * Types of the seller configuration, as the contract has them. Words and limits are in `values.ts`.
 */

type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;

/** What a schema of the contract stands for, for reading alone. */
type Of<Schema extends v.GenericSchema> = Deep<v.InferOutput<Schema>>;

export type ListName = Of<typeof contract.listName>;
/** One list of a product. A trial's needs the code of the trial specification; the credit line has none by specification. */
export type ListRef = Omit<UserCount, 'count'>;

/** A buyer as both sides of the contract name one: the Huawei Cloud account (domain), not an IAM user. */
export type SpecifiedUser = Of<typeof contract.specifiedUser>;
export type ListedUser = Of<typeof contract.listedUser>;
/** What became of one user of `batch-create`. */
export type CreatedUser = Of<typeof contract.createdUser>;
/** What became of one user of `batch-delete`. */
export type DeletedUser = Of<typeof contract.deletedUser>;

export type ProductStatus = Of<typeof contract.productStatus>;
export type Product = Of<typeof contract.product>;
export type Delivery = Product['delivery'];
/** A specification of a product. */
export type Sku = Of<typeof contract.sku>;
export type ChargingMode = Sku['charging_modes'][number];

/** 销售对象: all, enterprise, individual or specified users, or buyers of an associated product. */
export type AudienceType = Of<typeof contract.audienceType>;
export type AudienceSetting = Of<typeof contract.audienceSetting>;
export type Audience = Of<typeof contract.audience>;
export type Stock = Of<typeof contract.stock>;
/** Exactly one of `once_per_customer` and `max_quantity`. */
export type PurchaseLimit = Of<typeof contract.purchaseLimit>;
export type Trial = Of<typeof contract.trial>;

/** An attribute of the seller, for all products. */
export type Attribute = Of<typeof contract.attribute>;
export type EnumerationAttribute = Of<typeof contract.enumerationAttribute>;
export type QuantityAttribute = Of<typeof contract.quantityAttribute>;

/** What a product's buyers meet, as the server has it. */
export type Configuration = Of<typeof contract.configuration>;
export type Credit = Configuration['credit'];
/** How many users are on a list; lists without any are left out. */
export type UserCount = Configuration['user_counts'][number];

/** A part of a configuration that takes the place of what is there; all of it is carried out, or nothing. */
export type ConfigurationPatch = Omit<Of<typeof contract.configurationPatch>, 'request_id'>;
/** Users to add to and to remove from one list. */
export type UserChange = NonNullable<ConfigurationPatch['users']>[number];
/** A change of a product's stock by `delta`; the same `request_id` is applied once. */
export type StockAdjustment = Of<typeof contract.stockAdjustment>;
