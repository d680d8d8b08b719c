import type * as v from 'valibot';
import { otherSeller } from '../state/accounts.ts';
import type { assetSeed, costSeed, resoldSeed } from '../state/billing.ts';

/** The asset of the default data, with a package of two versions and an image. */
export const defaultAssetId = '0123456789abcdef0123456789abcdef';

export const defaultAssets: readonly v.InferInput<typeof assetSeed>[] = [
  {
    id: defaultAssetId,
    version: 'V1.0',
    name: 'demo-1.0.tar.gz',
    url: 'https://bucket.example.com/demo-1.0.tar.gz?AccessKeyId=demo&Expires=1893456000&Signature=opens%2Fnothing%3D',
  },
  {
    id: defaultAssetId,
    version: 'V1.1',
    name: 'demo-1.1.tar.gz',
    url: 'https://bucket.example.com/demo-1.1.tar.gz?AccessKeyId=demo&Expires=1893456000&Signature=opens%2Fnothing%3D',
  },
  { id: defaultAssetId, type: 'image', region: 'cn-north-4', name: 'demo-image' },
  { id: defaultAssetId, type: 'image', region: 'cn-east-3', name: 'demo-image' },
];

/** 1 yearly or monthly, 3 on demand. */
type ChargingMode = '1' | '3';

/**
 * Costs of the sandbox's seller: servers paid for a year in March, a database, storage, traffic with a credit, and a
 * discontinued cache. The other seller has one cost; the buyer's Cost Center is not enabled.
 */
export const defaultCosts: readonly v.InferInput<typeof costSeed>[] = [
  {
    id: 'koo-cost-servers',
    dimensions: cost('ec2', 'vm', 'koo-ecs-0001', 'cn-north-4', '1'),
    tags: { env: 'prod', team: 'office' },
    costUnits: { product: 'office' },
    from: '2024-03',
    every: 'year',
    payable: '14400.00',
    net: '13000.00',
    official: '18000.00',
  },
  {
    id: 'koo-cost-server-demand',
    dimensions: cost('ec2', 'vm', 'koo-ecs-0002', 'cn-east-3'),
    tags: { env: 'test', team: 'office' },
    costUnits: { product: 'office' },
    from: '2024-01',
    payable: '612.35',
    official: '680.39',
  },
  {
    id: 'koo-cost-database',
    dimensions: cost('rds', 'rds.vm', 'koo-rds-0001', 'cn-north-4'),
    tags: { env: 'prod', team: 'studio' },
    costUnits: { product: 'studio' },
    from: '2024-01',
    payable: '1280.10',
    net: '1180.07',
  },
  {
    id: 'koo-cost-storage',
    dimensions: cost('obs', 'obs', 'koo-obs-0001', 'cn-north-4'),
    tags: { env: 'prod' },
    from: '2024-01',
    payable: '0.3',
  },
  {
    id: 'koo-cost-traffic',
    dimensions: cost('vpc', 'bandwidth', 'koo-eip-0001', 'cn-north-4'),
    from: '2025-06',
    payable: '99.999',
    net: '0',
  },
  {
    id: 'koo-cost-cache',
    dimensions: cost('dcs', 'dcs3', 'koo-dcs-0001', 'cn-east-3'),
    tags: { env: 'test' },
    from: '2024-01',
    to: '2026-06',
    payable: '75.5',
  },
  {
    id: 'koo-cost-other',
    account: otherSeller.id,
    dimensions: cost('ec2', 'vm', 'koo-ecs-0099', 'cn-north-4'),
    from: '2024-01',
    payable: '1.00',
  },
];

function cost(service: string, type: string, resource: string, region: string, mode: ChargingMode = '3') {
  return {
    CLOUD_SERVICE_TYPE: `hws.service.type.${service}`,
    RESOURCE_TYPE: `hws.resource.type.${type}`,
    RESOURCE_ID: resource,
    REGION_CODE: region,
    CHARGING_MODE: mode,
    BILL_TYPE: '5',
    ENTERPRISE_PROJECT_ID: '0',
  };
}

type Resold = v.InferInput<typeof resoldSeed>;

function server(
  number: number,
  customer: number,
  resource: string,
  terms: Pick<Resold, 'from' | 'amount'> & Partial<Resold>,
): Resold {
  return {
    id: `koo-resold-${number}`,
    customer: `500d0b0c9${String(customer).padStart(23, '0')}`,
    service: 'hws.service.type.ec2',
    serviceName: 'Elastic Cloud Server',
    resourceType: 'hws.resource.type.vm',
    resourceTypeName: 'VM',
    resource,
    ...terms,
  };
}

/**
 * Consumption of the customers of the sandbox's seller, who is a partner: on demand, by the year and with a savings
 * plan; a refund, a customer of a reseller, one by referral, and a former customer. The other seller is not a partner.
 */
export const defaultResold: readonly Resold[] = [
  server(1, 1, 'vm-1', { from: '2024-01', amount: '1234.50', couponPercent: 10 }),
  server(2, 1, 'vm-2', { from: '2024-03', chargeMode: '1', amount: '9600.00' }),
  server(3, 2, 'vm-3', { from: '2024-01', amount: '0.10' }),
  server(4, 2, 'plan-1', { from: '2024-01', chargeMode: '11', amount: '300.00', debt: '0.55' }),
  server(5, 2, 'vm-4', { from: '2025-01', billType: '1', amount: '12.30' }),
  server(6, 3, 'vm-5', { from: '2024-01', amount: '77.70', reseller: 'koo-reseller-1' }),
  server(7, 4, 'vm-6', { from: '2024-01', amount: '50.00', association: 'referral' }),
  server(8, 5, 'vm-7', { from: '2024-01', to: '2026-08', amount: '8.88' }),
];
