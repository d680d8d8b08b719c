import type { Life } from '../../../src/lifecycle/model.ts';
import { defaultSettings } from '../../../src/sandbox/market/commands.ts';
import type { Connection, Instance, Price, Settings } from '../../../src/sandbox/market/model.ts';
import type { CallFacts } from '../../../src/sandbox/market/requests.ts';

/** 2 March 2026, 10:00 in Beijing. */
export const t0 = Date.parse('2026-03-02T02:00:00Z');
/** A year later, at the end of the day in Beijing. */
export const inAYear = Date.parse('2027-03-02T15:59:59Z');

export const yearly: Price = {
  priceId: 'OFFI846204237451911168',
  skuCode: '0a4d1578-5295-46a7-92d4-7c803dccc51d',
  period: { type: 'year', number: 1 },
  amount: 100_000_000,
};

function connection(
  url: string,
  more: Partial<Omit<Connection, 'settings'>> = {},
  settings: Partial<Settings> = {},
): Connection {
  return {
    product: 'OFFI758576253042421760',
    seller: 'seller',
    url,
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit', 'license-code', 'online-license', 'order-notify'],
    encrypt: 256,
    supervised: false,
    contacts: false,
    parameters: [],
    without: [],
    prices: [],
    ...more,
    settings: { ...defaultSettings, ...settings },
  };
}

export function instanceOf(life: Life, more: Partial<Instance> = {}): Instance {
  return {
    key: 1,
    resource: '7b0a3ee2-5a38-4c3e-9f0c-0d6a3f1c2b11',
    product: 'OFFI758576253042421760',
    sku: yearly.skuCode,
    price: yearly,
    buyer: '68cbc86abc2018ab880d92f36422fa0e',
    instanceId: 'I1',
    license: 'PLABCDEFGH012345',
    life,
    parameters: [],
    payment: 'balance',
    paid: 100_000_000,
    ...more,
  };
}

export function factsOf(instance: Instance, more: Partial<CallFacts> = {}): CallFacts {
  return {
    connection: connection('http://127.0.0.1:9/saasproduce'),
    instance,
    buyer: {
      id: '68cbc86abc2018ab880d92f36422fa0e',
      name: '云商店测试客户',
      mobile: '15905222222',
      email: 'test@example.com',
    },
    price: yearly,
    productName: '商品,规格,基础版,包周期',
    amount: 100_000_000,
    period: { type: 'year', number: 1 },
    ...more,
  };
}
