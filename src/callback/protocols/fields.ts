import { both, type Localized } from '../../text/translate.ts';
import type { Activity, Field, Protocol } from './model.ts';
import { accessGuide, guidePage } from './rules.ts';

type FieldOptions = Omit<Partial<Field>, 'name' | 'required' | 'note'>;

/** A mandatory field (M in Huawei's tables); a string by default. */
export function requiredField(name: string, note: Localized, more: FieldOptions = {}): Field {
  return { name, required: true, type: 'string', note, ...more };
}

/** An optional field (O in Huawei's tables); a string by default. */
export function optionalField(name: string, note: Localized, more: FieldOptions = {}): Field {
  return { ...requiredField(name, note, more), required: false };
}

/** The fields of a response: result code and message, followed by `own`. */
export function reply(...own: readonly Field[]): readonly Field[] {
  return [
    requiredField('resultCode', both('Result code; 000000 means success'), {
      maxLength: 6,
      format: 'result-code',
    }),
    optionalField(
      'resultMsg',
      both('Result message; documented as optional, but the console cannot parse a response without it'),
      { maxLength: 255 },
    ),
    ...own,
  ];
}

/** The definition of an activity; without `reply`, the response has only result code and message. */
export type ActivityDefinition = Omit<Activity, 'protocol' | 'reply'> & Partial<Pick<Activity, 'reply'>>;

/** Defines a protocol and adds its ID to its activities. */
export function defineProtocol(
  family: Omit<Protocol, 'activities'> & { readonly activities: readonly ActivityDefinition[] },
): Protocol {
  const activities = family.activities.map(
    // The order of the keys is that of the output of `koo callback activities`.
    ({ name, title, source, path, request, reply: fields = reply(), ...rest }): Activity => {
      const sent = { ...(path !== undefined && { path }), request, reply: fields };
      return { name, protocol: family.id, title, source, ...sent, ...rest };
    },
  );
  return { ...family, activities };
}

/** `instanceId` of a request, as returned by newInstance. */
export const instanceId = requiredField('instanceId', both('Instance ID returned by newInstance'), {
  maxLength: 64,
  sample: ({ id }) => id(),
});

export const ownInstanceId = requiredField(
  'instanceId',
  both('Instance ID; unique for each instance, and the same when the call is repeated'),
  { maxLength: 64 },
);

export const businessId = requiredField(
  'businessId',
  both('KooGallery business ID, different in each request'),
  { maxLength: 64, sample: ({ id }) => id().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') },
);

/** `testFlag` of the base interfaces. */
export const testFlag = optionalField(
  'testFlag',
  both('1 for debugging; not sent in real requests (older pages: 0)'),
  { maxLength: 2, values: ['0', '1'], sample: '1' },
);

/** A comma-separated list of instance IDs. */
export function instanceIdList(maxLength: number): Field {
  return requiredField(
    'instanceId',
    both(
      'Instance IDs, comma-separated, at most 100. The documented length is too short for 100 IDs, so koo limits the length of each ID',
    ),
    { maxLength, maxItems: 100, format: 'id-list', sample: ({ id }) => id() },
  );
}

/** Application information for the buyer; `encrypted` in V1. */
function appInfoFields(encrypted: boolean): readonly Field[] {
  const secret = encrypted ? ({ encrypted: true, maxLength: 128 } as const) : { maxLength: 128 };
  return [
    requiredField('frontEndUrl', both('URL of the application'), { maxLength: 512, format: 'url' }),
    optionalField('adminUrl', both('URL of the administration page'), { maxLength: 512, format: 'url' }),
    optionalField(
      'userName',
      encrypted
        ? both('Administrator account, encrypted; the length is that of the ciphertext with its IV')
        : both('Administrator account, in plain text'),
      secret,
    ),
    optionalField(
      'password',
      encrypted
        ? both('Initial password, encrypted; the length is that of the ciphertext with its IV')
        : both('Initial password, in plain text'),
      encrypted ? secret : { ...secret, password: true },
    ),
    optionalField('memo', both('Remarks; write Chinese as \\uXXXX'), { maxLength: 1024 }),
  ];
}

/** The `info` field of the response to queryInstance. */
export function instanceInfo(encrypted: boolean): Field {
  // The table of V1 omits some lengths.
  const [usageValue, dashboardUrl] = encrypted
    ? [both('Usage (length not published)'), both('URL of the usage dashboard (length not published)')]
    : [both('Usage'), both('URL of the usage dashboard')];
  return optionalField('info', both('Requested instances'), {
    type: 'list',
    fields: [
      ownInstanceId,
      optionalField('appInfo', both('Application information for the buyer'), {
        type: 'object',
        fields: appInfoFields(encrypted),
      }),
      optionalField('usageInfo', both('Usage of pay-per-use instances'), {
        type: 'list',
        fields: [
          optionalField(
            'relatedInstanceId',
            both('For packages: ID of the associated pay-per-use instance'),
            { maxLength: 64 },
          ),
          requiredField('usageValue', usageValue, { type: 'decimal' }),
          requiredField(
            'statisticalTime',
            both('Time of the statistics, yyyyMMddHHmmssSSS (UTC is inferred)'),
            { format: 'utc-millis' },
          ),
          optionalField('dashboardUrl', dashboardUrl, { maxLength: 512, format: 'url' }),
        ],
      }),
    ],
  });
}

/** `appInfo` of a new V1 instance. */
export const appInfo = optionalField(
  'appInfo',
  both(
    'Application information for the buyer; the console requires frontEndUrl in the response to newInstance',
  ),
  {
    type: 'object',
    source: guidePage('productsdesc-bms_00a3aa731426282cf27f272f51cd2a90support0'),
    fields: appInfoFields(true),
  },
);

export const encryptType = optionalField(
  'encryptType',
  both('1: AES256_CBC_PKCS5Padding (default), 2: AES128_CBC_PKCS5Padding'),
  { maxLength: 3, values: ['1', '2'], source: accessGuide('zh-cn_topic_0272346898') },
);
