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
const [prepaid, onDemand] = ['1', '3'];

/**
 * Costs of the sandbox's seller: servers paid for a year in March, a database, storage, traffic with a credit, and a
 * discontinued cache. The other seller has one cost; the buyer's Cost Center is not enabled.
 */
export const defaultCosts: readonly v.InferInput<typeof costSeed>[] = [
  {
    id: 'koo-cost-servers',
    dimensions: cost('hws.service.type.ec2', 'hws.resource.type.vm', 'koo-ecs-0001', 'cn-north-4', prepaid),
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
    dimensions: cost('hws.service.type.ec2', 'hws.resource.type.vm', 'koo-ecs-0002', 'cn-east-3', onDemand),
    tags: { env: 'test', team: 'office' },
    costUnits: { product: 'office' },
    from: '2024-01',
    payable: '612.35',
    official: '680.39',
  },
  {
    id: 'koo-cost-database',
    dimensions: cost(
      'hws.service.type.rds',
      'hws.resource.type.rds.vm',
      'koo-rds-0001',
      'cn-north-4',
      onDemand,
    ),
    tags: { env: 'prod', team: 'studio' },
    costUnits: { product: 'studio' },
    from: '2024-01',
    payable: '1280.10',
    net: '1180.07',
  },
  {
    id: 'koo-cost-storage',
    dimensions: cost('hws.service.type.obs', 'hws.resource.type.obs', 'koo-obs-0001', 'cn-north-4', onDemand),
    tags: { env: 'prod' },
    from: '2024-01',
    payable: '0.3',
  },
  {
    id: 'koo-cost-traffic',
    dimensions: cost(
      'hws.service.type.vpc',
      'hws.resource.type.bandwidth',
      'koo-eip-0001',
      'cn-north-4',
      onDemand,
    ),
    from: '2025-06',
    payable: '99.999',
    net: '0',
  },
  {
    id: 'koo-cost-cache',
    dimensions: cost('hws.service.type.dcs', 'hws.resource.type.dcs3', 'koo-dcs-0001', 'cn-east-3', onDemand),
    tags: { env: 'test' },
    from: '2024-01',
    to: '2026-06',
    payable: '75.5',
  },
  {
    id: 'koo-cost-other',
    account: otherSeller.id,
    dimensions: cost('hws.service.type.ec2', 'hws.resource.type.vm', 'koo-ecs-0099', 'cn-north-4', onDemand),
    from: '2024-01',
    payable: '1.00',
  },
];

function cost(service: string, type: string, resource: string, region: string, charging: string | undefined) {
  return {
    CLOUD_SERVICE_TYPE: service,
    RESOURCE_TYPE: type,
    RESOURCE_ID: resource,
    REGION_CODE: region,
    CHARGING_MODE: charging ?? '',
    BILL_TYPE: '5',
    ENTERPRISE_PROJECT_ID: '0',
  };
}

const customer = (number: number) => `500d0b0c9${String(number).padStart(23, '0')}`;
const server = {
  service: 'hws.service.type.ec2',
  serviceName: 'Elastic Cloud Server',
  resourceType: 'hws.resource.type.vm',
  resourceTypeName: 'VM',
};

/**
 * Consumption of the customers of the sandbox's seller, who is a partner: on demand, by the year and with a savings
 * plan; a refund, a customer of a reseller, one by referral, and a former customer. The other seller is not a partner.
 */
export const defaultResold: readonly v.InferInput<typeof resoldSeed>[] = [
  {
    id: 'koo-resold-1',
    customer: customer(1),
    ...server,
    resource: 'vm-1',
    from: '2024-01',
    amount: '1234.50',
    couponPercent: 10,
  },
  {
    id: 'koo-resold-2',
    customer: customer(1),
    ...server,
    resource: 'vm-2',
    from: '2024-03',
    chargeMode: '1',
    amount: '9600.00',
  },
  { id: 'koo-resold-3', customer: customer(2), ...server, resource: 'vm-3', from: '2024-01', amount: '0.10' },
  {
    id: 'koo-resold-4',
    customer: customer(2),
    ...server,
    resource: 'plan-1',
    from: '2024-01',
    chargeMode: '11',
    amount: '300.00',
    debt: '0.55',
  },
  {
    id: 'koo-resold-5',
    customer: customer(2),
    ...server,
    resource: 'vm-4',
    from: '2025-01',
    billType: '1',
    amount: '12.30',
  },
  {
    id: 'koo-resold-6',
    customer: customer(3),
    reseller: 'koo-reseller-1',
    ...server,
    resource: 'vm-5',
    from: '2024-01',
    amount: '77.70',
  },
  {
    id: 'koo-resold-7',
    customer: customer(4),
    association: 'referral',
    ...server,
    resource: 'vm-6',
    from: '2024-01',
    amount: '50.00',
  },
  {
    id: 'koo-resold-8',
    customer: customer(5),
    ...server,
    resource: 'vm-7',
    from: '2024-01',
    to: '2026-08',
    amount: '8.88',
  },
];
