import type { AudienceSetting, Credit, PurchaseLimit, Trial } from '../../seller/model.ts';
import type { Desired, DesiredList, KnownConfiguration } from '../../seller/plan.ts';
import { type ProductDocument, userPlaces } from '../document/document.ts';

/** The lists of users that a document says all of. */
export function listsOf(document: ProductDocument): readonly DesiredList[] {
  return userPlaces(document).map(({ ref, users }) => ({ ...ref, users }));
}

/**
 * What a document wants of a product.
 *
 * @param present what is there now: what a section no longer names is taken away
 */
export function desiredOf(document: ProductDocument, present: KnownConfiguration | undefined): Desired {
  const { audience, credit, purchase_limits: limits, trial, attributes } = document;
  return {
    ...(audience && { audience: audienceOf(audience, present) }),
    ...(credit && { credit: creditOf(credit) }),
    ...(limits && { purchase_limits: limitsOf(limits, present) }),
    ...(trial && { trial: trialOf(trial) }),
    ...(attributes && { attributes }),
    lists: listsOf(document),
  };
}

function audienceOf(
  { type, associated, skus }: NonNullable<ProductDocument['audience']>,
  present: KnownConfiguration | undefined,
): NonNullable<Desired['audience']> {
  const named = skus && Object.entries(skus).map(([sku, own]) => [sku, settingOf(own)] as const);
  return {
    ...(type && { product: settingOf({ type, ...(associated && { associated }) }) }),
    ...(named && { skus: { ...nulls(present?.audience?.skus), ...Object.fromEntries(named) } }),
  };
}

function settingOf({ type, associated }: AudienceSetting): AudienceSetting {
  return { type, ...(associated && { associated }) };
}

function creditOf({ cash_coupon, credit_line }: NonNullable<ProductDocument['credit']>): Partial<Credit> {
  return {
    ...(cash_coupon && { cash_coupon }),
    ...(credit_line && { credit_line: typeof credit_line === 'string' ? credit_line : 'specified' }),
  };
}

function limitsOf(
  limits: NonNullable<ProductDocument['purchase_limits']>,
  present: KnownConfiguration | undefined,
): Record<string, PurchaseLimit | null> {
  return { ...nulls(present?.purchase_limits), ...limits };
}

function trialOf(trial: NonNullable<ProductDocument['trial']>): Record<string, Partial<Trial>> {
  return Object.fromEntries(
    Object.entries(trial).map(([sku, { days, open_to }]) => [
      sku,
      {
        ...(days !== undefined && { days }),
        ...(open_to && { open_to: typeof open_to === 'string' ? open_to : 'specified' }),
      },
    ]),
  );
}

/** `null` for every key: what nobody names again is taken away. */
function nulls(record: Readonly<Record<string, unknown>> | undefined): Record<string, null> {
  return Object.fromEntries(Object.keys(record ?? {}).map((key) => [key, null]));
}
