import { describe, expect, test } from 'vitest';
import { begin } from '../../../../src/lifecycle/life.ts';
import { openLicenseEvent } from '../../../../src/sandbox/market/acts/license.ts';
import { licenseEvents } from '../../../../src/sandbox/market/life/licenses.ts';
import { applyLifeEvent } from '../../../../src/sandbox/market/life/life-events.ts';
import { type Context, createContext } from '../../../../src/sandbox/market/model/context.ts';
import type { Instance } from '../../../../src/sandbox/market/model/model.ts';
import { instanceOf, putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { buyerFor, putBuyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import { orderDocument } from '../../../../src/sandbox/market/orders/order-documents.ts';
import { publishInstance } from '../../../../src/sandbox/market/orders/published.ts';
import { sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import { api, post, send, start, temporaryFolder } from '../../harness.ts';
import { fakeEngine } from '../engine.ts';

/** 2026-03-02 10:00:00 in Beijing. */
const t0 = Date.UTC(2026, 2, 2, 2);
const day = 24 * 3600_000;
const buyer = 'd78cbac186b744899480f25bd022f468';
const order = { id: 'CS260302100000001', line: 'CS260302100000001-000001' };
const code = 'PLABCDEFGHIJKLMN';
const yearly = { type: 'year', number: 1 } as const;

function put(database: Database, instance: Instance): void {
  putInstance(database, instance);
  publishInstance(database, instance);
}

function sold(product: 'license-code' | 'online-license', more: Partial<Instance> = {}): Instance {
  const purchase = { order, expiresAt: Date.UTC(2027, 2, 2, 15, 59, 59) };
  const begun = begin({ product, charging: 'period' }, purchase, t0);
  if (!begun.ok) throw new Error(begun.refusal);
  return {
    key: 1,
    resource: 'r1',
    product: 'OFFI758576253042421764',
    sku: 's',
    price: { priceId: 'OFFI1', skuCode: 's', amount: 100_000_000, period: yearly },
    buyer,
    life: begun.life,
    period: yearly,
    anchorDay: 2,
    quantity: 2,
    parameters: [],
    payment: 'balance',
    paid: 100_000_000,
    ...more,
  };
}

async function market(instance: Instance) {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  putBuyer(database, buyerFor(database, buyer));
  put(database, instance);
  const document = orderDocument({
    id: order.id,
    type: 'NEW',
    createdAt: t0,
    buyer: { id: buyer, name: 'b', type: 'enterprise' },
    lines: [
      {
        id: order.line,
        charging: 'PERIOD',
        period: yearly,
        expiresAt: Date.UTC(2027, 2, 2, 15, 59, 59),
        priceId: 'OFFI1',
        skuCode: 's',
        productName: 'p',
        parameters: [],
        listAmount: 0,
        paidAmount: 0,
      },
    ],
  });
  database
    .prepare('INSERT INTO orders VALUES (?, ?, ?)')
    .run(order.id, sandboxSeller.id, JSON.stringify(document));
  const engine = fakeEngine();
  const sandbox = await start({ stateFolder, openMarket: engine.open, keepsTime: true });
  const ask = async (path: string, body: JsonObject = { license: code }) =>
    (await post(sandbox, `${api}/${path}`, body)).json;
  const setClock = (now: number) =>
    database.prepare("UPDATE market_clock SET mode = 'virtual', now = ?").run(now);
  setClock(t0);
  return { database, sandbox, ask, setClock, wakes: () => engine.wakes };
}

const contextAt = (database: Database, now: number): Context =>
  createContext({ database, now, seed: 1, random: (size) => Buffer.alloc(size), onEntry: () => undefined });

const activate = 'v1/license/activate';
const query = 'v1/license/heartbeat';

describe('a licence code that was sold', () => {
  test('has its period from the activation, which the order query tells', async () => {
    const { database, sandbox, ask, setClock, wakes } = await market(sold('license-code', { license: code }));
    expect((await ask(activate)).error_code).toBe('92020004');
    expect((await ask(query)).error_code).toBe('92020011');
    expect(instanceOf(database, 1).life.activated).toBeUndefined();
    applyLifeEvent(contextAt(database, t0), 1, { type: 'claim' });
    setClock(t0 + day);
    const { data } = await ask(activate);
    expect(JSON.parse((data as { license_code_info: string }).license_code_info)).toEqual({
      status: 'ALIVE',
      expire_time: '20270303155959',
      product_id: 'OFFI1',
      amount: 2,
      order_id: order.id,
    });
    expect(wakes()).toBe(1);
    const { life, anchorDay } = instanceOf(database, 1);
    expect([life.activated, life.terms, anchorDay]).toEqual([
      true,
      [{ order, expiresAt: Date.UTC(2027, 2, 3, 15, 59, 59) }],
      3,
    ]);
    const due = database.prepare("SELECT due FROM market_events WHERE type = 'expire'").all();
    expect(due).toEqual([{ due: Date.UTC(2027, 2, 3, 15, 59, 59) }]);
    const asked = await send(sandbox, `${api}/v1/order/query?orderId=${order.id}`);
    expect(asked.json.orderInfo).toMatchObject({ orderLine: [{ expireTime: '20270303155959' }] });
    expect((await ask(query)).data).toMatchObject({ status: 'ALIVE', activate_time: '20260303020000' });
    expect((await ask(activate)).error_code).toBe('92020003');
    database.close();
  });

  test('is alive through grace, expired from the freeze on, and released', async () => {
    const { database, ask, setClock } = await market(sold('license-code', { license: code }));
    applyLifeEvent(contextAt(database, t0), 1, { type: 'claim' });
    await ask(activate, { license: code, real_effect_time: '20260303020000' });
    const expiry = Date.UTC(2027, 2, 3, 15, 59, 59);
    const status = async () => ((await ask(query)).data as JsonObject).status;
    setClock(expiry + day);
    const seen = [];
    for (const type of ['expire', 'end-grace', 'end-retention'] as const) {
      applyLifeEvent(contextAt(database, expiry + day), 1, { type });
      seen.push(await status());
    }
    expect(seen).toEqual(['ALIVE', 'EXPIRED', 'RELEASED']);
    database.close();
  });

  test('a batch with a code that was not claimed activates none', async () => {
    const { database, ask } = await market(sold('license-code', { license: code }));
    put(database, sold('license-code', { key: 2, license: 'PLSECOND' }));
    applyLifeEvent(contextAt(database, t0), 1, { type: 'claim' });
    const { error_code } = await ask('v2/license/activate', { license_list: [code, 'PLSECOND'] });
    expect(error_code).toBe('92020004');
    expect(instanceOf(database, 1).life.activated).toBeUndefined();
    database.close();
  });
});

describe('an online licence', () => {
  const instance = sold('online-license', { instanceId: 'I1' });
  const upload = async (sandbox: { url: string }, event: string, characters: string) => {
    const form = new FormData();
    const request = JSON.stringify({ type: 'CHARACTERS', characters });
    form.set('isvUpdateFileReq', new Blob([request], { type: 'application/json' }));
    const encoded = new Response(form);
    const headers = [['Content-Type', encoded.headers.get('content-type') ?? '']] as const;
    const body = new Uint8Array(await encoded.arrayBuffer());
    return (await send(sandbox, `${api}/v1/market-event/${event}/file`, { headers, body })).json.error_code;
  };

  test('is visible to the buyer after the upload; a second upload replaces it', async () => {
    const { database, sandbox } = await market(instance);
    const event = openLicenseEvent(contextAt(database, t0), instance);
    expect(event).toMatch(/^[\da-f]{32}$/);
    expect(licenseEvents(database, 1)).toEqual([{ id: event, state: 'open' }]);
    expect(await upload(sandbox, event, 'FIRST')).toBe('CBC.0000');
    expect(openLicenseEvent(contextAt(database, t0), instance, event)).toBe(event);
    expect(await upload(sandbox, event, 'SECOND')).toBe('CBC.0000');
    expect(licenseEvents(database, 1)).toEqual([
      { id: event, state: 'delivered', type: 'CHARACTERS', characters: 'SECOND' },
    ]);
    const notes = database.prepare("SELECT instance FROM market_journal WHERE type = 'license'").all();
    expect(notes).toEqual([{ instance: 1 }, { instance: 1 }]);
    database.close();
  });

  test('there are as many as were ordered', async () => {
    const { database } = await market(instance);
    const context = contextAt(database, t0);
    const [first, second] = [openLicenseEvent(context, instance), openLicenseEvent(context, instance)];
    expect(licenseEvents(database, 1).map(({ id }) => id)).toEqual([first, second]);
    expect(() => openLicenseEvent(context, instance)).toThrow('The order is for 2 licences');
    expect(openLicenseEvent(context, instance, second)).toBe(second);
    expect(licenseEvents(database, 1)).toHaveLength(2);
    database.close();
  });

  test('an event of something else cannot be asked for again', async () => {
    const { database } = await market(instance);
    expect(() => openLicenseEvent(contextAt(database, t0), instance, 'EV1')).toThrow('no event EV1');
    database.close();
  });
});
