import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import {
  type Call,
  isAuthentic,
  jsonOf,
  othersArrive,
  read,
  result,
  text,
  withBody,
  withMembers,
} from '../wrap.ts';

/** Fails when a call of the same key, and as `isConflict` says, is in progress. */
function failingWhile(
  keyOf: (call: Call) => string | undefined,
  isConflict: (call: Call, other: Call) => boolean = () => true,
) {
  return (reference: ReferenceMerchant): Handle => {
    const busy = new Map<string, Call>();
    return async (request) => {
      const call = read(request, reference);
      const key = isAuthentic(request, reference) ? keyOf(call) : undefined;
      if (key === undefined) return reference.handle(request);
      const other = busy.get(key);
      if (other && isConflict(call, other)) throw new Error('Deadlock found when trying to get lock');
      busy.set(key, call);
      await othersArrive();
      return reference.handle(request).finally(() => busy.delete(key));
    };
  };
}

/** What a call says, without what each delivery of it has of its own, such as the millisecond at which it was signed. */
function contentOf({ activity, values }: Call): string {
  const { timeStamp: _time, businessId: _id, ...content } = values;
  return JSON.stringify([activity, content]);
}

/** Looks for the row, and inserts it if there is none: of two calls at the same time, one violates the unique key. */
function insertingOnce(reference: ReferenceMerchant): Handle {
  const known = new Set<string>();
  const inserted = new Set<string>();
  return async (request) => {
    const call = read(request, reference);
    const key = contentOf(call);
    if (call.activity === 'newInstance' || known.has(key) || !isAuthentic(request, reference))
      return reference.handle(request);
    await othersArrive();
    if (inserted.has(key)) throw new Error('Duplicate entry');
    inserted.add(key);
    const reply = await reference.handle(request);
    known.add(key);
    return reply;
  };
}

/** Keeps the departments of a tenant in one document, and of two changes at the same time loses the first. */
function writingWhole(reference: ReferenceMerchant): Handle {
  const documents = new Map<string, readonly string[]>();
  return async (request) => {
    const { activity, values } = read(request, reference);
    if (!isAuthentic(request, reference)) return reference.handle(request);
    const tenant = text(values, 'instanceId') + text(values, 'tenantId');
    if (activity === 'singleOrgSync') {
      const before = documents.get(tenant) ?? [];
      await othersArrive();
      documents.set(tenant, [...before, text(values, 'orgCode')]);
    }
    const asked = /"orgCode":"(D\d)"/.exec(JSON.stringify(values.userList ?? '').replaceAll('\\', ''))?.[1];
    const isLost = asked !== undefined && !documents.get(tenant)?.includes(asked);
    return isLost ? result('000002', reference, 'no such department') : reference.handle(request);
  };
}

const subject = ({ values }: Call) => text(values, 'instanceId') + text(values, 'license');

const stateful: readonly ProtocolId[] = ['v1', 'v2', 'online-license', 'license-code', 'v1-kit', 'v2-kit'];

const changing: readonly ProtocolId[] = ['v2', 'online-license', 'license-code'];

const deadlocked = failingWhile(
  (call) => (/^(refresh|update|instanceStatus)/.test(call.activity) ? subject(call) : undefined),
  (call, other) => call.activity !== other.activity,
);

