import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { demoLicenseCode } from '../merchant/model.ts';
import type { Probe, Step } from './model.ts';

/**
 * KooGallery issues licence codes, so koo cannot invent one.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
export const licenseCodeSteps: readonly Step[] = [
  {
    id: 'LIFE-RENEW',
    repeatable: true,
    activity: 'refreshLicenseCode',
    title: both('A licence code is renewed'),
    values: () => ({ scene: 'RENEWAL', orderId: 'MOCKMONTYRENEW', orderLineId: 'MOCKMONTYRENEW-000001' }),
    missingInput: missingLicenseCode,
  },
  {
    id: 'LIFE-UNRENEW',
    needs: 'LIFE-RENEW',
    activity: 'refreshLicenseCode',
    title: both('The renewal of a licence code is cancelled'),
    values: () => ({
      scene: 'UNSUBSCRIBE_RENEWAL_PERIOD',
      orderId: 'MOCKMONTYUNSUBSCRIBE',
      orderLineId: 'MOCKMONTYUNSUBSCRIBE-000001',
    }),
    missingInput: missingLicenseCode,
  },
  {
    id: 'LIFE-FREEZE',
    activity: 'updateLicenseCodeStatus',
    title: both('A licence code is frozen'),
    values: () => ({ status: 'FREEZE' }),
    missingInput: missingLicenseCode,
  },
  {
    id: 'LIFE-UNFREEZE',
    needs: 'LIFE-FREEZE',
    activity: 'updateLicenseCodeStatus',
    title: both('A licence code is unfrozen'),
    values: () => ({ status: 'UNFREEZE' }),
    missingInput: missingLicenseCode,
  },
  {
    id: 'LIFE-RELEASE',
    repeatable: true,
    activity: 'releaseLicenseCode',
    group: 'end',
    title: both('A licence code is released'),
    missingInput: missingLicenseCode,
  },
];

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html */
export const orderNotifySteps: readonly Step[] = [
  {
    id: 'LIFE-NOTIFY',
    repeatable: true,
    activity: 'orderNotify',
    title: both('An order notification is accepted'),
  },
];

export function missingLicenseCode(probe: Probe): Localized | undefined {
  const { set } = probe.options;
  const given = set.license ?? Object.entries(set).find(([name]) => name.endsWith('.license'))?.[1];
  if (given !== undefined) return undefined;
  return both(
    'requires a licence code that your server knows: --set license=CODE (koo callback serve knows {demoLicenseCode})',
    { demoLicenseCode },
  );
}
