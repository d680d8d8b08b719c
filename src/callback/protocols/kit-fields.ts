import { both, type Localized } from '../../text/translate.ts';
import { optionalField, requiredField } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { cnMillis } from './time.ts';

/** Department codes shared by the sample user and the sample departments. */
const departmentSample = { root: 'ORG1', child: 'ORG2' } as const;

export const kitInstanceId = requiredField(
  'instanceId',
  both('Instance ID; empty in debugging and while the seller applies for an application credential'),
  { maxLength: 64, mayBeEmpty: true, sample: ({ id }) => id() },
);

/** `orderId` of tenantSync; `sample` differs, because V2 merchants may query the order. */
export function kitOrderId(sample: (context: SampleContext) => string): Field {
  return requiredField(
    'orderId',
    both(
      'Order ID of the buyer; empty in debugging and while the seller applies for an application credential',
    ),
    { maxLength: 64, mayBeEmpty: true, ofPurchase: true, sample },
  );
}

export const tenantId = requiredField('tenantId', both('Tenant ID'), {
  maxLength: 64,
  sample: '68cbc86abc2018ab880d92f36422fa0e',
});

export const tenantFields: readonly Field[] = [
  requiredField('tenantCode', both("Tenant code, which directs the user's login to the buyer's domain"), {
    maxLength: 64,
    sample: 'huawei',
  }),
  requiredField('name', both("Name of the tenant: the buyer's company"), {
    maxLength: 255,
    text: true,
    sample: '云商店测试企业',
  }),
  requiredField('domainName', both('URL of the login centre, including https://; any text in debugging'), {
    maxLength: 255,
    text: true,
    sample: 'https://example.tenantaccount.com',
  }),
];

export const appId = requiredField('appId', both('Application ID'), {
  maxLength: 64,
  sample: 'c7a1f0d2e95b4f3a8d6e1b2c3d4e5f60',
});

export const applicationFields: readonly Field[] = [
  appId,
  requiredField('clientId', both('Client ID for obtaining login tokens'), {
    maxLength: 64,
    sample: 'YJ2mPq7XnT5sVb8LkR3w',
  }),
  requiredField(
    'clientSecret',
    both(
      "Client secret: base64 of RSA-OAEP (SHA-256, MGF1 with SHA-1) with the merchant's public key of at least 3072 bits",
    ),
    { format: 'client-secret', sample: 'koo-debug-secret' },
  ),
];

const flagNotes = {
  1: both('0 delete, 1 add'),
  2: both('0 delete, 1 add, 2 modify'),
  3: both('0 delete, 1 add, 2 modify, 3 cancel the authorisation'),
} as const;

/** The operation on the data; `highest` is the last value that the interface accepts. */
export function flag(highest: 1 | 2 | 3, note: Localized = flagNotes[highest]): Field {
  return requiredField('flag', note, {
    type: 'integer',
    maxLength: 2,
    values: ['0', '1', '2', '3'].slice(0, highest + 1),
    sample: 1,
  });
}

/** `flag` of allOrgSync, which is missing in its table. */
export const unlistedFlag = optionalField('flag', both("Not in Huawei's table; its example shows 1"), {
  type: 'integer',
  unpublished: true,
  sample: 1,
  variant: true,
});

export const kitTestFlag = requiredField('testFlag', both('0 for real data, 1 for debugging'), {
  type: 'integer',
  maxLength: 2,
  values: ['0', '1'],
  sample: 1,
});

export const currentSyncTime = requiredField(
  'currentSyncTime',
  both('Time of this synchronisation, UTC+8, yyyyMMddHHmmssSSS'),
  { format: 'cn-millis', sample: ({ now }) => cnMillis(now) },
);

export const orgFields: readonly Field[] = [
  requiredField('orgCode', both('Department code'), { maxLength: 64, sample: departmentSample.child }),
  requiredField('orgName', both('Department name'), { maxLength: 128, text: true, sample: '研发部' }),
  optionalField('parentCode', both('Code of the parent department; empty for a top-level department'), {
    maxLength: 64,
    mayBeEmpty: true,
    reference: true,
    sample: departmentSample.root,
  }),
];

/** The user fields that are the same in V1 and V2 of authSync. */
const userSample = {
  userName: 'zhangsan',
  name: '张三',
  position: '工程师',
  orgCode: departmentSample.root,
  role: 'user',
  enable: 'true',
  employeeCode: 'HW0001',
  mobile: '15905222222',
  email: 'zhangsan@example.com',
} as const;

