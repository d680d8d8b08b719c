import type { Outcome } from '../../../src/callback/delivery/exchange.ts';
import type { Parameter } from '../../../src/callback/protocols/model.ts';
import type { LifeProtocol } from '../../../src/lifecycle/activities.ts';
import { begin, next } from '../../../src/lifecycle/life.ts';
import type { Kind, Life } from '../../../src/lifecycle/model.ts';
import type { Connection, ConnectionKeys, Instance, Price } from '../../../src/sandbox/market/model/model.ts';
import type { Settings } from '../../../src/sandbox/market/model/settings.ts';
import { defaultSettings } from '../../../src/sandbox/market/model/settings.ts';
import type { CallFacts } from '../../../src/sandbox/market/outbox/callback-values.ts';

/** A key of each class, all different. */
export const keys = {
  base: 'base-key-00000001',
  kit: 'kit-key-000000002',
  license: 'license-key-00003',
  notify: 'notify-key-000004',
} as const satisfies ConnectionKeys;

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

export function connection(
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

/** The protocols that deliver a kind of product. */
export function protocolsOf({ product }: Kind): readonly LifeProtocol[] {
  if (product === 'saas') return ['v1', 'v2', 'order-notify'];
  return [product, 'order-notify'];
}

export const kinds: readonly Kind[] = [
  { product: 'saas', charging: 'period' },
  { product: 'saas', charging: 'one-time' },
  { product: 'saas', charging: 'on-demand' },
  { product: 'saas', charging: 'package' },
  { product: 'online-license', charging: 'period' },
  { product: 'online-license', charging: 'one-time' },
  { product: 'license-code', charging: 'period' },
  { product: 'license-code', charging: 'one-time' },
];

export interface Answer {
  readonly status?: number;
  readonly type?: string | null;
  readonly headers?: readonly Parameter[];
  /** JSON, unless it is text. */
  readonly body?: unknown;
  readonly durationMs?: number;
  readonly truncated?: boolean;
}

/** A response as it arrives. */
export function answered({
  status = 200,
  type = 'application/json',
  headers = [],
  body = { resultCode: '000000', resultMsg: 'ok' },
  durationMs = 3,
  truncated = false,
}: Answer = {}): Outcome {
  return {
    answered: true,
    response: {
      status,
      headers: [...(type === null ? [] : [['Content-Type', type] as const]), ...headers],
      body: Buffer.from(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)),
      truncated,
      durationMs,
    },
  };
}

export const order = { id: 'CS2603021000AAAAA', line: 'CS2603021000AAAAA-000001' };
export const renewal = { id: 'CS2702201000BBBBB', line: 'CS2702201000BBBBB-000001' };
export const later = Date.parse('2028-03-02T15:59:59Z');

export function begun(kind: Kind, trial = false) {
  const expires = kind.charging === 'period' || kind.charging === 'package';
  const step = begin(kind, { order, trial, ...(expires && { expiresAt: inAYear }) }, t0);
  if (!step.ok) throw new Error(step.refusal);
  return step;
}

export function born(kind: Kind, trial = false): Life {
  const { life } = begun(kind, trial);
  if (life.stage === 'live') return life;
  const made = next(life, { type: 'created' }, t0);
  if (!made.ok) throw new Error(made.refusal);
  return made.life;
}
