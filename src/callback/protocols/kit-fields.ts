import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { may, must } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { cnMillis } from './time.ts';

/** What the sample user and the sample departments have in common. */
const departmentSample = { root: 'ORG1', child: 'ORG2' } as const;

export const kitInstanceId = must(
  'instanceId',
  both('Instance ID; empty in debugging and while the seller applies for an application credential'),
  { maxLength: 64, mayBeEmpty: true, sample: ({ id }) => id() },
);

/** `orderId` of tenantSync; `sample` differs, since V2 merchants may look the order up. */
export function kitOrderId(sample: (context: SampleContext) => string): Field {
  return must(
    'orderId',
    both(
      'Order ID of the buyer; empty in debugging and while the seller applies for an application credential',
    ),
    { maxLength: 64, mayBeEmpty: true, sample },
  );
}

export const tenantId = must('tenantId', both('Tenant ID'), {
  maxLength: 64,
  sample: '68cbc86abc2018ab880d92f36422fa0e',
});

export const tenantFields: readonly Field[] = [
  must('tenantCode', both("Tenant code, which directs the user's login to the buyer's domain"), {
    maxLength: 64,
    sample: 'huawei',
  }),
  must('name', both("Name of the tenant: the buyer's company"), {
    maxLength: 255,
    sample: '云商店测试企业',
  }),
  must('domainName', both('URL of the login centre, including https://; any text in debugging'), {
    maxLength: 255,
    sample: 'https://example.tenantaccount.com',
  }),
];

export const appId = must('appId', both('Application ID'), {
  maxLength: 64,
  sample: 'c7a1f0d2e95b4f3a8d6e1b2c3d4e5f60',
});

export const applicationFields: readonly Field[] = [
  appId,
  must('clientId', both('Client ID for obtaining login tokens'), {
    maxLength: 64,
    sample: 'YJ2mPq7XnT5sVb8LkR3w',
  }),
  must(
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
  return must('flag', note, {
    type: 'integer',
    maxLength: 2,
    values: ['0', '1', '2', '3'].slice(0, highest + 1),
    sample: 1,
  });
}

/** `flag` of allOrgSync, which its table does not know. */
export const unlistedFlag = may('flag', both("Not in Huawei's table; its example shows 1"), {
  type: 'integer',
  sample: 1,
  variant: true,
});

export const kitTestFlag = must('testFlag', both('0 for real data, 1 for debugging'), {
  type: 'integer',
  maxLength: 2,
  values: ['0', '1'],
  sample: 1,
});

export const currentSyncTime = must(
  'currentSyncTime',
  both('Time of this synchronisation, UTC+8, yyyyMMddHHmmssSSS'),
  { format: 'cn-millis', sample: ({ now }) => cnMillis(now) },
);

export const orgFields: readonly Field[] = [
  must('orgCode', both('Department code'), { maxLength: 64, sample: departmentSample.child }),
  must('orgName', both('Department name'), { maxLength: 128, sample: '研发部' }),
  may('parentCode', both('Code of the parent department; empty for a top-level department'), {
    maxLength: 64,
    sample: departmentSample.root,
  }),
];

/** A user as authSync sends it, without what V1 and V2 write differently. */
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

/** V1 and V2 know the same roles and states. */
const role = ['user', 'admin'] as const;
const enable = ['true', 'false'] as const;
const employeeType = ['1', '2', '3', '4'] as const;

/** V1: texts that hold JSON. */
export const userListText = must('userList', both('Users, at most 500, as JSON text'), {
  format: 'json-text',
  sample: JSON.stringify([
    { ...userSample, extension: { entryDate: '2022-04-1', employeeType: 1, workPlace: '深圳' } },
  ]),
  fields: [
    must('userName', both('Account name')),
    must('name', both('Name')),
    may('position', both('Position')),
    must('orgCode', both('Department code')),
    must('role', both('Role: user, or admin'), { values: role }),
    must('enable', both('Whether the account is enabled: "true" or "false"'), { values: enable }),
    may('employeeCode', both('Employee number')),
    may('mobile', both('Mobile number')),
    may('email', both('Email address')),
    may('extension', both('Additional employee information'), {
      type: 'object',
      fields: [
        may('entryDate', both('Date of joining, yyyy-MM-d')),
        may('employeeType', both('Employee type, 1 to 4'), {
          type: 'integer',
          values: employeeType,
        }),
        may('workPlace', both('Workplace')),
      ],
    }),
  ],
});

export const orgInfo = must('orgInfo', both('All departments, a flat list, as JSON text'), {
  format: 'json-text',
  sample: JSON.stringify([
    { orgCode: departmentSample.root, name: '云商店测试企业', parentCode: '' },
    { orgCode: departmentSample.child, name: '研发部', parentCode: departmentSample.root },
  ]),
  fields: [
    must('orgCode', both('Department code')),
    must('name', both('Department name')),
    may('parentCode', both('Code of the parent department; empty for a top-level department')),
  ],
});

/** V2: lists. */
export const userList = must(
  'userList',
  both("Users: a list in Huawei's table, JSON text in its example; both occur"),
  {
    type: 'list',
    format: 'json-text',
    sample: [{ ...userSample, employeeType: 1, workPlace: '深圳', entryDate: '2022-04-01' }],
    fields: [
      must('userName', both('Account name'), { maxLength: 64 }),
      must('name', both('Name'), { maxLength: 64 }),
      must('orgCode', both('Department code'), { maxLength: 64 }),
      may('position', both('Position'), { maxLength: 64 }),
      may('employeeCode', both('Employee number'), { maxLength: 64 }),
      may('employeeType', both('Employee type, 1 to 4'), {
        type: 'integer',
        values: employeeType,
      }),
      must('role', both('Role: user, or admin'), {
        maxLength: 32,
        values: role,
      }),
      must('enable', both('Whether the account is enabled: "true" or "false"'), {
        maxLength: 8,
        values: enable,
      }),
      may('mobile', both('Mobile number'), { maxLength: 32 }),
      may('email', both('Email address'), { maxLength: 128 }),
      may('workPlace', both('Workplace (length not published)')),
      may('entryDate', both('Date of joining (length not published; more fields may follow)')),
    ],
  },
);

export const orgInfoList = must(
  'orgInfoList',
  both("All departments: a list in Huawei's table, JSON text in its example; both occur"),
  {
    type: 'list',
    format: 'json-text',
    sample: [
      { orgCode: departmentSample.root, orgName: '云商店测试企业', parentCode: '' },
      { orgCode: departmentSample.child, orgName: '研发部', parentCode: departmentSample.root },
    ],
    fields: orgFields,
  },
);

/** V2: in every request. */
export const timeStamp = must('timeStamp', both('Time of the request, UTC+8, yyyyMMddHHmmssSSS'), {
  format: 'cn-millis',
  sample: ({ now }) => cnMillis(now),
});
