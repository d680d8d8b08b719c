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

function listText<T>(
  rows: readonly T[],
  empty: string,
  columns: readonly (readonly [title: string, cell: (row: T) => string])[],
): string {
  if (rows.length === 0) return empty;
  return table(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
}

export function instancesText(instances: readonly ListedInstance[]): string {
  return listText(instances, t('No instances. Buy a product with `koo sandbox buy`.'), [
    [t('INSTANCE'), (one) => one.instance ?? one.license ?? one.orderLine],
    [t('STATE'), stateText],
    [t('EXPIRES (BEIJING)'), (one) => dateOf(one.expiresAt)],
    [t('PRODUCT'), (one) => one.product],
    [t('BUYER'), (one) => one.buyer],
    [t('ORDER'), (one) => one.order],
  ]);
}

function stateText({ state, notTold: [delivery] }: ListedInstance): string {
  const word = localize(stateWords[state]);
  if (delivery === undefined) return word;
  return t('{state} (not told to your server: koo sandbox resend {delivery})', { state: word, delivery });
}

export function instanceText({ journal, ...facts }: InstanceDetails): string {
  const rows: readonly (readonly [string, string | null])[] = [
    [t('Instance'), facts.instance],
    [t('Licence code'), facts.license],
    [t('Resource'), facts.resource],
    [t('State'), [stateText(facts), ...facts.frozenFor].join(', ')],
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
  return listText(orders, t('No orders. Buy a product with `koo sandbox buy`.'), [
    [t('ORDER'), (one) => one.order],
    [t('TYPE'), (one) => one.type],
    [t('STATUS'), (one) => one.status],
    [t('AMOUNT (YUAN)'), (one) => one.amount],
    [t('CREATED (BEIJING)'), (one) => beijingTime(one.createdAt)],
    [t('PRODUCT'), (one) => one.product],
    [t('BUYER'), (one) => one.buyer],
    [t('INSTANCES'), (one) => one.instances.join(', ')],
  ]);
}

export function billsText(bills: readonly ListedBill[]): string {
  return listText(bills, t('No bills. Push usage of a pay-per-use instance with `koo usage push`.'), [
    [t('INSTANCE'), (one) => one.instance],
    [t('UNTIL (BEIJING)'), (one) => beijingTime(one.to)],
    [t('ITEM'), (one) => one.item],
    [t('USED'), (one) => one.usage],
    [t('FROM PACKAGES'), (one) => one.deducted],
    [t('OVERDRAWN'), (one) => one.overdrawn],
    [t('AMOUNT (YUAN)'), (one) => formatInCents(one.amount)],
    [t('LATE RECORDS'), (one) => String(one.late)],
  ]);
}

export function buyersText(buyers: readonly ListedBuyer[]): string {
  return listText(buyers, t('No buyers yet. The first purchase makes one.'), [
    [t('ACCOUNT NAME'), (one) => one.name],
    [t('ACCOUNT ID'), (one) => one.id],
    [t('TYPE'), (one) => one.type],
    [t('LEVEL'), (one) => one.level],
    [t('BALANCE'), (one) => formatInCents(one.balance)],
    [t('CREDIT LINE'), (one) => formatInCents(one.creditLine)],
    [t('COUPONS'), (one) => formatInCents(one.coupon)],
  ]);
}

export function deliveriesText(deliveries: readonly ListedDelivery[]): string {
  return listText(deliveries, t('No callbacks.'), [
    [t('NO.'), (one) => String(one.delivery)],
    [t('TIME (BEIJING)'), (one) => dateOf(one.startedAt)],
    [t('ACTIVITY'), (one) => one.activity],
    [t('INSTANCE'), (one) => one.instance ?? ''],
    [t('STATE'), (one) => localize(deliveryWords[one.state])],
    [t('ATTEMPTS'), (one) => String(one.attempts)],
    [t('NEXT ATTEMPT'), (one) => dateOf(one.nextAt)],
    [t('LAST RESPONSE'), (one) => (one.meaning ? localize(one.meaning) : '')],
  ]);
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
    [oneLine(meaning), ...problems.flatMap((problem) => problemLines(problem))].join('\n'),
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
