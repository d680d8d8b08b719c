import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { paint } from '../../cli/output/colour.ts';
import { tableOrBlocks, terminalColumns } from '../../cli/output/table.ts';
import { KooError } from '../../errors/koo-error.ts';
import { listOf, textOf } from '../../openapi/model.ts';
import { type OrderResponse, queryOrder } from '../../openapi/orders.ts';
import { type JsonObject, objectOf, own } from '../../text/json.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t, verbatim } from '../../text/translate.ts';
import { width } from '../../text/width.ts';
import type { OrderOptions } from './flags.ts';
import { formatTime, requireLength } from './values.ts';

const orderTypes: Readonly<Record<string, Localized>> = {
  NEW: both('new purchase'),
  TRIAL: both('trial'),
  TRIAL_TO_FORMAL: both('trial converted to a purchase'),
  UNSUBSCRIBE: both('unsubscription'),
  RENEW: both('renewal'),
  CHANGE: both('change'),
};

const chargingModes: Readonly<Record<string, Localized>> = {
  ON_DEMAND: both('pay-per-use'),
  ONE_TIME: both('one-time'),
  PERIOD: both('period'),
  ON_DEMAND_PKG: both('pay-per-use package'),
};

/**
 * Renders an order: its kind, its buyer, and a row for each product of each order line. On a terminal too narrow for the
 * rows, it renders a block for each, so that ids are not cut.
 *
 * @param room available columns
 */
export function renderOrder(answer: JsonObject, room: number = terminalColumns()): string {
  const order = objectOf(answer.orderInfo);
  const type = textOf(order.orderType) ?? '';
  const kind = own(orderTypes, type);
  const title = `${textOf(order.orderId) ?? ''}  ${kind ? t('{type} ({kind})', { type, kind }) : type}`;
  const buyer = objectOf(order.buyerInfo);
  const names = [buyer.customerName, buyer.customerRealName, buyer.customerId].flatMap(
    (name) => textOf(name) ?? [],
  );
  const facts = [
    [t('Created'), `${formatTime(textOf(order.createTime))} UTC`],
    ...(names.length > 0 ? [[t('Buyer'), names.join(' · ')] as const] : []),
  ] as const;
  const longest = Math.max(...facts.map(([name]) => width(name)));
  const factLines = facts.map(([name, value]) =>
    terminalSafe(`${name}${' '.repeat(longest - width(name))}  ${value}`),
  );
  const rows = listOf(order.orderLine).flatMap((line) => lineRows(objectOf(line)));
  return [
    paint('bold', terminalSafe(title)),
    ...factLines,
    '',
    tableOrBlocks(
      [t('ORDER LINE'), t('CHARGING'), t('EXPIRES (UTC)'), t('PRODUCT'), t('SPECIFICATION'), t('QUANTITY')],
      rows,
      room,
    ),
  ].join('\n');
}

function lineRows(line: JsonObject): string[][] {
  const mode = textOf(line.chargingMode) ?? '';
  const period = periodText(textOf(line.periodNumber), textOf(line.periodType));
  const start = [
    textOf(line.orderLineId) ?? '',
    `${localize(own(chargingModes, mode) ?? verbatim(mode))}${period && ` ${period}`}`,
    formatTime(textOf(line.expireTime)),
  ];
  const products = listOf(line.productInfo).map(objectOf);
  return (products.length > 0 ? products : [{} as JsonObject]).map((product) => [
    ...start,
    textOf(product.productName) ?? textOf(product.productId) ?? '',
    textOf(product.skuCode) ?? '',
    textOf(product.linearValue) ?? '',
  ]);
}

/** `1 year`, `7 days`; empty for an order without a period. */
function periodText(number: string | undefined, unit: string | undefined): string {
  if (!number || number === '0' || !unit) return '';
  const count = Number(number);
  if (unit === 'year') return t('{count, plural, one {# year} other {# years}}', { count });
  if (unit === 'month') return t('{count, plural, one {# month} other {# months}}', { count });
  if (unit === 'day') return t('{count, plural, one {# day} other {# days}}', { count });
  return `${number} ${unit}`;
}

/** Queries an order on the session's site. */
export async function runOrderGet(
  orderId: string,
  options: OrderOptions,
  host: ApiHost,
): Promise<OrderResponse> {
  requireLength('ID', orderId, 64);
  if (options.line !== undefined) requireLength('--line', options.line, 64);
  return withApi(options, 'order', host, (api, { site }) =>
    queryOrder(api, { orderId, orderLineId: options.line }).catch((error: unknown) => {
      if (!(error instanceof KooError) || error.facts.resultCode !== illegalValue) throw error;
      throw error.with({
        hint:
          site.id === 'sandbox'
            ? both(
                'Check the order ID. `koo order get --mock` lists IDs that always work, and `koo sandbox seed` adds orders to the sandbox.',
              )
            : both(
                'Check the order ID, and that the order is for one of your products. `koo order get --mock` lists IDs that always work.',
              ),
      });
    }),
  );
}

/** The likely code for an unknown order. That is not documented, but a query has no values other than ids. */
const illegalValue = 'MKT.0100';
