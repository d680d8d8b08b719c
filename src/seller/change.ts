import type {
  Attribute,
  AudienceSetting,
  Credit,
  ListName,
  ListRef,
  PurchaseLimit,
  SpecifiedUser,
  Trial,
} from './contract.ts';

/** What stands in the place of a product id where the seller's attributes are changed and no product. */
export const sellerAttributes = 'attributes';

/**
 * One difference between what is and what is wanted: a line of a diff, a part of what `apply` sends, a step of a
 * worksheet.
 */
export type Change =
  | {
      readonly kind: 'audience';
      /** Absent: the product. */
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
      /** Absent: the product. */
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

/** A list's name in a map. */
export function listKey({ list, sku_code }: ListRef): string {
  return sku_code === undefined ? list : `${list}/${sku_code}`;
}
