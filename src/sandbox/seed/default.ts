import { otherSeller } from '../accounts.ts';
import { defaultAttributes, defaultProducts } from './default-products.ts';
import { mockOrder } from './mock-orders.ts';
import { readSeed, type Seed, type SeedInput } from './seed.ts';

const other = otherSeller.id;

/** The id that Huawei's usage example uses, and eleven more that are good. */
const goodInstances = [
  '7f141bf1-aec8-4859-8323-fb3a8ad50721',
  ...Array.from({ length: 11 }, (_, index) => `koo-payg-${String(index + 1).padStart(4, '0')}`),
];

const licenseCode = (number: number) => `PLKOO${String(number).padStart(6, '0')}`;

/** What a new sandbox holds: things that work, and one of each kind that is refused. */
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
});

/** The data of a new sandbox, with what they leave out filled in. */
export function defaultSeed(): Seed {
  const read = readSeed(input());
  if (!('seed' in read)) throw new Error(`the default data is wrong at ${read.at}`);
  return read.seed;
}