/** V1 and V2 have the same roles and states. */
const role = ['user', 'admin'] as const;
const enable = ['true', 'false'] as const;
const employeeType = ['1', '2', '3', '4'] as const;

/** V1: JSON text. */
export const userListText = requiredField('userList', both('Users, as JSON text'), {
  format: 'json-text',
  maxItems: 500,
  sample: JSON.stringify([
    { ...userSample, extension: { entryDate: '2022-04-1', employeeType: 1, workPlace: '深圳' } },
  ]),
  fields: [
    requiredField('userName', both('Account name')),
    requiredField('name', both('Name'), { text: true }),
    optionalField('position', both('Position'), { text: true }),
    requiredField('orgCode', both('Department code'), { reference: true }),
    requiredField('role', both('Role: user, or admin'), { values: role }),
    requiredField('enable', both('Whether the account is enabled: "true" or "false"'), { values: enable }),
    optionalField('employeeCode', both('Employee number')),
    optionalField('mobile', both('Mobile number')),
    optionalField('email', both('Email address')),
    optionalField('extension', both('Additional employee information'), {
      type: 'object',
      fields: [
        optionalField('entryDate', both('Date of joining, yyyy-MM-d'), { format: 'date' }),
        optionalField('employeeType', both('Employee type, 1 to 4 (type not published)'), {
          type: 'integer',
          forms: ['string'],
          values: employeeType,
        }),
        optionalField('workPlace', both('Workplace'), { text: true }),
      ],
    }),
  ],
});

export const orgInfo = requiredField('orgInfo', both('All departments, a flat list, as JSON text'), {
  format: 'json-text',
  sample: JSON.stringify([
    { orgCode: departmentSample.root, name: '云商店测试企业', parentCode: '' },
    { orgCode: departmentSample.child, name: '研发部', parentCode: departmentSample.root },
  ]),
  fields: [
    requiredField('orgCode', both('Department code')),
    requiredField('name', both('Department name'), { text: true }),
    optionalField('parentCode', both('Code of the parent department; empty for a top-level department'), {
      mayBeEmpty: true,
      reference: true,
    }),
  ],
});

/** V2: lists. */
export const userList = requiredField(
  'userList',
  both("Users: a list in Huawei's table, JSON text in its example; both occur"),
  {
    type: 'list',
    forms: ['json-text'],
    maxItems: 500,
    sample: [{ ...userSample, employeeType: 1, workPlace: '深圳', entryDate: '2022-04-01' }],
    fields: [
      requiredField('userName', both('Account name'), { maxLength: 64 }),
      requiredField('name', both('Name'), { maxLength: 64, text: true }),
      requiredField('orgCode', both('Department code'), { maxLength: 64, reference: true }),
      optionalField('position', both('Position'), { maxLength: 64, text: true }),
      optionalField('employeeCode', both('Employee number'), { maxLength: 64 }),
      optionalField('employeeType', both('Employee type, 1 to 4'), { type: 'integer', values: employeeType }),
      requiredField('role', both('Role: user, or admin'), { maxLength: 32, values: role }),
      requiredField('enable', both('Whether the account is enabled: "true" or "false"'), {
        maxLength: 8,
        values: enable,
      }),
      optionalField('mobile', both('Mobile number'), { maxLength: 32 }),
      optionalField('email', both('Email address'), { maxLength: 128 }),
      optionalField('workPlace', both('Workplace (length not published)'), { text: true }),
      optionalField('entryDate', both('Date of joining (format not published; more fields may follow)'), {
        unpublished: true,
      }),
    ],
  },
);

export const orgInfoList = requiredField(
  'orgInfoList',
  both("All departments: a list in Huawei's table, JSON text in its example; both occur"),
  {
    type: 'list',
    forms: ['json-text'],
    sample: [
      { orgCode: departmentSample.root, orgName: '云商店测试企业', parentCode: '' },
      { orgCode: departmentSample.child, orgName: '研发部', parentCode: departmentSample.root },
    ],
    fields: orgFields,
  },
);

/** V2: in every request. */
export const timeStamp = requiredField('timeStamp', both('Time of the request, UTC+8, yyyyMMddHHmmssSSS'), {
  format: 'cn-millis',
  sample: ({ now }) => cnMillis(now),
});
