import { protocolOf } from '../../../../src/callback/protocols/index.ts';
import { validateValues } from '../../../../src/callback/protocols/validate.ts';
import { kitSettled } from '../../../../src/sandbox/market/kit/bind.ts';
import {
  type Context,
  createContext,
  type ServedLogin,
} from '../../../../src/sandbox/market/model/context.ts';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import type {
  Connection,
  Delivery,
  DeliveryState,
  Instance,
} from '../../../../src/sandbox/market/model/model.ts';
import { putConnection, putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { defaultSettings } from '../../../../src/sandbox/market/model/settings.ts';
import { marketTables } from '../../../../src/sandbox/market/model/tables.ts';
import { deliveryOf, settle } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openSqlite } from '../../../../src/sqlite/database.ts';
import type { JsonObject } from '../../../../src/text/json.ts';

const now = Date.parse('2026-03-02T02:00:00Z');

/** A state in which a buyer owns live instances of a joint product. */
export interface Kit {
  readonly database: Database;
  readonly context: Context;
  /** What was written into the journal since the last look. */
  entries(): readonly Entry[];
  /** Answers everything that is due in the order in which it is sent; the calls, shortened. */
  answer(result?: (delivery: Delivery) => DeliveryState): readonly string[];
  /** Values of a delivery. */
  values(id: number): JsonObject;
  /** Values of the last one. */
  last(): JsonObject;
}

export function openKit(protocol: 'v1' | 'v2', changes: Partial<Connection> = {}, login?: ServedLogin): Kit {
  const database = openSqlite(':memory:');
  database.exec(marketTables);
  const noted: Entry[] = [];
  const context = createContext({
    database,
    login,
    now,
    seed: 1,
    random: () => {
      throw new TypeError('nothing is left to chance');
    },
    onEntry: (entry) => noted.push(entry),
  });
  putConnection(database, { ...connection, protocols: [protocol, `${protocol}-kit`], ...changes }, {});
  putInstance(database, instance(1));
  const values = (id: number) => deliveryOf(database, id)?.values ?? {};
  return {
    database,
    context,
    entries: () => noted.splice(0),
    answer(result = () => 'succeeded') {
      const sent: string[] = [];
      for (let delivery = due(database); delivery; delivery = due(database)) {
        sent.push(shortened(delivery));
        const state = result(delivery);
        kitSettled(context, { ...delivery, state });
        settle(context, delivery, state);
      }
      return sent;
    },
    values,
    last: () => values(Number(database.prepare('SELECT max(id) AS n FROM market_deliveries').get()?.n)),
  };
}

function due(database: Database): Delivery | undefined {
  const row = database
    .prepare("SELECT id FROM market_deliveries WHERE state = 'active' ORDER BY id LIMIT 1")
    .get();
  return row && deliveryOf(database, Number(row.id));
}

/** `authSync 1 ×500`: activity, flag, number of users or departments; with the problems of its values. */
function shortened({ instance: key, protocol, activity, values }: Delivery): string {
  const { flag, userList, orgInfo, orgInfoList } = values;
  const list = userList ?? orgInfo ?? orgInfoList;
  const items = typeof list === 'string' ? JSON.parse(list) : list;
  const request = protocolOf(protocol).activities.find(({ name }) => name === activity)?.request ?? [];
  const sent = { ...values, clientSecret: 's', testFlag: 0, timeStamp: '20260302100000000' };
  const problems = validateValues(request, sent).map(({ message }) => message.en);
  return [
    ...(key === 1 ? [] : [`${key}:`]),
    activity,
    ...(flag === undefined ? [] : [flag]),
    ...(Array.isArray(items) ? [`×${items.length}`] : []),
    ...problems,
  ].join(' ');
}

export const connection: Connection = {
  product: 'p1',
  seller: 's1',
  url: 'http://127.0.0.1:1/saasproduce',
  protocols: [],
  encrypt: 256,
  rsaPublicKey: 'PEM',
  supervised: false,
  contacts: false,
  parameters: [],
  without: [],
  prices: [],
  settings: defaultSettings,
};

export function instance(key: number, changes: Partial<Instance> = {}): Instance {
  const id = `CS${key}`;
  return {
    key,
    resource: `r${key}`,
    product: 'p1',
    sku: 'sku',
    price: { priceId: 'OFFI1', skuCode: 'sku', charging: 'PERIOD', amount: 0 },
    buyer: 'b1',
    instanceId: `I${key}`,
    life: {
      kind: { product: 'saas', charging: 'period' },
      stage: 'live',
      trial: false,
      purchase: { id, line: `${id}-000001` },
      terms: [],
      frozenFor: [],
      claimed: false,
    },
    parameters: [],
    payment: 'balance',
    paid: 0,
    ...changes,
  } as Instance;
}
