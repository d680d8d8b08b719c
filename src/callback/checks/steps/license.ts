import type { Localized } from '../../../text/localized.ts';
import { demoLicenseCode } from '../../merchant/model.ts';
import type { Probe, Step } from '../model.ts';

/**
 * Licence authorisation codes are issued by KooGallery; the merchant knows them from his own records alone.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
export const licenseCodeSteps: readonly Step[] = [
  {
    id: 'LIFE-RENEW',
    again: true,
    activity: 'refreshLicenseCode',
    title: { en: 'a licence code is renewed', zh: '授权码续费成功' },
    values: () => ({ scene: 'RENEWAL', orderId: 'MOCKMONTYRENEW', orderLineId: 'MOCKMONTYRENEW-000001' }),
    lacks: needsLicense,
  },
  {
    id: 'LIFE-UNRENEW',
    needs: 'LIFE-RENEW',
    activity: 'refreshLicenseCode',
    title: { en: 'the renewal of a licence code is taken back', zh: '授权码退续费成功' },
    values: () => ({
      scene: 'UNSUBSCRIBE_RENEWAL_PERIOD',
      orderId: 'MOCKMONTYUNSUBSCRIBE',
      orderLineId: 'MOCKMONTYUNSUBSCRIBE-000001',
    }),
    lacks: needsLicense,
  },
  {
    id: 'LIFE-FREEZE',
    activity: 'updateLicenseCodeStatus',
    title: { en: 'a licence code is frozen', zh: '冻结授权码成功' },
    values: () => ({ status: 'FREEZE' }),
    lacks: needsLicense,
  },
  {
    id: 'LIFE-UNFREEZE',
    needs: 'LIFE-FREEZE',
    activity: 'updateLicenseCodeStatus',
    title: { en: 'a licence code is unfrozen', zh: '解冻授权码成功' },
    values: () => ({ status: 'UNFREEZE' }),
    lacks: needsLicense,
  },
  {
    id: 'LIFE-RELEASE',
    again: true,
    activity: 'releaseLicenseCode',
    group: 'end',
    title: { en: 'a licence code is released', zh: '释放授权码成功' },
    lacks: needsLicense,
  },
];

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html */
export const orderNotifySteps: readonly Step[] = [
  {
    id: 'LIFE-NOTIFY',
    again: true,
    activity: 'orderNotify',
    title: { en: 'the notice of an order is taken', zh: '订单通知处理成功' },
  },
];

export function needsLicense(probe: Probe): Localized | undefined {
  const { set } = probe.options;
  const given = set.license ?? Object.entries(set).find(([name]) => name.endsWith('.license'))?.[1];
  if (given !== undefined) return undefined;
  return {
    en: `needs a licence code that your server knows: --set license=CODE (koo callback serve knows ${demoLicenseCode})`,
    zh: `需要一个您的服务器已知的授权码：--set license=CODE（koo callback serve 已知 ${demoLicenseCode}）`,
  };
}
