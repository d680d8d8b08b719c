import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import { isAuthentic, jsonOf, read, refuseRepeats, result, text } from '../wrap.ts';

/** Refuses a status that the instance has already. */
function refusingSameStatus(reference: ReferenceMerchant): Handle {
  const statuses = new Map<string, string>();
  return async (request) => {
    const { values } = read(request, reference);
    const status = text(values, 'status') || text(values, 'instanceStatus');
    const subject = text(values, 'instanceId') || text(values, 'license');
    const reply = await reference.handle(request);
    if (status === '' || jsonOf(reply.body).resultCode !== '000000') return reply;
    if ((statuses.get(subject) ?? 'none') === status)
      return result('000005', reference, 'in this status already');
    statuses.set(subject, status);
    return reply;
  };
}

const freezing: readonly ProtocolId[] = ['v2', 'online-license'];

/** Mistakes with calls that come again. */
export const repeats: readonly Mistake[] = [
  {
    id: 'renewal-refused-twice',
    title: { en: 'rejects a repeated renewal', zh: '重复续费返回错误' },
    protocols: ['v1', 'v2', 'online-license', 'license-code'],
    make: refuseRepeats(({ activity, values }) =>
      activity.startsWith('refresh') ? text(values, 'orderId') + text(values, 'scene') : undefined,
    ),
    caughtBy: 'IDEMP-RENEW',
    alsoIn: { v1: ['SEM-UPGRADE-ID'] },
  },
  {
    id: 'upgrade-refused-twice',
    title: { en: 'rejects a repeated upgrade', zh: '重复升级返回错误' },
    protocols: ['v1', 'v2'],
    make: refuseRepeats(({ activity, values }) =>
      activity.startsWith('upgrade') ? text(values, 'orderId') : undefined,
    ),
    caughtBy: 'IDEMP-UPGRADE',
  },
  {
    id: 'release-refused-twice',
    title: { en: 'rejects a repeated release', zh: '重复释放返回错误' },
    protocols: ['v1', 'v2', 'online-license', 'license-code'],
    make: refuseRepeats(({ activity, values }) =>
      activity.startsWith('release') ? text(values, 'instanceId') + text(values, 'license') : undefined,
    ),
    caughtBy: 'IDEMP-RELEASE',
  },
  {
    id: 'expiry-refused-twice',
    title: { en: 'rejects a repeated expiry', zh: '重复过期返回错误' },
    protocols: ['v1'],
    make: refuseRepeats(({ activity, values }) =>
      activity === 'expireInstance' ? text(values, 'instanceId') : undefined,
    ),
    caughtBy: 'IDEMP-EXPIRE',
  },
  {
    id: 'status-refused-twice',
    title: { en: 'rejects freezing a frozen instance', zh: '重复冻结、解冻返回错误' },
    protocols: [...freezing, 'license-code'],
    make: refusingSameStatus,
    caughtBy: 'IDEMP-STATUS',
  },
  {
    id: 'v1-status-refused-twice',
    title: { en: 'rejects freezing a frozen instance', zh: '重复冻结、解冻返回错误' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: refusingSameStatus,
    caughtBy: 'IDEMP-STATUS',
  },
  {
    id: 'licence-refused-twice',
    title: { en: 'rejects a repeated application for a licence', zh: '重复申请 License 返回错误' },
    protocols: ['online-license'],
    make: refuseRepeats(({ activity, values }) =>
      activity === 'getLicenseAsync' ? text(values, 'eventId') : undefined,
    ),
    caughtBy: 'IDEMP-LICENSE',
  },
  {
    id: 'notice-refused-twice',
    title: { en: 'rejects a repeated notification', zh: '重复的订单通知返回错误' },
    protocols: ['order-notify'],
    make: refuseRepeats(({ values }) => text(values, 'orderId')),
    caughtBy: 'IDEMP-NOTIFY',
  },
  {
    id: 'released-instance-forgotten',
    title: { en: 'forgets a released instance', zh: '实例释放后查无此实例' },
    protocols: ['v1', 'v2', 'online-license'],
    make: (reference) => {
      const released = new Set<string>();
      return async (request) => {
        const { activity, values } = read(request, reference);
        const id = text(values, 'instanceId');
        if (released.has(id) && isAuthentic(request, reference)) return result('000003', reference);
        const reply = await reference.handle(request);
        const done = activity === 'releaseInstance' && jsonOf(reply.body).resultCode === '000000';
        if (done && isAuthentic(request, reference)) released.add(id);
        return reply;
      };
    },
    caughtBy: 'REPLAY-AFTER-END',
    also: ['IDEMP-RELEASE'],
    hint: /Keep the released instances/,
  },
  {
    id: 'frozen-not-renewed',
    title: {
      en: 'rejects the renewal of a frozen instance, so that saved cases fail in another order',
      zh: '冻结状态下拒绝续费，用例换一种顺序就失败',
    },
    protocols: ['v2', 'online-license', 'license-code'],
    make: (reference) => {
      const frozen = new Set<string>();
      return async (request) => {
        const { activity, values } = read(request, reference);
        const reply = await reference.handle(request);
        const subject = text(values, 'instanceId') + text(values, 'license');
        if (jsonOf(reply.body).resultCode !== '000000') return reply;
        if (values.status === 'FREEZE') frozen.add(subject);
        if (values.status === 'UNFREEZE') frozen.delete(subject);
        const renews = activity.startsWith('refresh') && frozen.has(subject);
        return renews ? result('000005', reference, 'the instance is frozen') : reply;
      };
    },
    caughtBy: 'REPLAY-CASES',
    alsoIn: { 'license-code': ['CONC-LENGTHS', 'CONC-REFUSED'] },
  },
  {
    id: 'order-of-cases-fixed',
    title: {
      en: 'cancels a renewal only if no other renewal followed',
      zh: '用例只能按固定顺序执行',
    },
    protocols: ['v2'],
    make: (reference) => {
      let last = '';
      return async (request) => {
        const { activity, values } = read(request, reference);
        const reply = await reference.handle(request);
        const done = jsonOf(reply.body).resultCode === '000000';
        const scene = text(values, 'scene');
        if (done && scene === 'UNSUBSCRIBE_RENEWAL_PERIOD' && last === 'RENEWAL_CHANGE') {
          return result('000005', reference, 'renewed already');
        }
        if (done && activity === 'refreshInstance') last = scene;
        return reply;
      };
    },
    caughtBy: 'REPLAY-CASES',
  },
];
