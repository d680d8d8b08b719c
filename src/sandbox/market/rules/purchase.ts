import type { AudienceSetting } from '../../../seller/contract.ts';
import { listKey } from '../../../seller/plan.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { own } from '../../../text/json.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { maxParameters } from '../../acts/seller.ts';
import type { Parameter, Payment } from '../model/model.ts';
import { chargingOf } from '../money/prices.ts';
import { type Refusal, refuse } from './refusals.ts';
import {
  addUserHint,
  clearLimitHint,
  limitsOf,
  offerOf,
  offerRefusal,
  paymentRefusal,
  runHint,
  type SaleFacts,
  type SaleRequest,
  saleRefusal,
  sizeRefusal,
  skuOf,
  unavailable,
  wrongQuantity,
} from './sale.ts';

export interface PurchaseRequest extends SaleRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly payment: Payment;
  /** Whether it is bought at the product's own address, which a product that is not publicly sold requires. */
  readonly direct: boolean;
}

export interface PurchaseFacts extends SaleFacts {
  readonly isPublic: boolean;
  /** Product ids and specification codes of which the buyer has a live resource. */
  readonly owned: ReadonlySet<string>;
  /** The buyer's purchases of the product, without failed and unsubscribed orders. */
  readonly earlier: readonly EarlierPurchase[];
  /** Remaining stock by specification. */
  readonly stock: Readonly<Record<string, number>>;
  readonly parameters: readonly Parameter[];
  /** The buyer has opened a pay-per-use product of the seller. */
  readonly hasPayPerUse: boolean;
}

export interface EarlierPurchase {
  readonly skuCode: string;
  readonly trial: boolean;
  readonly expired: boolean;
}

export const maxPackages = 30;

/**
 * Returns why a purchase is refused; the rules are in KooGallery's order. A refusal leaves no order.
 *
 * @see https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_topic_0000002453027949.html
 */
export function purchaseRefusal(request: PurchaseRequest, facts: PurchaseFacts): Refusal | undefined {
  return (
    saleRefusal(facts) ??
    tradingRefusal(request, facts) ??
    offerRefusal(request, facts) ??
    audienceRefusal(request, facts) ??
    trialRefusal(request, facts) ??
    quantityRefusal(request, facts) ??
    limitRefusal(request, facts) ??
    stockRefusal(request, facts) ??
    parameterRefusal(request, facts) ??
    paymentRefusal(request.payment, offerOf(request, facts)?.amount ?? 0, facts)
  );
}

/** Frozen trading refuses purchases only: existing instances go on. */
function tradingRefusal({ direct }: PurchaseRequest, { product, trading, isPublic }: PurchaseFacts) {
  const id = product.product_id;
  if (trading === 'frozen') {
    return unavailable(
      both(
        'Trading of {id} is frozen, since its probes failed on five days in a row. Repair the server, and report that with `koo sandbox probe`.',
        { id },
      ),
    );
  }
  if (isPublic || direct) return undefined;
  return unavailable(
    both('{id} is not publicly sold: buy it with --direct, as from its own address.', { id }),
  );
}

/** The audience of the product, then that of the specification. */
function audienceRefusal({ skuCode }: PurchaseRequest, facts: PurchaseFacts): Refusal | undefined {
  const { audience } = facts.settings;
  const setting = own(audience.skus, skuCode);
  return settingRefusal(audience, undefined, facts) ?? (setting && settingRefusal(setting, skuCode, facts));
}

function settingRefusal(
  { type, associated = [] }: AudienceSetting,
  sku: string | undefined,
  { product, buyer, lists, owned }: PurchaseFacts,
): Refusal | undefined {
  const id = product.product_id;
  const ref = { list: 'audience', ...(sku !== undefined && { sku_code: sku }) } as const;
  switch (type) {
    case 'all':
      return undefined;
    case 'specified':
      if (lists.has(listKey(ref))) return undefined;
      return notAuthorised('AUDIENCE', addUserHint(id, ref, buyer));
    case 'associated': {
      if (associated.some((code) => owned.has(code))) return undefined;
      const text = both('This product is only for buyers of {associated, or}.', { associated });
      return refuse('AUDIENCE', text, openHint(id, sku));
    }
    default: {
      if (buyer.type === type) return undefined;
      const text =
        type === 'enterprise'
          ? both('This product is only for enterprise users.')
          : both('This product is only for individual users.');
      return refuse('AUDIENCE', text, openHint(id, sku));
    }
  }
}

/**
 * The refusal that a buyer who is not specified sees; its exact words are published in a picture only.
 *
 * @see https://www.huaweicloud.com/s/JW1hY-WmguS9leiuvue9rue9kee7nOS7o-eQhuacjeWKoeWZqCU/t_30_p_4/JeS6keWVhuW6lyU
 */
