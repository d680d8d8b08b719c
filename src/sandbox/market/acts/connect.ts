import { usageError } from '../../../errors/koo-error.ts';
import { given } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { sql } from '../../state/database.ts';
import { baseProtocols, scheduleLife, settleArrears } from '../life/life-events.ts';
import type { Context } from '../model/context.ts';
import type { Connection } from '../model/model.ts';
import { connectionOf, overdueOf, putConnection } from '../model/records.ts';
import { defaultSettings } from '../model/settings.ts';
import { formatAmount, parseAmount } from '../money/amounts.ts';
import { parsePriceFlag, setPrices } from '../money/price-flag.ts';
import { type Buyer, buyerFor, putBuyer } from '../orders/buyers.ts';
import { productOf } from '../orders/catalogue.ts';
import { dropProduct } from '../outbox/delivery-queue.ts';
import { forgetProbes } from './probe.ts';

/**
 * Connects a product to the address of its merchant, replacing an earlier connection. Its keys are kept in the state,
 * which only its user can read.
 *
 * @throws KooError (usage) `UNKNOWN_PRODUCT`, `INVALID_PRICE`
 */
export function connect(context: Context, command: CommandOf<'connect'>): void {
  const { product: id, url, protocols, keys, rsaPublicKey, loginAddress, casCallback } = command;
  const { product, seller } = productOf(context.database, id);
  assertProtocols(protocols);
  const connection: Connection = {
    product: id,
    seller,
    url,
    protocols,
    encrypt: command.encrypt ?? 256,
    ...given({ rsaPublicKey, loginAddress, casCallback }),
    supervised: command.supervised ?? false,
    ...(command.unlisted && { unlisted: true }),
    contacts: command.contacts ?? false,
    parameters: command.parameters ?? [],
    without: command.without ?? [],
    prices: setPrices(product, (command.prices ?? []).map(parsePriceFlag)),
    settings: { ...defaultSettings, ...command.settings },
  };
  putConnection(context.database, connection, keys);
  context.note({
    type: 'connected',
    product: id,
    text: both('{product} is connected to {url} ({protocols})', { product: id, url, protocols }),
  });
}

/** An instance follows one base protocol; kit protocols require one. */
function assertProtocols(protocols: Connection['protocols']): void {
  const bases: readonly string[] = Object.values(baseProtocols).flat();
  const base = protocols.filter((id) => bases.includes(id));
  const isJoint = protocols.some((id) => id === 'v1-kit' || id === 'v2-kit');
  if (base.length > 1) {
    throw usageError(
      'PROTOCOL_CONFLICT',
      both('A product has one of the protocols {base}', { base }),
      both('Connect it with one of them, such as --protocol v2,v2-kit.'),
    );
  }
  if (isJoint && base.length === 0) {
    throw usageError(
      'PROTOCOL_CONFLICT',
      both('The interfaces of joint operation come with those that create instances'),
      both('Add the base interfaces: --protocol v2,v2-kit or --protocol v1,v1-kit.'),
    );
  }
}

/** Deletes the connection with its keys. Pending callbacks are dropped. */
export function disconnect(context: Context, { product }: CommandOf<'disconnect'>): void {
  connectionOf(context.database, product);
  sql(context.database)`DELETE FROM market_connections WHERE product = ${product}`.run();
  dropProduct(context, product);
  forgetProbes(context, product);
  context.note({
    type: 'disconnected',
    product,
    text: both('{product} is not connected any more; its keys are deleted', { product }),
  });
}

export function changeBuyer(context: Context, command: CommandOf<'buyer'>): void {
  const { database } = context;
  const known = buyerFor(database, command.buyer);
  const amount = (text: string | undefined, before: number) =>
    text === undefined ? before : (parseAmount(text) ?? before);
  const buyer = {
    ...known,
    type: command.type ?? known.type,
    level: command.level ?? known.level,
    balance: amount(command.balance, known.balance) + amount(command.topUp, 0),
    creditLine: amount(command.creditLine, known.creditLine),
    coupon: amount(command.coupon, known.coupon),
  };
  putBuyer(database, buyer);
  noteBuyer(context, buyer);
  if (buyer.level !== known.level)
    for (const one of overdueOf(database, buyer.id)) scheduleLife(context, one);
  settleArrears(context, buyer.id);
}

function noteBuyer(context: Context, { name, type, level, balance, creditLine, coupon }: Buyer): void {
  const facts = {
    name,
    level,
    balance: formatAmount(balance),
    creditLine: formatAmount(creditLine),
    coupon: formatAmount(coupon),
  };
  const text =
    type === 'enterprise'
      ? both(
          '{name}: enterprise, level {level}, balance {balance} yuan, credit line {creditLine} yuan, coupons {coupon} yuan',
          facts,
        )
      : both(
          '{name}: individual, level {level}, balance {balance} yuan, credit line {creditLine} yuan, coupons {coupon} yuan',
          facts,
        );
  context.note({ type: 'payment', text });
}
