import type { Activity, Field, Protocol } from './model.ts';
import { accessGuide, guidePage } from './rules.ts';

type More = Omit<Partial<Field>, 'name' | 'required' | 'note'>;

/** A mandatory field (M in Huawei's tables); text unless said otherwise. */
export function must(name: string, en: string, zh: string, more: More = {}): Field {
  return { name, required: true, type: 'string', note: { en, zh }, ...more };
}

/** An optional field (O in Huawei's tables); text unless said otherwise. */
export function may(name: string, en: string, zh: string, more: More = {}): Field {
  return { ...must(name, en, zh, more), required: false };
}

/** The fields of a reply: result code and message, then its own. */
export function reply(...own: readonly Field[]): readonly Field[] {
  return [
    must('resultCode', 'Result code; 000000 is success', '调用结果码，000000 表示成功', {
      maxLength: 6,
      format: 'result-code',
    }),
    may(
      'resultMsg',
      'Result message; optional by the tables, but the console cannot read a reply without it',
      '调用结果描述；表格中为可选，但缺少时控制台无法解析响应体',
      { maxLength: 255 },
    ),
    ...own,
  ];
}

/** An activity, as its family declares it; without a `reply` it answers result code and message alone. */
export type DeclaredActivity = Omit<Activity, 'protocol' | 'reply'> & Partial<Pick<Activity, 'reply'>>;

/** A family; its activities get its id. */
export function declareProtocol(
  family: Omit<Protocol, 'activities'> & { readonly activities: readonly DeclaredActivity[] },
): Protocol {
  const activities = family.activities.map(
    ({ name, title, source, path, request, reply: answer = reply(), ...rest }): Activity => ({
      name,
      protocol: family.id,
      title,
      source,
      ...(path !== undefined && { path }),
      request,
      reply: answer,
      ...rest,
    }),
  );
  return { ...family, activities };
}

/** `instanceId` of a call about an instance; its value comes from the reply to newInstance. */
export const instanceId = must(
  'instanceId',
  'Instance id, as newInstance returned it',
  '新购时商家返回的实例 ID',
  {
    maxLength: 64,
    sample: ({ id }) => id(),
  },
);

/** `instanceId` in a reply. */
export const ownInstanceId = must('instanceId', 'Instance id, unique to the order', '实例 ID，须全局唯一', {
  maxLength: 64,
});

/** `businessId`, a UUID in Huawei's examples. */
export const businessId = must(
  'businessId',
  'KooGallery business id, another in each request',
  '云商店业务 ID，每次请求都不同',
  { maxLength: 64, sample: ({ id }) => id().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') },
);

/** `testFlag` of the base interfaces. */
export const testFlag = may(
  'testFlag',
  '1 is debugging; left out in real calls (older pages: 0)',
  '1 为调测数据；真实调用不传（旧版文档为 0）',
  { maxLength: 2, values: ['0', '1'], sample: '1' },
);

/** A list of instance ids in one parameter. */
export function instanceIdList(maxLength: number): Field {
  return must(
    'instanceId',
    'Instance ids, separated by commas, at most 100 (the documented length is too short for that; koo limits each id)',
    '实例 ID，多个以英文逗号分隔，最多 100 个（文档给出的长度放不下 100 个，koo 按单个 ID 校验长度）',
    { maxLength, format: 'id-list', sample: ({ id }) => id() },
  );
}

/** Where the buyer finds the application; `encrypted` in V1. */
function appInfoFields(encrypted: boolean): readonly Field[] {
  const secret = encrypted ? ({ encrypted: true, maxLength: 128 } as const) : { maxLength: 128 };
  const en = encrypted ? ', encrypted; the length is that of the ciphertext with its IV' : ', in plain text';
  const zh = encrypted ? '，须加密；长度按含 IV 的密文计算' : '，明文';
  return [
    must('frontEndUrl', 'Address of the application', '前台地址', { maxLength: 512, format: 'url' }),
    may('adminUrl', 'Address of its administration', '管理地址', { maxLength: 512, format: 'url' }),
    may('userName', `First administrator${en}`, `管理员账号${zh}`, secret),
    may('password', `First password${en}`, `管理员初始密码${zh}`, secret),
    may('memo', 'Remarks; Chinese as \\uXXXX', '备注；中文须转换为 \\uXXXX 形式', { maxLength: 1024 }),
  ];
}

/** The reply to queryInstance. */
export function instanceInfo(encrypted: boolean): Field {
  // V1 publishes less of this table than V2.
  const [en, zh] = encrypted ? [' (length not published)', '（长度未公开）'] : ['', ''];
  return may('info', 'The instances asked for', '实例信息列表', {
    type: 'list',
    fields: [
      ownInstanceId,
      may('appInfo', 'Where the buyer finds the application', '应用信息', {
        type: 'object',
        fields: appInfoFields(encrypted),
      }),
      may('usageInfo', 'Use of pay-per-use instances', '按需实例的使用信息', {
        type: 'list',
        fields: [
          may(
            'relatedInstanceId',
            'For packages: the pay-per-use instance they belong to',
            '套餐包关联的按需实例 ID',
            { maxLength: 64 },
          ),
          must('usageValue', `Amount used${en}`, `使用量${zh}`, { type: 'decimal' }),
          must(
            'statisticalTime',
            'Time of the count, yyyyMMddHHmmssSSS (that it is UTC is inferred)',
            '统计时间，格式 yyyyMMddHHmmssSSS（UTC 时间为推断）',
            { format: 'utc-millis' },
          ),
          may('dashboardUrl', `Page that shows the use${en}`, `使用量看板地址${zh}`, {
            maxLength: 512,
            format: 'url',
          }),
        ],
      }),
    ],
  });
}

/** The application of a new V1 instance. */
export const appInfo = may(
  'appInfo',
  'Where the buyer finds the application; the console requires frontEndUrl in the reply to newInstance',
  '应用信息；新购响应缺少 frontEndUrl 时控制台调测失败',
  {
    type: 'object',
    source: guidePage('productsdesc-bms_00a3aa731426282cf27f272f51cd2a90support0'),
    fields: appInfoFields(true),
  },
);

/** Which AES the reply's encrypted fields are made with. */
export const encryptType = may(
  'encryptType',
  '1: AES256_CBC_PKCS5Padding (default), 2: AES128_CBC_PKCS5Padding',
  '1：AES256_CBC_PKCS5Padding（默认），2：AES128_CBC_PKCS5Padding',
  { maxLength: 3, values: ['1', '2'], source: accessGuide('zh-cn_topic_0272346898') },
);
