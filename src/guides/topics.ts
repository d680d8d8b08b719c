import type { Localized } from '../text/localized.ts';
import { loadGuide } from './load.ts';

/** A guide in the list of `koo guide`. */
export interface GuideTopic {
  readonly topic: string;
  readonly title: Localized;
  readonly about: Localized;
  /** How many there are. */
  readonly steps: number;
}

/** All guides, in the order in which a merchant meets their subjects. */
const order = [
  'joining',
  'joint-operation',
  'publishing',
  'callback-server',
  'saas-v2',
  'saas-v1',
  'license',
  'app-credentials',
  'aksk',
  'access-keys',
  'oauth',
  'buyers',
  'product-config',
  'after-sales',
  'supervision',
  'refunds',
  'invoices',
  'performance',
  'store',
];

/** Lists the guides. In the bundle the finished list takes the place of this module. */
export async function listTopics(): Promise<readonly GuideTopic[]> {
  const guides = await Promise.all(order.map(loadGuide));
  return guides.map(({ topic, title, about, steps }) => ({ topic, title, about, steps: steps.length }));
}
