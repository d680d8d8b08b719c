import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import type { Handle, HttpReply, Mistake, ReferenceMerchant } from '../model.ts';
import { sampleOf } from '../samples.ts';
import {
  answering,
  type Call,
  isAuthentic,
  jsonOf,
  onCall,
  onReply,
  onSuccess,
  read,
  result,
  text,
  withMembers,
} from '../wrap.ts';

const instances: readonly ProtocolId[] = ['v1', 'v2', 'online-license', 'license-code'];
const kits: readonly ProtocolId[] = ['v1-kit', 'v2-kit'];

/** Answers a refusal of the reference merchant otherwise. */
function onCode(code: string, change: (call: Call, reference: ReferenceMerchant) => HttpReply | undefined) {
  return onReply((reply, reference, request) => {
    const refused = isAuthentic(request, reference) && jsonOf(reply.body).resultCode === code;
    return (refused && change(read(request, reference), reference)) || reply;
  });
}

const isRelease = ({ activity }: Call) => /^(release|expire)/.test(activity);

/** Whether a call lacks a mandatory parameter, of those named. */
function lacksSomething(
  { activity, values }: Call,
  { protocol }: ReferenceMerchant,
  names?: readonly string[],
): boolean {
  const fields = protocol.activities.find(({ name }) => name === activity)?.request ?? [];
  return fields.some(
    ({ name, required }) => required && (names ?? [name]).includes(name) && values[name] === undefined,
  );
}

/** Puts in what a call lacks, so that nothing is missed. */
function filling(names: readonly string[]): (reference: ReferenceMerchant) => Handle {
  return onCall((call, { protocol }) => {
    const activity = protocol.activities.find(({ name }) => name === call.activity);
    const absent = (activity?.request ?? []).filter(
      ({ name, required }) => required && names.includes(name) && call.values[name] === undefined,
    );
    return {
      ...call,
      values: withMembers(
        call.values,
        Object.fromEntries(absent.map((field) => [field.name, sampleOf(field)])),
      ),
    };
  });
}