function notAuthorised(code: Refusal['code'], hint: Localized): Refusal {
  const text = both(
    'This product or specification cannot be bought directly. Contact the seller, whose contacts are on the product page, for authorisation.',
  );
  return { code, text, hint, isOwnWords: false };
}

function openHint(id: string, sku: string | undefined): Localized {
  return sku === undefined
    ? runHint(`koo product audience set ${shellWord(id)} all --site sandbox`)
    : runHint(`koo product audience set ${shellWord(id)} inherit --sku ${shellWord(sku)} --site sandbox`);
}

function trialRefusal({ trial: wanted, skuCode: code }: PurchaseRequest, facts: PurchaseFacts) {
  if (!wanted) return undefined;
  const { product, settings, lists, earlier, buyer } = facts;
  const id = product.product_id;
  const sku = skuOf(code, product);
  const trial = own(settings.trial, code);
  if (sku?.trial !== 'published' || !trial) {
    const hint = sku?.trial
      ? both('Specification {code} is a trial that is not published.', { code })
      : both('Specification {code} is not a trial.', { code });
    return refuse('TRIAL', both('This specification cannot be tried.'), hint);
  }
  const ref = { list: 'trial', sku_code: code } as const;
  if (trial.open_to === 'specified' && !lists.has(listKey(ref)))
    return notAuthorised('TRIAL', addUserHint(id, ref, buyer));
  if (!earlier.some((one) => one.trial && one.skuCode === code)) return undefined;
  return refuse(
    'TRIAL',
    both('You have already tried this specification.'),
    both('An account can try a specification once. Use another buyer.'),
  );
}

/** The quantity fits the attribute and the limit; packages are bought up to 30 at a time, with pay-per-use open. */
function quantityRefusal(request: PurchaseRequest, facts: PurchaseFacts): Refusal | undefined {
  const [price] = offerOf(request, facts)?.prices ?? [];
  if (!price || chargingOf(price) !== 'ON_DEMAND_PKG') return sizeRefusal(request, facts);
  const { quantity = 1 } = request;
  if (!facts.hasPayPerUse) {
    return refuse(
      'UNAVAILABLE',
      both('A package can be bought only after pay-per-use is opened.'),
      both('Buy a pay-per-use product of the same seller first.'),
    );
  }
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= maxPackages) return undefined;
  return wrongQuantity(
    quantity,
    { min: 1, max: maxPackages, step: 1 },
    both('An order has at most 30 packages.'),
  );
}

/**
 * Once per account, for ever or until the resource expires; not for trials, which have their own rule, and pay-per-use.
 */
function limitRefusal(request: PurchaseRequest, facts: PurchaseFacts): Refusal | undefined {
  const [price] = offerOf(request, facts)?.prices ?? [];
  if (request.trial || (price && chargingOf(price) === 'ON_DEMAND')) return undefined;
  const broken = limitsOf(request.skuCode, facts.settings).find(({ key, limit }) => {
    const { once_per_customer: once, again_after_expiry: again } = limit;
    return (
      once === true &&
      facts.earlier.some(
        ({ skuCode, trial, expired }) =>
          !trial && (key === wholeProduct || skuCode === key) && !(again === true && expired),
      )
    );
  });
  if (!broken) return undefined;
  return refuse(
    'LIMIT',
    broken.limit.again_after_expiry
      ? both(
          'The purchase limit is reached: each account can buy this again only after its resource has expired.',
        )
      : both('The purchase limit is reached: each account can buy this once.'),
    clearLimitHint(facts.product.product_id, broken.key),
  );
}

/** An order takes one item, whatever its quantity. */
function stockRefusal({ skuCode }: PurchaseRequest, { product, stock }: PurchaseFacts): Refusal | undefined {
  if ((own(stock, skuCode) ?? 0) >= 1) return undefined;
  const id = shellWord(product.product_id);
  return refuse(
    'STOCK',
    both('This specification is sold out.'),
    runHint(
      `koo product stock add ${id} --sku ${shellWord(skuCode)} --delta 100 --note Restock --site sandbox`,
    ),
  );
}

function parameterRefusal({ parameters: given }: PurchaseRequest, { parameters }: PurchaseFacts) {
  const missing = parameters.find(({ name, required }) => required && !own(given, name)?.trim());
  if (missing) {
    const { name } = missing;
    return refuse(
      'PARAMETER',
      both('The parameter {name} is required.', { name }),
      both('Give it a value when buying.'),
    );
  }
  if (Object.keys(given).length <= maxParameters) return undefined;
  return refuse(
    'PARAMETER',
    both('An order has at most {maxParameters} parameters.', { maxParameters }),
    both('Leave the others out.'),
  );
}
