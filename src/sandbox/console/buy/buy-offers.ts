import { given, type JsonObject } from '../../../text/json.ts';
import { localize, t } from '../../../text/translate.ts';
import { acts, type CommandOf } from '../../acts/acts.ts';
import type { Connection, Price } from '../../market/model/model.ts';
import { formatAmount } from '../../market/money/amounts.ts';
import { chargingOf } from '../../market/money/prices.ts';
import { connectedPrices, productOf } from '../../market/orders/catalogue.ts';
import { maxPackages } from '../../market/rules/purchase.ts';
import type { Database } from '../../state/database.ts';
import { attributesOf } from '../../state/products.ts';
import { formatDuration } from '../instances/act-words.ts';
import { readInputs } from '../shared/form-command.ts';

/** A specification at one of its prices. */
export interface BuyOffer {
  /** Its value in forms: period, `trial` or `once`, and the code of the specification. */
  readonly value: string;
  readonly sku: string;
  readonly name: string;
  /** How it is charged, and the price. */
  readonly price: string;
  /** The quantities that it is sold in, in words. */
  readonly quantity?: string;
  readonly isPeriod: boolean;
}

/** Every specification of a product with each of its prices. */
export function listBuyOffers(database: Database, connection: Connection): readonly BuyOffer[] {
  const { product, seller } = productOf(database, connection.product);
  const attributes = attributesOf(database, seller);
  const prices = connectedPrices(database, connection);
  return product.skus.flatMap((sku) => {
    const own = prices.filter(({ skuCode }) => skuCode === sku.sku_code);
    const attribute = attributes.find(({ code }) => code === sku.quantity_attribute);
    const { sku_code: code, name } = sku;
    const quantity = sku.charging_modes.includes('ON_DEMAND_PKG')
      ? t('1 to {max} packages', { max: maxPackages })
      : attribute?.type === 'quantity'
        ? t('{name}: {min} to {max} in steps of {step}', { ...attribute, name: localize(attribute.name) })
        : undefined;
    const offer = (how: string, price: string, isPeriod = false): BuyOffer => ({
      value: `${how} ${code}`,
      sku: code,
      name,
      price,
      isPeriod,
      ...(quantity !== undefined && { quantity }),
    });
    if (sku.trial !== undefined) {
      const period = own[0]?.period;
      return [
        offer(
          'trial',
          period ? t('trial of {period}, free', { period: formatDuration(period) }) : t('trial'),
        ),
      ];
    }
    const periods = own.filter((price) => chargingOf(price) === 'PERIOD');
    const others = own.filter((price) => chargingOf(price) !== 'PERIOD');
    const [other] = others;
    return [
      ...periods.map((price) => offer(periodOf(price), formatPrice(price, []), true)),
      ...(other ? [offer('once', formatPrice(other, others))] : []),
    ];
  });
}

function periodOf({ period }: Price): string {
  return `${period?.number ?? 1}${period?.type.charAt(0) ?? 'y'}`;
}

/** @param others prices of the same specification, of which those of pay-per-use are shown together */
function formatPrice(price: Price, others: readonly Price[]): string {
  const { included = '', period } = price;
  const amount = formatAmount(price.amount);
  const duration = (type: 'year' | 'month') => formatDuration(period ?? { type, number: 1 });
  switch (chargingOf(price)) {
    case 'PERIOD':
      return t('{amount} yuan for {period}', { amount, period: duration('year') });
    case 'ONE_TIME':
      return t('{amount} yuan, once', { amount });
    case 'ON_DEMAND_PKG':
      return t('{amount} yuan for a package of {included}, {period}', {
        amount,
        included,
        period: duration('month'),
      });
    case 'ON_DEMAND': {
      const items = others.filter((one) => chargingOf(one) === 'ON_DEMAND');
      return t('pay-per-use: {items}', { items: items.map(formatItem) });
    }
  }
}

function formatItem({ item = '', amount, bands = [], cycle }: Price): string {
  const first = formatAmount(bands[0]?.amount ?? amount);
  const price =
    bands.length > 1
      ? t('{item} from {amount} yuan', { item, amount: first })
      : t('{item} {amount} yuan', { item, amount: first });
  return cycle === 'day' ? t('{price}, billed daily', { price }) : t('{price}, billed hourly', { price });
}

/** The name of the field for a parameter that a product asks for. */
export function parameterField(index: number): string {
  return `parameter-${index}`;
}

/** Reads the acts of a form: the purchase, and before it a new buyer who is an individual. */
export function readPurchaseForm(
  connection: Pick<Connection, 'product' | 'parameters'>,
  form: URLSearchParams,
): { readonly command: JsonObject & { readonly do: 'buy' }; readonly buyer?: CommandOf<'buyer'> } {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  const [how = '', ...rest] = (text('offer') ?? '').split(' ');
  const sku = rest.join(' ') || undefined;
  const newBuyer = text('new-buyer');
  const parameters = connection.parameters.flatMap((parameter, index) => {
    const value = text(parameterField(index));
    return value === undefined ? [] : [[parameter.name, value] as const];
  });
  const { autoRenew = 0, count, ...inputs } = readInputs(acts.buy, text);
  const command = {
    do: 'buy' as const,
    product: connection.product,
    ...(given({
      buyer: newBuyer ?? text('buyer'),
      sku,
      period: periodTimes(how, text('times') ?? '1'),
      trial: how === 'trial' || undefined,
      parameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
      autoRenew: text('renewal') === undefined ? undefined : autoRenew,
      count: count === 1 ? undefined : count,
    }) as JsonObject),
    ...(inputs as JsonObject),
  };
  const isIndividual = newBuyer !== undefined && text('type') === 'individual';
  return { command, ...(isIndividual && { buyer: { do: 'buyer', buyer: newBuyer, type: 'individual' } }) };
}

/** Several periods in one order: `3` times `1m`. */
function periodTimes(how: string, times: string): string | undefined {
  const [, number, unit] = /^(\d+)([ymd])$/.exec(how) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return /^\d{1,3}$/.test(times) ? `${Number(number) * Number(times)}${unit}` : `${times}${unit}`;
}
