import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import { answering, jsonOf, onReply, onSuccess, read, result, text, withMembers } from '../wrap.ts';

/** Knows other words than the published ones. */
function knowing(name: string, words: readonly string[]): (reference: ReferenceMerchant) => Handle {
  return answering(({ values }, reference) =>
    values[name] !== undefined && !words.includes(text(values, name))
      ? result('000002', reference, `unknown ${name}`)
      : undefined,
  );
}

const freezing: readonly ProtocolId[] = ['v2', 'online-license'];

/** Refuses an activity as long as it lives. */
function failing(activity: string): (reference: ReferenceMerchant) => Handle {
  return answering((call, reference) =>
    call.activity === activity ? result('000005', reference, 'not implemented yet') : undefined,
  );
}

/** Mistakes in the life of an instance. */
export const life: readonly Mistake[] = [
  {
    id: 'status-frozen',
    title: {
      en: 'accepts FROZEN and UNFROZEN instead of FREEZE and UNFREEZE',
      zh: '误用 FROZEN、UNFROZEN 代替 FREEZE、UNFREEZE',
    },
    protocols: freezing,
    make: knowing('status', ['FROZEN', 'UNFROZEN']),
    caughtBy: 'LIFE-FREEZE',
  },
  {
    id: 'status-normal',
    title: { en: 'accepts NORMAL instead of UNFREEZE', zh: '解冻误用 NORMAL（V1 取值）' },
    protocols: freezing,
    make: knowing('status', ['FREEZE', 'NORMAL']),
    caughtBy: 'LIFE-UNFREEZE',
  },
  {
    id: 'v1-status-unfreeze',
    title: { en: 'accepts UNFREEZE instead of NORMAL', zh: '解冻误用 UNFREEZE（V2 取值）' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: knowing('instanceStatus', ['FREEZE', 'UNFREEZE']),
    caughtBy: 'LIFE-UNFREEZE',
  },
  {
    id: 'v1-status-pause',
    title: { en: 'accepts PAUSE instead of FREEZE', zh: '冻结误用 PAUSE' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: knowing('instanceStatus', ['PAUSE', 'NORMAL']),
    caughtBy: 'LIFE-FREEZE',
  },
  {
    id: 'scene-cancel-renew',
    title: {
      en: 'accepts CANCEL_RENEW instead of UNSUBSCRIBE_RENEWAL_PERIOD',
      zh: '误用 CANCEL_RENEW 代替 UNSUBSCRIBE_RENEWAL_PERIOD',
    },
    protocols: freezing,
    make: knowing('scene', ['TRIAL_TO_FORMAL', 'RENEWAL', 'RENEWAL_CHANGE', 'CANCEL_RENEW']),
    caughtBy: 'LIFE-UNRENEW',
  },
  {
    id: 'licence-code-scene-cancel-renew',
    title: {
      en: 'accepts CANCEL_RENEW instead of UNSUBSCRIBE_RENEWAL_PERIOD',
      zh: '误用 CANCEL_RENEW 代替 UNSUBSCRIBE_RENEWAL_PERIOD',
    },
    protocols: ['license-code'],
    options: { require: ['refreshLicenseCode'] },
    make: knowing('scene', ['RENEWAL', 'CANCEL_RENEW']),
    caughtBy: 'LIFE-UNRENEW',
  },
  {
    id: 'trial-stays-trial',
    title: { en: 'cannot turn a trial into a paid instance', zh: '不支持试用转正' },
    protocols: freezing,
    make: knowing('scene', ['RENEWAL', 'RENEWAL_CHANGE', 'UNSUBSCRIBE_RENEWAL_PERIOD']),
    caughtBy: 'LIFE-TRIAL-TO-FORMAL',
  },
  {
    id: 'v1-trial-stays-trial',
    title: { en: 'cannot turn a trial into a paid instance', zh: '不支持试用转正' },
    protocols: ['v1'],
    make: answering(({ values }, reference) =>
      values.trialToFormal === '1' ? result('000005', reference, 'no trial') : undefined,
    ),
    caughtBy: 'LIFE-TRIAL-TO-FORMAL',
  },
  {
    id: 'renewal-with-change-unknown',
    title: { en: 'does not support the scene RENEWAL_CHANGE', zh: '不支持 RENEWAL_CHANGE 场景' },
    protocols: ['v2'],
    make: knowing('scene', ['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD']),
    caughtBy: 'LIFE-RENEW-CHANGE',
  },
  {
    id: 'renewal-by-order-alone',
    title: {
      en: 'looks up the instance of a renewal by its order id, which is new',
      zh: '续费时按（新）订单号查找实例',
    },
    protocols: ['v1', 'v2', 'online-license'],
    make: answering(({ activity }, reference) =>
      activity === 'refreshInstance' ? result('000003', reference, 'no such order') : undefined,
    ),
    caughtBy: 'LIFE-RENEW',
  },
  {
    id: 'product-change-refused',
    title: { en: 'rejects a renewal that changes the product', zh: '续费携带 productId 时返回错误' },
    protocols: ['v1'],
    make: answering(({ activity, values }, reference) =>
      activity === 'refreshInstance' && values.productId !== undefined
        ? result('000002', reference, 'another product')
        : undefined,
    ),
    caughtBy: 'LIFE-RENEW-PRODUCT',
  },
  {
    id: 'negative-amount-refused',
    title: { en: 'rejects a negative orderAmount', zh: '拒绝负数的 orderAmount' },
    protocols: ['v1'],
    make: answering(({ values }, reference) =>
      text(values, 'orderAmount').startsWith('-') ? result('000002', reference, 'orderAmount') : undefined,
    ),
    caughtBy: 'LIFE-UNRENEW',
  },
  {
    id: 'upgrade-gives-new-id',
    title: { en: 'returns a new id for an upgraded instance', zh: '升级后返回新的 instanceId' },
    protocols: ['v1', 'v2'],
    make: onSuccess((json, { activity }) =>
      activity.startsWith('upgrade') ? withMembers(json, { instanceId: crypto.randomUUID() }) : undefined,
    ),
    caughtBy: 'SEM-UPGRADE-ID',
  },
  {
    id: 'upgrade-fails',
    title: { en: 'fails in the upgrade that it offers', zh: '升级接口返回错误' },
    protocols: ['v2'],
    make: failing('upgradeInstance'),
    caughtBy: 'LIFE-UPGRADE',
  },
  {
    id: 'v1-upgrade-fails',
    title: { en: 'fails in the upgrade that it offers', zh: '升级接口返回错误' },
    protocols: ['v1'],
    make: failing('upgrade'),
    caughtBy: 'LIFE-UPGRADE',
  },
  {
    id: 'change-check-fails',
    title: { en: 'fails in the change check that it offers', zh: '续费变更校验接口返回错误' },
    protocols: ['v2'],
    make: failing('changeInstanceCheck'),
    caughtBy: 'LIFE-CHANGE-CHECK',
  },
  {
    id: 'query-fails',
    title: { en: 'fails in queryInstance', zh: '查询实例信息接口返回错误' },
    protocols: ['v2'],
    make: failing('queryInstance'),
    caughtBy: 'LIFE-QUERY',
  },
  {
    id: 'v1-query-missing-on-demand',
    title: { en: 'has no queryInstance for a pay-per-use product', zh: '按需商品未提供 queryInstance' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: answering((call, reference) =>
      call.activity === 'queryInstance' ? result('000002', reference, 'unknown activity') : undefined,
    ),
    caughtBy: 'LIFE-QUERY',
  },
  {
    id: 'released-still-works',
    title: { en: 'serves a released instance of a buyer', zh: '买家实例释放后仍可调用' },
    protocols: ['v1', 'v2', 'online-license'],
    options: { asReal: true },
    make: (reference) => {
      const made = new Set<string>();
      return onReply((reply, _reference, request) => {
        const { activity, values } = read(request, reference);
        const json = jsonOf(reply.body);
        if (activity === 'newInstance') made.add(text(json, 'instanceId'));
        const isGone = json.resultCode === '000003' && made.has(text(values, 'instanceId'));
        return isGone ? result('000000', reference) : reply;
      })(reference);
    },
    caughtBy: 'REAL-RELEASED',
    hint: /stay callable/,
  },
  {
    id: 'release-fails',
    title: { en: 'fails in the release', zh: '资源释放接口返回错误' },
    protocols: ['v1', 'v2', 'online-license'],
    make: failing('releaseInstance'),
    caughtBy: 'LIFE-RELEASE',
  },
  {
    id: 'expiry-fails',
    title: { en: 'fails in the expiry', zh: '过期接口返回错误' },
    protocols: ['v1'],
    make: failing('expireInstance'),
    caughtBy: 'LIFE-EXPIRE',
  },
  {
    id: 'licence-fails',
    title: { en: 'fails in getLicenseAsync', zh: '异步申请 License 接口返回错误' },
    protocols: ['online-license'],
    make: failing('getLicenseAsync'),
    caughtBy: 'LIFE-LICENSE',
  },
  {
    id: 'notice-fails',
    title: { en: 'fails in orderNotify', zh: '订单通知接口返回错误' },
    protocols: ['order-notify'],
    make: failing('orderNotify'),
    caughtBy: 'LIFE-NOTIFY',
  },
  {
    id: 'licence-code-renewal-fails',
    title: { en: 'fails in the renewal of a licence code', zh: '更新授权码接口返回错误' },
    protocols: ['license-code'],
    make: failing('refreshLicenseCode'),
    caughtBy: 'LIFE-RENEW',
  },
  {
    id: 'licence-code-freeze-fails',
    title: { en: 'fails in the freezing of a licence code', zh: '冻结授权码返回错误' },
    protocols: ['license-code'],
    make: failing('updateLicenseCodeStatus'),
    caughtBy: 'LIFE-FREEZE',
  },
  {
    id: 'licence-code-unfreeze-fails',
    title: { en: 'fails in the unfreezing of a licence code', zh: '解冻授权码返回错误' },
    protocols: ['license-code'],
    make: answering(({ values }, reference) =>
      values.status === 'UNFREEZE' ? result('000005', reference, 'cannot unfreeze') : undefined,
    ),
    caughtBy: 'LIFE-UNFREEZE',
  },
  {
    id: 'licence-code-release-fails',
    title: { en: 'fails in the release of a licence code', zh: '释放授权码返回错误' },
    protocols: ['license-code'],
    make: failing('releaseLicenseCode'),
    caughtBy: 'LIFE-RELEASE',
  },
];