/** Mistakes with calls at the same time, or on one connection. */
export const concurrency: readonly Mistake[] = [
  {
    id: 'same-call-twice-at-once-fails',
    title: {
      en: 'fails on one of two renewals, releases or lists of users that arrive at once',
      zh: '同一续费、释放或用户同步请求并发到达时，其中一个出错',
    },
    protocols: stateful,
    make: failingWhile((call) =>
      /^(refresh|release|authSync)/.test(call.activity) ? contentOf(call) : undefined,
    ),
    caughtBy: 'CONC-TWICE',
    also: ['CONC-CHANGES', 'CONC-TWICE-END'],
    alsoIn: { 'license-code': ['CONC-BURST'] },
  },
  {
    id: 'new-row-twice-at-once-fails',
    title: {
      en: 'fails on one of two equal calls that arrive at once for the first time',
      zh: '同一请求首次到达即并发两次时，其中一个出错',
    },
    protocols: [...stateful, 'order-notify'],
    make: insertingOnce,
    caughtBy: 'CONC-CHANGES',
  },
  {
    id: 'one-of-two-departments-lost',
    title: {
      en: 'loses one of two departments that arrive at once',
      zh: '两个部门并发到达时丢失其中一个',
    },
    protocols: ['v1-kit', 'v2-kit'],
    make: writingWhole,
    caughtBy: 'CONC-CHANGES',
  },
  {
    id: 'renewal-and-status-deadlock',
    title: {
      en: 'fails on a renewal during a change of status',
      zh: '变更状态期间到达的续费请求出错（死锁）',
    },
    protocols: changing,
    make: deadlocked,
    caughtBy: 'CONC-CROSSED',
    also: ['CONC-CHANGES'],
    alsoIn: {
      v2: ['SEM-MISSING-OTHER', 'SEM-UNKNOWN-SCENE'],
      'online-license': ['SEM-MISSING-OTHER', 'SEM-UNKNOWN-SCENE'],
      'license-code': ['SEM-UNKNOWN-STATUS'],
    },
  },
  {
    id: 'v1-renewal-and-status-deadlock',
    title: {
      en: 'fails on a renewal during a change of status',
      zh: '变更状态期间到达的续费请求出错（死锁）',
    },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: deadlocked,
    caughtBy: 'CONC-CROSSED',
    alsoIn: { v1: ['SEM-MISSING-OTHER'] },
  },
  {
    id: 'instance-id-in-a-global',
    title: {
      en: 'keeps the new instanceId in a global variable',
      zh: '把新实例的 instanceId 存放在全局变量中',
    },
    protocols: ['v1', 'v2', 'online-license'],
    make: (reference) => {
      let last: unknown;
      return async (request) => {
        const reply = await reference.handle(request);
        const json = jsonOf(reply.body);
        if (read(request, reference).activity !== 'newInstance' || json.instanceId === undefined)
          return reply;
        last = json.instanceId;
        await othersArrive();
        return withBody(reply, JSON.stringify(withMembers(json, { instanceId: String(last) })), reference);
      };
    },
    caughtBy: 'CONC-ORDERS',
    also: ['CONC-CHANGES'],
  },
  {
    id: 'pool-of-ten',
    title: { en: 'fails on more than ten calls at once', zh: '同时到达的请求超过十个时出错' },
    protocols: stateful,
    make: (reference) => {
      let used = 0;
      return async (request) => {
        if (!isAuthentic(request, reference)) return reference.handle(request);
        if (used === 10) throw new Error('Unable to acquire a connection from the pool');
        used += 1;
        await othersArrive();
        return reference.handle(request).finally(() => {
          used -= 1;
        });
      };
    },
    caughtBy: 'CONC-BURST',
  },
  {
    id: 'one-call-at-a-time',
    title: { en: 'fails on a call that arrives during another', zh: '处理一个请求期间到达的其他请求出错' },
    protocols: ['order-notify'],
    make: failingWhile(() => ''),
    caughtBy: 'CONC-BURST',
    also: ['CONC-CHANGES', 'CONC-TWICE'],
    alsoIn: { 'order-notify': ['SEM-MISSING-OTHER', 'SEM-UNKNOWN-ACTIVITY'] },
  },
  {
    id: 'refused-calls-hold-connections',
    title: {
      en: 'fails after thirty refused calls, which keep their connections',
      zh: '被拒绝的请求不释放连接，三十个之后出错',
    },
    protocols: [...stateful, 'order-notify'],
    make: (reference) => {
      let refused = 0;
      let isExhausted = false;
      return async (request) => {
        if (isAuthentic(request, reference)) {
          if (!isExhausted) return reference.handle(request);
          isExhausted = false;
          throw new Error('Unable to acquire a connection from the pool');
        }
        refused += 1;
        isExhausted ||= refused > 30;
        await othersArrive();
        return reference.handle(request).finally(() => {
          refused -= 1;
        });
      };
    },
    caughtBy: 'CONC-REFUSED',
  },
  {
    id: 'long-body-left-in-buffer',
    title: {
      en: 'reads the rest of a long body as the beginning of the next one',
      zh: '把上一个较长请求体的剩余部分当作下一个请求体的开头',
    },
    protocols: [...stateful, 'order-notify'],
    make: (reference) => {
      let isLeft = false;
      return async (request) => {
        if (isLeft) {
          isLeft = false;
          throw new SyntaxError('Unexpected token');
        }
        isLeft = text(read(request, reference).values, 'kooExtra').length > 1000;
        return reference.handle(request);
      };
    },
    caughtBy: 'CONC-LENGTHS',
  },
];
