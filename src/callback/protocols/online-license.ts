import { instanceId, may, must, reply, testFlag } from './fields.ts';
import type { Activity, Protocol } from './model.ts';
import { commonCodes, instanceCodes, need, retried } from './rules.ts';
import { accessGuide } from './sources.ts';
import { daysAfter, utcText } from './time.ts';
import { scene } from './v2.fields.ts';
import { newInstance, refreshInstance, releaseInstance, updateInstanceStatus } from './v2.ts';
import { v2Base } from './wire-v2.ts';

const protocol = 'online-license';

const activities: readonly Activity[] = [
  // 000101 to 000107 are not in this family's table.
  { ...newInstance, protocol, resultCodes: [...commonCodes, '000100'] },
  {
    name: 'getLicenseAsync',
    protocol,
    title: { en: 'Apply for a licence', zh: '异步申请 License' },
    source: accessGuide('zh-cn_topic_0070649255'),
    request: [
      instanceId,
      must(
        'effectiveTime',
        'When the licence begins, UTC (form known from the example alone)',
        'License 生效时间，UTC 时间（格式仅见于文档示例）',
        { maxLength: 32, format: 'utc-text', sample: ({ now }) => utcText(now) },
      ),
      may(
        'expireTime',
        'When the licence ends, UTC; mandatory for periods',
        'License 失效时间，UTC 时间，包周期类型必传',
        {
          maxLength: 32,
          format: 'utc-text',
          sample: ({ now, sale }) => (sale === 'period' ? utcText(daysAfter(now, 365)) : null),
        },
      ),
      must('eventId', 'Number of the application at KooGallery', '云商店业务流水号', {
        maxLength: 64,
        sample: ({ id }) => id(),
      }),
      may('deviceFingerprint', 'Fingerprint or hardware code of the device', '设备指纹或硬件识别编码', {
        maxLength: 1024,
        sample: '8f14e45fceea167a5a36dedd4bea2543',
      }),
      testFlag,
    ],
    reply: reply(),
    need: need('required'),
    idempotency: {
      en: 'eventId and deviceFingerprint: the same application gets the same licence',
      zh: 'eventId 和 deviceFingerprint：同一次申请须返回相同的 License',
    },
    retry: retried.v2Unknown,
    resultCodes: [...instanceCodes, '000900', '000901', '000902', '000903'],
  },
  {
    ...refreshInstance,
    protocol,
    request: refreshInstance.request.map((field) =>
      field.name === 'scene' ? scene(['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD']) : field,
    ),
  },
  { ...updateInstanceStatus, protocol },
  { ...releaseInstance, protocol },
];

/**
 * Licences that are opened online: the V2 base protocol and one interface of their own. The licence itself is
 * uploaded later, with an open API.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html
 */
export const onlineLicense: Protocol = {
  ...v2Base(),
  id: protocol,
  code: 'OL',
  title: { en: 'Licences opened online', zh: '在线开通 License' },
  source: accessGuide('zh-cn_topic_0070649282'),
  keyClass: 'base',
  activities,
};
