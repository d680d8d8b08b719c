import type { Tone } from '../../console/model.ts';
import { stateOf } from '../../lifecycle/life.ts';
import { shellWord } from '../../text/shell-word.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Instance, Order } from '../market/model/model.ts';
import { instanceOf } from '../market/model/records.ts';
import { findBuyer } from '../market/orders/buyers.ts';
import type { Supervision } from '../market/rules/trading.ts';
import { describeDelivery } from '../market/views/delivery-listings.ts';
import { instanceName, stateWords } from '../market/views/listings.ts';
import type { Database } from '../state/database.ts';
import { productPath } from './products/product.ts';
import { rejections } from './requests/rejections.ts';
import { type Attention, type AttentionItem, countRows, maxItems } from './shared/attention-model.ts';
import type { SandboxState } from './shared/state.ts';

/** Lists what needs attention, the most urgent first. */
export function listAttention({ database, now }: SandboxState): readonly Attention[] {
  return [
    ...deliveries(database),
    orders(database),
    overdue(database),
    ...products(database),
    ...rejections(database, now().getTime()),
  ]
    .filter(({ count }) => count > 0)
    .sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

const failing = `market_deliveries d WHERE state = 'active' AND attempts > 0 AND EXISTS (
  SELECT 1 FROM market_attempts a WHERE a.delivery = d.id AND a.outcome ->> 'result' = 'failed')`;
const givenUp = "market_deliveries WHERE state = 'given-up'";

function deliveries(database: Database): readonly Attention[] {
  const listed = (from: string, commandOf: (id: number) => string) =>
    database
      .prepare(`SELECT id FROM ${from} ORDER BY id DESC LIMIT ?`)
      .all(maxItems)
      .flatMap(({ id }): AttentionItem[] => {
        const found = describeDelivery(database, Number(id));
        if (!found) return [];
        const { delivery, activity, nextAt, meaning, instance, product } = found;
        return [
          {
            what: both('{activity} for {name}: {meaning}', {
              activity,
              name: oneLine(instance ?? product),
              meaning: meaning ?? verbatim('–'),
            }),
            to: `/deliveries/${delivery}`,
            command: commandOf(delivery),
            ...(nextAt !== null && { until: { what: both('next attempt at'), at: Date.parse(nextAt) } }),
          },
        ];
      });
  return [
    {
      kind: both('given up'),
      tone: 'bad',
      count: countRows(database, givenUp),
      items: listed(givenUp, (id) => `koo sandbox resend ${id}`),
      to: '/deliveries?state=given-up',
    },
    {
      kind: both('failing'),
      tone: 'warn',
      count: countRows(database, failing),
      items: listed(failing, (id) => `koo sandbox deliveries ${id}`),
      to: '/deliveries?state=failing',
    },
  ];
}

function latestDocuments<T>(database: Database, from: string, order: string): readonly T[] {
  return database
    .prepare(`SELECT document FROM ${from} ORDER BY ${order} DESC LIMIT ?`)
    .all(maxItems)
    .map(({ document }) => JSON.parse(String(document)) as T);
}

function findDue(database: Database, types: readonly string[], subject: string): number | undefined {
  const row = database
    .prepare(
      `SELECT min(due) AS due FROM market_events
       WHERE subject = ? AND type IN (SELECT value FROM json_each(?))`,
    )
    .get(subject, JSON.stringify(types));
  return typeof row?.due === 'number' ? row.due : undefined;
}

function orders(database: Database): Attention {
  const from = "market_orders WHERE status = 'processing'";
  const rows = latestDocuments<Order>(database, from, 'number');
  return {
    kind: both('order in processing'),
    tone: 'warn',
    count: countRows(database, from),
    to: '/instances',
    items: rows.map(({ id, product, instances: [key] }) => {
      const awaits = key !== undefined && instanceOf(database, key).awaitsAcceptance === true;
      const name = shellWord(instanceName(database, key) ?? id);
      const due = findDue(database, ['order-deadline'], id);
      return {
        what: awaits
          ? both('{id} of {product} waits for the acceptance of the buyer', { id, product })
          : both('{id} of {product} is not delivered yet', { id, product }),
        to: key === undefined ? '/instances' : `/instances/${key}`,
        command: awaits ? `koo sandbox accept ${name}` : `koo sandbox instances ${name}`,
        ...(due !== undefined && { until: { what: both('it fails at'), at: due } }),
      };
    }),
  };
}

function overdue(database: Database): Attention {
  const from = `market_instances WHERE stage = 'live' AND (document ->> '$.life.overdue' IS NOT NULL
    OR json_array_length(document, '$.life.frozenFor') > 0)`;
  const rows = latestDocuments<Instance>(database, from, 'key');
  return {
    kind: both('grace period or frozen'),
    tone: 'warn',
    count: countRows(database, from),
    to: '/instances',
    items: rows.map((instance) => overdueItem(database, instance)),
  };
}

function overdueItem(database: Database, { key, life, buyer, product }: Instance): AttentionItem {
  const name = oneLine(instanceName(database, key) ?? String(key));
  const end = findDue(database, ['end-grace'], String(key));
  const release = findDue(database, ['end-retention'], String(key));
  const who = findBuyer(database, buyer)?.name ?? buyer;
  const facts = { name, product, state: stateWords[stateOf(life).name] };
  const isViolation = life.frozenFor.includes('violation');
  const isArrears = life.overdue === 'arrears';
  return {
    what: isArrears
      ? both('{name} of {product}: {state}, for arrears of {who}', { ...facts, who })
      : isViolation
        ? both('{name} of {product}: {state}, for a violation', facts)
        : both('{name} of {product}: {state}, since it has expired', facts),
    to: `/instances/${key}`,
    command: isArrears
      ? `koo sandbox buyer ${shellWord(who)} --top-up 100`
      : `koo sandbox ${isViolation ? 'unfreeze' : 'renew'} ${shellWord(name)}`,
    ...(end !== undefined
      ? { until: { what: both('frozen at'), at: end } }
      : release !== undefined && { until: { what: both('released at'), at: release } }),
  };
}

function products(database: Database): readonly Attention[] {
  const rows = database
    .prepare('SELECT product, document FROM market_supervision ORDER BY product')
    .all()
    .map(({ product, document }) => ({
      ...(JSON.parse(String(document)) as Supervision),
      product: String(product),
    }));
  const attention = (
    kind: Localized,
    tone: Tone,
    found: typeof rows,
    item: (row: (typeof rows)[number]) => Pick<AttentionItem, 'what' | 'command'>,
  ): Attention => ({
    kind,
    tone,
    count: found.length,
    to: '/products',
    items: found.slice(0, maxItems).map((row) => ({ to: productPath(row.product), ...item(row) })),
  });
  return [
    attention(
      both('delisted'),
      'bad',
      rows.filter(({ isDelisted }) => isDelisted),
      ({ product, failures: { count } = { count: 0 } }) => ({
        what: both('{product} is delisted: {count} of its orders have failed this month', { product, count }),
        command: 'koo sandbox deliveries --failed',
      }),
    ),
    attention(
      both('trading frozen'),
      'bad',
      rows.filter(({ isFrozen }) => isFrozen),
      ({ product }) => ({
        what: both('Trading of {product} is frozen until a probe passes', { product }),
        command: `koo sandbox probe ${shellWord(product)} --repaired`,
      }),
    ),
    attention(
      both('probe failed'),
      'warn',
      rows.filter(({ isFrozen, probed }) => !isFrozen && probed?.hasFailed),
      ({ product, probed: { before } = { before: 0 } }) => ({
        what: both('The last probe of {product} has failed: failing day {days} of 5', {
          product,
          days: before + 1,
        }),
        command: `koo sandbox probe ${shellWord(product)}`,
      }),
    ),
  ];
}
