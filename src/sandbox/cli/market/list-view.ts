import { paint } from '../../../cli/output/colour.ts';
import { table } from '../../../cli/output/table.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { indentJson } from '../../../text/json-layout.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import { deliveryWords, type ListedDelivery } from '../../market/views/delivery-listings.ts';
import {
  type ListedBill,
  type ListedBuyer,
  type ListedInstance,
  type ListedOrder,
  stateWords,
} from '../../market/views/listings.ts';
import { createEntryText, problemLines } from './entry-view.ts';
import type { InstanceDetails, SignedAttempt, SignedDelivery } from './read.ts';

function dateOf(time: string | null): string {
  return time === null ? '' : beijingTime(time);
}

export function instancesText(instances: readonly ListedInstance[]): string {
  if (instances.length === 0) return t('No instances. Buy a product with `koo sandbox buy`.');
  const header = [t('INSTANCE'), t('STATE'), t('EXPIRES (BEIJING)'), t('PRODUCT'), t('BUYER'), t('ORDER')];
  return table(
    header,
    instances.map((one) => [
      one.instance ?? one.license ?? one.orderLine,
      localize(stateWords[one.state]),
      dateOf(one.expiresAt),
      one.product,
      one.buyer,
      one.order,
    ]),
  );
}

export function instanceText({ journal, ...facts }: InstanceDetails): string {
  const rows: readonly (readonly [string, string | null])[] = [
    [t('Instance'), facts.instance],
    [t('Licence code'), facts.license],
    [t('Resource'), facts.resource],
    [t('State'), [localize(stateWords[facts.state]), ...facts.frozenFor].join(', ')],
    [t('Expires'), facts.expiresAt && beijingTime(facts.expiresAt)],
    [t('Product'), `${facts.product} (${facts.sku})`],
    [t('Price'), facts.price],
    [t('Quantity'), facts.quantity === null ? null : String(facts.quantity)],
    [t('Buyer'), facts.buyer],
    [t('Order'), facts.orderLine],
  ];
  return [
    ...rows.flatMap(([name, value]) => (value === null ? [] : [`${paint('bold', name)}: ${oneLine(value)}`])),
    '',
    ...journal.map(createEntryText()).filter((text) => text !== undefined),
  ].join('\n');
}

export function ordersText(orders: readonly ListedOrder[]): string {
  if (orders.length === 0) return t('No orders. Buy a product with `koo sandbox buy`.');
  const header = [
    t('ORDER'),
    t('TYPE'),
    t('STATUS'),
    t('AMOUNT (YUAN)'),
    t('CREATED (BEIJING)'),
    t('PRODUCT'),
    t('BUYER'),
    t('INSTANCES'),
  ];
  return table(
    header,
    orders.map((one) => [
      one.order,
      one.type,
      one.status,
      one.amount,
      beijingTime(one.createdAt),
      one.product,
      one.buyer,
      one.instances.join(', '),
    ]),
  );
}

export function billsText(bills: readonly ListedBill[]): string {
  if (bills.length === 0) return t('No bills. Push usage of a pay-per-use instance with `koo usage push`.');
  const header = [
    t('INSTANCE'),
    t('UNTIL (BEIJING)'),
    t('ITEM'),
    t('USED'),
    t('FROM PACKAGES'),
    t('OVERDRAWN'),
    t('AMOUNT (YUAN)'),
    t('LATE RECORDS'),
  ];
  return table(
    header,
    bills.map((one) => [
      one.instance,
      beijingTime(one.to),
      one.item,
      one.usage,
      one.deducted,
      one.overdrawn,
      formatInCents(one.amount),
      String(one.late),
    ]),
  );
}

export function buyersText(buyers: readonly ListedBuyer[]): string {
  if (buyers.length === 0) return t('No buyers yet. The first purchase makes one.');
  const header = [
    t('ACCOUNT NAME'),
    t('ACCOUNT ID'),
    t('TYPE'),
    t('LEVEL'),
    t('BALANCE'),
    t('CREDIT LINE'),
    t('COUPONS'),
  ];
  return table(
    header,
    buyers.map(({ name, id, type, level, balance, creditLine, coupon }) => [
      name,
      id,
      type,
      level,
      formatInCents(balance),
      formatInCents(creditLine),
      formatInCents(coupon),
    ]),
  );
}

export function deliveriesText(deliveries: readonly ListedDelivery[]): string {
  if (deliveries.length === 0) return t('No callbacks.');
  const header = [
    t('NO.'),
    t('TIME (BEIJING)'),
    t('ACTIVITY'),
    t('INSTANCE'),
    t('STATE'),
    t('ATTEMPTS'),
    t('NEXT ATTEMPT'),
    t('LAST RESPONSE'),
  ];
  return table(
    header,
    deliveries.map((one) => [
      String(one.delivery),
      dateOf(one.startedAt),
      one.activity,
      one.instance ?? '',
      localize(deliveryWords[one.state]),
      String(one.attempts),
      dateOf(one.nextAt),
      one.meaning ? localize(one.meaning) : '',
    ]),
  );
}

export function deliveryText({ attemptList, ...facts }: SignedDelivery): string {
  const about = t('Delivery {delivery}: {activity} ({protocol}), {state}', {
    delivery: facts.delivery,
    activity: facts.activity,
    protocol: facts.protocol,
    state: localize(deliveryWords[facts.state]),
  });
  const next = facts.nextAt && t('Next attempt: {time}', { time: beijingTime(facts.nextAt) });
  return [paint('bold', about), ...attemptList.map(attemptBlock), ...(next ? [next] : [])].join('\n\n');
}

function attemptBlock({ attempt, at, outcome, signedText: text }: SignedAttempt): string {
  const title = paint('bold', t('Attempt {attempt}, {time}', { attempt, time: beijingTime(at) }));
  if (!outcome) return `${title}\n${t('Under way.')}`;
  const { request, response, status, meaning, problems, durationMs } = outcome;
  const answered =
    status === undefined
      ? t('No response')
      : t('HTTP {status} ({milliseconds} ms)', { status, milliseconds: Math.round(durationMs) });
  return [
    title,
    ...(request
      ? [messageLines('>', `${request.method} ${request.url}`, request.headers, request.body)]
      : [t('What was sent and answered is no longer kept.')]),
    ...(text === null ? [] : [`${t('Text to sign:')}\n  ${terminalSafe(text)}`]),
    messageLines('<', answered, response?.headers ?? [], response?.body),
    [oneLine(localize(meaning)), ...problems.flatMap((problem) => problemLines(problem))].join('\n'),
  ].join('\n');
}

/** Longest body that is shown, in characters; `--json` has all. */
const maxShown = 8192;

function messageLines(
  mark: string,
  first: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): string {
  const content = body === '' ? [] : ['', ...indentJson(body, maxShown).text.split('\n')];
  return [first, ...headers.map(([name, value]) => `${name}: ${value}`), ...content]
    .map((line) => `${mark} ${terminalSafe(line)}`.trimEnd())
    .join('\n');
}
