import type { SpecifiedUser } from '../../seller/contract.ts';
import { both } from '../../text/translate.ts';
import { otherSeller } from '../state/accounts.ts';
import { defaultAssets, defaultCosts, defaultResold } from './default-billing.ts';
import { mockOrder } from './mock-orders.ts';
import { readSeed, type Seed, type SeedInput } from './seed.ts';

const other = otherSeller.id;

/** The id in Huawei's usage example, and eleven more valid ones. */
const goodInstances = [
  '7f141bf1-aec8-4859-8323-fb3a8ad50721',
  ...Array.from({ length: 11 }, (_, index) => `koo-payg-${String(index + 1).padStart(4, '0')}`),
];

const licenseCode = (number: number) => `PLKOO${String(number).padStart(6, '0')}`;

/** The data of a new sandbox: valid entries, and one for each kind of rejection. */
const input = (): SeedInput => ({
  instances: [
    ...goodInstances.map((id) => ({ id })),
    { id: 'koo-payg-package', needsPackage: true },
    { id: 'koo-package-0001', chargingMode: 'ON_DEMAND_PKG' },
    { id: 'koo-payg-delisted', delisted: true },
    { id: 'koo-payg-other-seller', seller: other },
    { id: 'koo-period-0001', chargingMode: 'PERIOD' },
    { id: 'koo-payg-frozen', status: 'frozen' },
  ],
  licenses: [
    { code: 'PLXXXXXX' },
    ...Array.from({ length: 20 }, (_, index) => ({ code: licenseCode(index + 1) })),
    { code: 'PLKOOALIVE', status: 'ALIVE', activateTime: '20250102030405' },
    {
      code: 'PLKOOEXPIRED',
      status: 'EXPIRED',
      activateTime: '20240102030405',
      orderTime: '20240101000000',
      expireTime: '20250101155959',
    },
    { code: 'PLKOORELEASED', status: 'RELEASED', activateTime: '20250102030405' },
    { code: 'PLKOONOTRECEIVED', received: false },
    { code: 'PLKOOOTHERSELLER', seller: other },
  ],
  events: [
    { id: 'EV1' },
    ...Array.from({ length: 9 }, (_, index) => ({ id: `koo-event-000${index + 1}` })),
    { id: 'koo-event-denied', state: 'denied' },
    { id: 'koo-event-exhausted', state: 'exhausted' },
    { id: 'koo-event-other-seller', seller: other },
  ],
  orders: [
    { orderInfo: { ...mockOrder('MOCKPERIODYEARNEW', 'CS2207261447AUY4H'), createTime: '20220726064736' } },
    { orderInfo: mockOrder('MOCKONDEMAND', 'CS2512010900KOO01') },
    { seller: other, orderInfo: mockOrder('MOCKPERIODYEARNEW', 'CS2512010900OTHER') },
  ],
  products: [...defaultProducts],
  attributes: [...defaultAttributes],
  assets: [...defaultAssets],
  costs: [...defaultCosts],
  resold: [...defaultResold],
});

export function defaultSeed(): Seed {
  return readSeed(input());
}

type ProductInput = NonNullable<SeedInput['products']>[number];
type SkuInput = ProductInput['skus'][number];

const productId = (number: number) => `OFFI7585762530424217${number}`;
const skuCode = (number: number) => `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;

function sku(
  number: number,
  name: string,
  mode: SkuInput['charging_modes'][number],
  more: Partial<SkuInput> = {},
): SkuInput {
  return { sku_code: skuCode(number), name, charging_modes: [mode], ...more };
}

const seats = { quantity_attribute: 'seats' } as const;

/** Stock of 999 each, Huawei's default, with the number of items sold. */
function stock(sold: Readonly<Record<number, number>>): ProductInput['stock'] {
  return Object.fromEntries(
    Object.entries(sold).map(([number, count]) => [skuCode(Number(number)), { available: 999, sold: count }]),
  );
}

const buyers: readonly SpecifiedUser[] = [
  { account_name: 'hw12345678', account_id: 'd78cbac186b744899480f25bd022f468' },
  { account_name: 'hid_koo_buyer_1', account_id: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
  { account_name: 'koo-buyer-2', account_id: '5f2d7c3b9a1e4d60b8c7f6e5d4c3b2a1' },
];

/** Products of every kind of sale, and one of another seller. */
export const defaultProducts: readonly ProductInput[] = [
  {
    product_id: productId(60),
    name: both('Cloud Office'),
    delivery: 'saas',
    skus: [
      sku(1, 'Standard', 'PERIOD', seats),
      sku(2, 'Professional', 'PERIOD', seats),
      sku(3, 'Trial', 'PERIOD', { trial: 'published' }),
    ],
    stock: stock({ 1: 120, 2: 31, 3: 0 }),
    trial: { [skuCode(3)]: { days: 15, open_to: 'all' } },
  },
  {
    product_id: productId(61),
    name: both('Data Migration Tool'),
    delivery: 'saas',
    skus: [sku(4, 'One-time', 'ONE_TIME')],
    stock: stock({ 4: 8 }),
  },
  {
    product_id: productId(62),
    name: both('Speech API'),
    delivery: 'saas',
    skus: [sku(5, 'Pay-per-use', 'ON_DEMAND')],
    stock: stock({ 5: 40 }),
  },
  {
    product_id: productId(63),
    name: both('Speech API package'),
    delivery: 'saas',
    skus: [sku(6, '100 hours', 'ON_DEMAND_PKG')],
    stock: stock({ 6: 17 }),
  },
  {
    product_id: productId(64),
    name: both('Design Studio licence'),
    delivery: 'license',
    skus: [sku(7, 'Perpetual', 'ONE_TIME')],
    audience: { type: 'specified' },
    credit: { credit_line: 'specified' },
    stock: stock({ 7: 3 }),
    users: [
      { list: 'audience', users: [...buyers] },
      { list: 'credit_line', users: buyers.slice(0, 1) },
    ],
  },
  {
    product_id: productId(65),
    name: both('Project Board'),
    delivery: 'saas',
    skus: [
      sku(8, 'Team', 'PERIOD', seats),
      sku(9, 'Business', 'PERIOD', seats),
      sku(10, 'Enterprise', 'PERIOD', seats),
      sku(11, 'Unlimited', 'PERIOD'),
      sku(12, 'Trial', 'PERIOD', { trial: 'draft' }),
    ],
    audience: { type: 'enterprise' },
    stock: stock({ 8: 64, 9: 12, 10: 5, 11: 1, 12: 0 }),
    purchase_limits: { [skuCode(8)]: { once_per_customer: true, again_after_expiry: true } },
  },
  {
    product_id: productId(66),
    name: both('Fax Gateway'),
    delivery: 'saas',
    status: 'off_sale',
    skus: [sku(13, 'Standard', 'PERIOD')],
    stock: stock({ 13: 77 }),
  },
  {
    product_id: productId(99),
    seller: otherSeller.id,
    name: both("Another seller's product"),
    delivery: 'saas',
    skus: [sku(99, 'Standard', 'PERIOD')],
    stock: stock({ 99: 2 }),
  },
];

const defaultAttributes: NonNullable<SeedInput['attributes']> = [
  { code: 'seats', type: 'quantity', name: both('Seats'), min: 1, max: 500, step: 1 },
  {
    code: 'edition',
    type: 'enumeration',
    name: both('Edition'),
    values: ['standard', 'professional', 'enterprise'],
  },
];
