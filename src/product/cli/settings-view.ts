import { table } from '../../cli/output/table.ts';
import type { Attribute, PurchaseLimit } from '../../seller/model.ts';
import type { AudienceRow, CreditRow, LimitRow, StockRow, TrialRow } from '../../seller/rows.ts';
import { attributeWords, audienceWords, creditWords, limitWords, trialWords } from '../../seller/words.ts';
import type { Language } from '../../text/localized.ts';
import { listed, productWords } from './words.ts';

/** Who may buy. */
export function showAudience(rows: readonly AudienceRow[], language: Language): string {
  const say = productWords[language];
  return table(
    [say.sku, say.name, say.audience, say.users, say.associated],
    rows.map(({ sku_code, name, type, inherited, associated, users }) => [
      sku_code ?? say.whole,
      name ?? '',
      `${audienceWords[type][language]}${inherited ? say.follows : ''}`,
      // A specification that follows the product has no list of its own in force.
      countText(users, type === 'specified' && !inherited),
      listed(associated, language),
    ]),
  );
}

/** Credit control. */
export function showCredit({ cash_coupon, credit_line, users }: CreditRow, language: Language): string {
  const say = productWords[language];
  return table(
    [say.coupon, say.line, say.users],
    [[creditWords[cash_coupon][language], creditWords[credit_line][language], countText(users, true)]],
  );
}

/** Stock by specification. */
export function showStock(rows: readonly StockRow[], language: Language): string {
  const say = productWords[language];
  if (rows.length === 0) return say.noStock;
  return table(
    [say.sku, say.name, say.available, say.sold],
    rows.map(({ sku_code, name, available, sold }) => [
      sku_code ?? '',
      name ?? '',
      String(available),
      String(sold),
    ]),
  );
}

/** Purchase limits. */
export function showLimits(rows: readonly LimitRow[], language: Language): string {
  const say = productWords[language];
  if (rows.length === 0) return say.noLimit;
  return table(
    [say.sku, say.name, say.limit],
    rows.map(({ sku_code, name, max_quantity, again_after_expiry }) => [
      sku_code ?? say.whole,
      name ?? '',
      limitWords(limitOf({ max_quantity, again_after_expiry }))[language],
    ]),
  );
}

function limitOf({
  max_quantity,
  again_after_expiry,
}: Pick<LimitRow, 'max_quantity' | 'again_after_expiry'>): PurchaseLimit {
  return max_quantity === null ? { once_per_customer: true, again_after_expiry } : { max_quantity };
}

/** Trial specifications. */
export function showTrials(rows: readonly TrialRow[], language: Language): string {
  const say = productWords[language];
  if (rows.length === 0) return say.noTrial;
  return table(
    [say.sku, say.name, say.status, say.days, say.openTo, say.users],
    rows.map(({ sku_code, name, status, days, open_to, users }) => [
      sku_code ?? '',
      name ?? '',
      status === null ? '' : trialWords[status][language],
      days === null ? '' : String(days),
      open_to === null ? '' : audienceWords[open_to][language],
      countText(users, open_to === 'specified'),
    ]),
  );
}

/** Attributes of the seller. */
export function showAttributes(attributes: readonly Attribute[], language: Language): string {
  const say = productWords[language];
  if (attributes.length === 0) return say.noAttribute;
  return table(
    [say.code, say.attribute, say.name, say.description],
    attributes.map((attribute) => [
      attribute.code,
      attributeWords(attribute)[language],
      attribute.name[language],
      attribute.description ?? '',
    ]),
  );
}

/** Users on a list, where the list is in force or there are any. */
function countText(users: number, isInForce: boolean): string {
  return !isInForce && users === 0 ? '' : String(users);
}