/** Mistakes with requests that make no sense. */
export const semantics: readonly Mistake[] = [
  {
    id: 'unknown-instance-accepted',
    title: { en: 'returns success for an unknown instance', zh: '未知实例返回成功' },
    protocols: instances,
    make: onCode('000003', (_call, reference) => result('000000', reference)),
    caughtBy: 'SEM-UNKNOWN',
  },
  {
    id: 'unknown-instance-in-progress',
    title: {
      en: 'returns 000004 (in progress) for an unknown instance',
      zh: '未知实例返回 000004（处理中）',
    },
    protocols: ['v1', 'v2'],
    make: onCode('000003', (_call, reference) => result('000004', reference)),
    caughtBy: 'SEM-UNKNOWN',
  },
  {
    id: 'unknown-instance-000005',
    title: { en: 'returns 000005 for an unknown instance', zh: '未知实例返回 000005' },
    protocols: instances,
    make: onCode('000003', (_call, reference) => result('000005', reference)),
    caughtBy: 'SEM-UNKNOWN-CODE',
  },
  {
    id: 'unknown-instance-crash',
    title: { en: 'crashes on an unknown instance', zh: '未知实例抛异常，返回 HTTP 500' },
    protocols: ['v1', 'v2'],
    make: onCode('000003', () => {
      throw new TypeError('Cannot read properties of undefined');
    }),
    caughtBy: 'SEM-UNKNOWN',
  },
  {
    id: 'unknown-query-accepted',
    title: {
      en: 'returns success and no instance for a query of an unknown one',
      zh: '查询未知实例返回成功',
    },
    protocols: ['v1', 'v2'],
    make: onCode('000003', (call, reference) =>
      call.activity === 'queryInstance' ? result('000000', reference) : undefined,
    ),
    caughtBy: 'SEM-UNKNOWN-QUERY',
  },
  {
    id: 'unknown-release-accepted',
    title: { en: 'releases an unknown instance', zh: '释放未知实例返回成功' },
    protocols: instances,
    make: onCode('000003', (call, reference) => (isRelease(call) ? result('000000', reference) : undefined)),
    caughtBy: 'SEM-UNKNOWN-RELEASE',
  },
  {
    id: 'bad-parameter-400',
    title: {
      en: 'reports a missing or wrong parameter with HTTP 400',
      zh: '参数缺失或不合法时返回 HTTP 400',
    },
    protocols: ['v1', 'v2', 'v2-kit'],
    make: onCode('000002', () => ({
      status: 400,
      headers: [['Content-Type', 'text/html']],
      body: Buffer.from('<html><body><h1>Required parameter is not present</h1></body></html>'),
    })),
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'missing-parameter-accepted',
    title: { en: 'accepts a call without its identifying parameter', zh: '缺少关键参数仍返回成功' },
    protocols: [...instances, ...kits, 'order-notify'],
    make: answering((call, reference) =>
      lacksSomething(call, reference, ['license', 'tenantId', 'instanceId', 'orderId'])
        ? result('000000', reference)
        : undefined,
    ),
    caughtBy: 'SEM-MISSING',
  },
  {
    id: 'release-without-instance-accepted',
    title: { en: 'accepts a release without an instance', zh: '释放请求缺少实例 ID 仍返回成功' },
    protocols: instances,
    make: answering((call, reference) =>
      isRelease(call) && lacksSomething(call, reference, ['license', 'instanceId'])
        ? result('000000', reference)
        : undefined,
    ),
    caughtBy: 'SEM-MISSING-RELEASE',
  },
  {
    id: 'missing-parameter-000005',
    title: { en: 'reports a missing parameter with 000005', zh: '缺少参数时返回 000005' },
    protocols: [...instances, ...kits, 'order-notify'],
    make: onCode('000002', (_call, reference) => result('000005', reference)),
    caughtBy: 'SEM-MISSING-CODE',
  },
  {
    id: 'optional-looking-parameters-not-missed',
    title: {
      en: 'accepts a call without required parameters that it does not use',
      zh: '不校验业务上用不到的必选参数',
    },
    protocols: [...instances, ...kits, 'order-notify'],
    make: filling(['businessId', 'expireTime', 'orderLineId', 'clientId', 'domainName', 'currentSyncTime']),
    caughtBy: 'SEM-MISSING-OTHER',
  },
  {
    id: 'unknown-activity-accepted',
    title: { en: 'returns success for an unknown activity', zh: '未知 activity 返回成功' },
    protocols: [...instances, 'order-notify'],
    make: answering((call, reference) =>
      reference.protocol.activities.some(({ name }) => name === call.activity)
        ? undefined
        : result('000000', reference),
    ),
    caughtBy: 'SEM-UNKNOWN-ACTIVITY',
    hint: /Do not return success/,
  },
  {
    id: 'unknown-activity-crash',
    title: { en: 'crashes on an unknown activity', zh: '未知 activity 抛异常，返回 HTTP 500' },
    protocols: [...instances, 'order-notify'],
    make: (reference) => (request) => {
      const { activity } = read(request, reference);
      const known = reference.protocol.activities.some(({ name }) => name === activity);
      if (isAuthentic(request, reference) && !known) throw new TypeError('no handler');
      return reference.handle(request);
    },
    caughtBy: 'SEM-UNKNOWN-ACTIVITY',
    hint: /fails on it/,
  },
  {
    id: 'unknown-status-crash',
    title: {
      en: 'crashes on an unknown status (valueOf)',
      zh: '未知状态取值抛异常（枚举 valueOf），返回 HTTP 500',
    },
    protocols: ['v2', 'online-license', 'license-code'],
    make: answering(({ values }) => {
      if (values.status === 'FROZEN') throw new TypeError('No enum constant');
      return undefined;
    }),
    caughtBy: 'SEM-UNKNOWN-STATUS',
  },
  {
    id: 'unknown-status-unfreezes',
    title: { en: 'treats every status except FREEZE as UNFREEZE', zh: '除 FREEZE 外的状态一律按解冻处理' },
    protocols: ['v2', 'online-license', 'license-code'],
    make: onCall((call) =>
      text(call.values, 'status') === 'FROZEN'
        ? { ...call, values: withMembers(call.values, { status: 'UNFREEZE' }) }
        : call,
    ),
    caughtBy: 'SEM-UNKNOWN-STATUS',
  },
  {
    id: 'v1-unknown-status-thaws',
    title: { en: 'treats every status except FREEZE as NORMAL', zh: '除 FREEZE 外的状态一律按解冻处理' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: onCall((call) =>
      text(call.values, 'instanceStatus') === 'FROZEN'
        ? { ...call, values: withMembers(call.values, { instanceStatus: 'NORMAL' }) }
        : call,
    ),
    caughtBy: 'SEM-UNKNOWN-STATUS',
  },
  {
    id: 'unknown-scene-renews',
    title: { en: 'treats every scene as a renewal', zh: '未知 scene 一律按续费处理' },
    protocols: ['v2', 'online-license', 'license-code'],
    make: onCall((call) =>
      text(call.values, 'scene') === 'KOO_SCENE'
        ? { ...call, values: withMembers(call.values, { scene: 'RENEWAL' }) }
        : call,
    ),
    caughtBy: 'SEM-UNKNOWN-SCENE',
  },
  {
    id: 'query-flat',
    title: {
      en: 'returns flat fields without info in queryInstance',
      zh: 'queryInstance 平铺返回字段，没有 info',
    },
    protocols: ['v1', 'v2'],
    make: onSuccess((json) => {
      const [first] = (json.info as readonly JsonObject[] | undefined) ?? [];
      return first ? withMembers(json, { info: undefined, ...first }) : undefined;
    }),
    caughtBy: 'SEM-QUERY-INFO',
  },
  {
    id: 'query-empty',
    title: {
      en: 'returns nothing about the instance in queryInstance',
      zh: 'queryInstance 未返回实例信息',
    },
    protocols: ['v1', 'v2'],
    make: onSuccess((json) => (json.info ? withMembers(json, { info: [] }) : undefined)),
    caughtBy: 'SEM-QUERY-INFO',
  },
  {
    id: 'query-object',
    title: { en: 'returns info as an object, not as a list', zh: 'info 返回对象而非数组' },
    protocols: ['v1', 'v2'],
    make: onSuccess((json) => {
      const [first] = (json.info as readonly JsonObject[] | undefined) ?? [];
      return first ? withMembers(json, { info: first }) : undefined;
    }),
    caughtBy: 'REPLY-TYPES',
    also: ['SEM-QUERY-INFO'],
  },
  {
    id: 'query-first-alone',
    title: { en: 'returns only the first of several ids', zh: '查询多个实例时只返回第一个' },
    protocols: ['v1', 'v2'],
    make: onSuccess((json) =>
      json.info ? withMembers(json, { info: (json.info as readonly JsonObject[]).slice(0, 1) }) : undefined,
    ),
    caughtBy: 'SEM-QUERY-LIST',
  },
  {
    id: 'query-list-taken-for-one-id',
    title: { en: 'treats the list of ids as one id', zh: '把实例 ID 列表当作一个 ID' },
    protocols: ['v1', 'v2'],
    make: answering(({ activity, values }, reference) =>
      activity === 'queryInstance' && text(values, 'instanceId').includes(',')
        ? result('000003', reference)
        : undefined,
    ),
    caughtBy: 'SEM-QUERY-LIST',
    also: ['VERIFY-MANY-IDS'],
  },
  {
    id: 'query-refuses-if-one-is-unknown',
    title: {
      en: 'rejects a list of ids when one of them is unknown',
      zh: '列表中有一个未知实例就整体返回 000003',
    },
    protocols: ['v1', 'v2'],
    make: onReply((reply, reference, request) => {
      const { activity, values } = read(request, reference);
      const asked = text(values, 'instanceId').split(',').length;
      const { info } = jsonOf(reply.body);
      return activity === 'queryInstance' && Array.isArray(info) && info.length < asked
        ? result('000003', reference)
        : reply;
    }),
    caughtBy: 'VERIFY-MANY-IDS',
  },
];
