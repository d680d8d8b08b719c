import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Mistake } from '../model.ts';
import { text, withRenamedInstances } from '../wrap.ts';
import { isFrozen, isSameCall, keyedBy, knowing, losing, recreating, refusing } from './past.ts';

const instances: readonly ProtocolId[] = ['v1', 'v2', 'online-license'];
const timed: readonly ProtocolId[] = ['v1', 'v2'];

/** Mistakes in what a server remembers of its instances. */
export const stateMutants: readonly Mistake[] = [
  // Which instance an order is.
  {
    id: 'lines-share-instance',
    title: {
      en: 'recognises a pay-per-use order by orderId without its line',
      zh: '仅以 orderId 识别按需订单，忽略订单行',
    },
    protocols: ['v2'],
    options: { sale: 'on-demand' },
    make: keyedBy(() => ({ orderLineId: 'any' })),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'line-number-alone',
    title: { en: 'recognises an order by the number of its line', zh: '仅以订单行序号识别订单' },
    protocols: ['v2', 'online-license'],
    make: keyedBy(({ orderLineId }) => ({ orderId: 'any', orderLineId: String(orderLineId).slice(-6) })),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'order-id-as-number',
    title: { en: 'compares orderId as a number', zh: '将 orderId 按数字比较' },
    protocols: ['v2'],
    // Whether or not the server can query the order.
    lookUp: (lookUp) => lookUp,
    make: keyedBy(({ orderId }) => ({
      orderId: Number.isNaN(Number(orderId)) ? String(orderId) : String(Number(orderId)),
      orderLineId: 'any',
    })),
    caughtBy: 'EXPLORE-VALUES',
  },
  {
    id: 'order-id-cut',
    title: { en: 'stores the first 12 characters of orderId', zh: '只保存 orderId 的前 12 个字符' },
    protocols: instances,
    make: keyedBy(({ orderId }) => ({ orderId: String(orderId).slice(0, 12), orderLineId: 'any' })),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'instance-by-buyer',
    title: { en: 'has one instance for each buyer and product', zh: '同一买家同一产品只有一个实例' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: keyedBy(({ customerId }) => ({ orderId: String(customerId) })),
    caughtBy: 'EXPLORE-VALUES',
  },
  {
    id: 'instance-by-product',
    title: { en: 'has one instance for each product', zh: '每个产品只有一个实例' },
    protocols: ['v1'],
    make: keyedBy(() => ({ orderId: 'any' })),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'instance-by-buyer-alone',
    title: { en: 'has one instance for each buyer', zh: '每个买家只有一个实例' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: keyedBy(({ customerId }) => ({ orderId: String(customerId), productId: 'any' })),
    caughtBy: 'IDEMP-NEW-PRODUCTS',
  },
  {
    id: 'id-from-the-clock',
    title: { en: 'makes instance ids from the second of the creation', zh: '以创建时间（秒）作为实例 ID' },
    protocols: instances,
    make: (reference) => {
      const named = new Map<string, string>();
      return withRenamedInstances((id) => {
        const name = named.get(id) ?? `i${Math.floor(Date.now() / 60_000)}`;
        named.set(id, name);
        return name;
      })(reference);
    },
    caughtBy: 'EXPLORE-LIFE',
  },
  // A repeated order later in the life.
  {
    id: 'frozen-order-refused',
    title: { en: 'rejects a repeated order while its instance is frozen', zh: '实例冻结期间拒绝重复的订单' },
    protocols: instances,
    make: knowing((call, past) => {
      if (call.event !== 'create') return undefined;
      const known = past.like(call, ['orderId', 'orderLineId', 'productId'])[0];
      return known && isFrozen(past, known.id) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'frozen-order-recreated',
    title: { en: 'creates a second instance for a frozen order', zh: '冻结后重复的订单又开通一个实例' },
    protocols: instances,
    make: recreating(isFrozen),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'renewed-order-recreated',
    title: {
      en: 'replaces the order of an instance by that of its renewal, so that the purchase creates another',
      zh: '续费后以续费订单替换新购订单，新购订单重复时又开通一个实例',
    },
    protocols: instances,
    make: recreating((past, id) => past.of(id).some(({ event }) => event === 'renew')),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'upgraded-order-recreated',
    title: {
      en: 'replaces the order of an instance by that of its upgrade',
      zh: '升级后以升级订单替换新购订单，新购订单重复时又开通一个实例',
    },
    protocols: timed,
    make: recreating((past, id) => past.of(id).some(({ event }) => event === 'upgrade')),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'formal-order-recreated',
    title: { en: 'forgets the order of a trial that was paid', zh: '试用转正后丢失试用订单' },
    protocols: timed,
    make: recreating((past, id) => past.of(id).some(({ event }) => event === 'formalise')),
    caughtBy: 'IDEMP-NEW',
  },
  // Which order a later call names.
  {
    id: 'expiry-with-last-order',
    title: {
      en: 'expects the last order in expireInstance, not the purchase',
      zh: 'expireInstance 只认最近一次订单而非新购订单',
    },
    protocols: ['v1'],
    make: knowing((call, past) => {
      if (call.activity !== 'expireInstance' || call.values.orderId === undefined) return undefined;
      const last = past.of(call.id).findLast(({ event }) => event === 'create' || event === 'renew');
      return last && text(last.values, 'orderId') !== text(call.values, 'orderId') ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-with-last-order',
    title: {
      en: 'expects the last order in releaseInstance, not the purchase',
      zh: 'releaseInstance 只认最近一次订单而非新购订单',
    },
    protocols: ['v1'],
    make: knowing((call, past) => {
      if (call.event !== 'release' || call.values.orderId === undefined) return undefined;
      const last = past
        .of(call.id)
        .findLast(({ event }) => event === 'create' || event === 'renew' || event === 'upgrade');
      return last && text(last.values, 'orderId') !== text(call.values, 'orderId') ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-with-purchase-order',
    title: {
      en: 'expects the order of the purchase in a release, not that of the unsubscription',
      zh: '释放时只认新购订单，不认退订订单',
    },
    protocols: ['v2', 'online-license'],
    make: knowing((call, past) => {
      const order = text(call.values, 'orderId');
      if (call.event !== 'release' || order === '') return undefined;
      const bought = past.of(call.id).find(({ event }) => event === 'create');
      return bought && text(bought.values, 'orderId') !== order ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-needs-order',
    title: { en: 'demands the optional order in a release', zh: '释放时强制要求可选的订单' },
    protocols: ['v2', 'online-license'],
    make: knowing((call) => (call.event === 'release' && !call.values.orderId ? 'refuse' : undefined)),
    caughtBy: 'LIFE-RELEASE',
  },
  // The order of events.
  {
    id: 'third-renewal-refused',
    title: { en: 'renews an instance at most twice', zh: '同一实例最多续费两次' },
    protocols: ['v2', 'v1', 'online-license'],
    make: knowing((call, past) => {
      if (call.event !== 'renew') return undefined;
      const orders = new Set(
        past.of(call.id).flatMap(({ event, values }) => (event === 'renew' ? [values.orderId] : [])),
      );
      return orders.size >= 2 && !orders.has(call.values.orderId) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'second-upgrade-refused',
    title: { en: 'upgrades an instance only once', zh: '同一实例只能升级一次' },
    protocols: timed,
    make: knowing((call, past) => {
      if (call.event !== 'upgrade') return undefined;
      const before = past.of(call.id).filter(({ event }) => event === 'upgrade');
      return before.some(({ values }) => values.orderId !== call.values.orderId) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'older-renewal-refused',
    title: {
      en: 'recognises only the last renewal as a repetition',
      zh: '只识别最近一次续费的重复调用，更早的续费重放时被拒绝',
    },
    protocols: ['v2'],
    make: knowing((call, past) => {
      if (call.event !== 'renew') return undefined;
      const renewals = past.of(call.id).filter(({ event }) => event === 'renew');
      const known = renewals.some((one) => isSameCall(one, call));
      return known && !isSameCall(renewals.at(-1)!, call) ? 'refuse' : undefined;
    }),
    caughtBy: 'IDEMP-RENEW',
  },
  {
    id: 'upgrade-after-renewal-refused',
    title: { en: 'cannot upgrade a renewed instance', zh: '续费后的实例无法升级' },
    protocols: timed,
    make: refusing('upgrade', 'renew'),
    caughtBy: 'IDEMP-UPGRADE',
  },
  {
    id: 'renewal-after-upgrade-refused',
    title: { en: 'cannot renew an upgraded instance', zh: '升级后的实例无法续费' },
    protocols: timed,
    make: refusing('renew', 'upgrade'),
    caughtBy: 'LIFE-RENEW',
  },
  {
    id: 'freeze-after-upgrade-refused',
    title: { en: 'cannot freeze an upgraded instance', zh: '升级后的实例无法冻结' },
    protocols: timed,
    make: refusing('freeze', 'upgrade'),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'renewal-after-give-back-refused',
    title: { en: 'cannot renew again after a cancelled renewal', zh: '退续费后无法再次续费' },
    protocols: ['v1', 'v2', 'online-license', 'license-code'],
    make: refusing('renew', 'give-back'),
    caughtBy: 'IDEMP-RENEW',
  },
  {
    id: 'second-give-back-refused',
    title: { en: 'cancels only one renewal of an instance', zh: '同一实例只能退续费一次' },
    protocols: ['v2', 'v1'],
    make: knowing((call, past) => {
      if (call.event !== 'give-back') return undefined;
      const before = past.of(call.id).filter(({ event }) => event === 'give-back');
      return before.some(({ values }) => values.orderId !== call.values.orderId) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'expiry-never-moves-back',
    title: {
      en: 'rejects an earlier expireTime, as a cancelled renewal has',
      zh: '拒绝更早的 expireTime（退续费时正是如此）',
    },
    protocols: ['v1', 'v2', 'online-license', 'license-code'],
    make: knowing((call, past) => {
      const time = text(call.values, 'expireTime');
      if (call.event !== 'give-back' || time === '') return undefined;
      const last = past.of(call.id).findLast(({ values }) => text(values, 'expireTime') !== '');
      return last && time < text(last.values, 'expireTime') ? 'refuse' : undefined;
    }),
    caughtBy: 'LIFE-UNRENEW',
  },
  {
    id: 'give-back-ends-instance',
    title: { en: 'deletes the instance when a renewal is cancelled', zh: '退续费时误将实例删除' },
    protocols: ['v1', 'v2', 'online-license', 'license-code'],
    make: losing((id, past) => past.of(id).some(({ event }) => event === 'give-back')),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'unfreeze-after-renewal-refused',
    title: {
      en: 'unfreezes with the renewal and rejects the UNFREEZE that follows',
      zh: '续费时已自动解冻，拒绝随后的 UNFREEZE',
    },
    protocols: ['v2', 'online-license', 'license-code'],
    make: knowing((call, past) => {
      const last = past.of(call.id).findLast(({ event }) => event !== 'query')?.event;
      return call.event === 'unfreeze' && last === 'renew' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'second-freeze-refused',
    title: { en: 'freezes an instance only once in its life', zh: '同一实例一生只能冻结一次' },
    protocols: ['v2', 'online-license'],
    make: knowing((call, past) =>
      call.event === 'freeze' &&
      !isFrozen(past, call.id) &&
      past.of(call.id).some(({ event }) => event === 'freeze')
        ? 'refuse'
        : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-while-frozen-refused',
    title: { en: 'rejects the release of a frozen instance', zh: '拒绝释放冻结中的实例' },
    protocols: ['v1', 'v2', 'online-license'],
    make: knowing((call, past) =>
      call.event === 'release' && isFrozen(past, call.id) ? 'refuse' : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-without-freeze-refused',
    title: { en: 'releases only what was frozen before', zh: '只允许释放已冻结的实例' },
    protocols: timed,
    options: { sale: 'on-demand' },
    make: knowing((call, past) =>
      call.event === 'release' && !past.of(call.id).some(({ event }) => event === 'freeze')
        ? 'refuse'
        : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-after-renewal-refused',
    title: { en: 'releases no instance that was renewed and is paid for', zh: '拒绝释放续费后未到期的实例' },
    protocols: timed,
    make: knowing((call, past) => {
      const last = past.of(call.id).findLast(({ event }) => event !== 'query')?.event;
      return call.event === 'release' && last === 'renew' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'check-locks-instance',
    title: {
      en: 'locks the instance in changeInstanceCheck until it is changed',
      zh: 'changeInstanceCheck 后锁定实例，直至续费变更',
    },
    protocols: ['v2'],
    make: knowing((call, past) => {
      const last = past.of(call.id).findLast(({ event }) => event !== 'query')?.event;
      return last === 'check' &&
        call.event !== 'check' &&
        call.event !== 'query' &&
        call.event !== 'create' &&
        call.values.scene !== 'RENEWAL_CHANGE'
        ? 'refuse'
        : undefined;
    }),
    caughtBy: 'REPLAY-CASES',
  },
  {
    id: 'check-after-upgrade-refused',
    title: { en: 'allows no change on renewal after an upgrade', zh: '升级后不允许续费变更' },
    protocols: ['v2'],
    make: knowing((call, past) =>
      call.values.scene === 'RENEWAL_CHANGE' && past.of(call.id).some(({ event }) => event === 'upgrade')
        ? 'refuse'
        : undefined,
    ),
    caughtBy: 'LIFE-RENEW-CHANGE',
  },
  {
    id: 'second-change-refused',
    title: { en: 'changes the specification on renewal only once', zh: '同一实例只能续费变更一次' },
    protocols: ['v2'],
    make: knowing((call, past) => {
      if (call.values.scene !== 'RENEWAL_CHANGE') return undefined;
      const before = past.of(call.id).filter(({ values }) => values.scene === 'RENEWAL_CHANGE');
      return before.some(({ values }) => values.orderId !== call.values.orderId) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'formal-after-renewal-refused',
    title: { en: 'freezes no instance that began as a trial', zh: '试用转正的实例无法冻结' },
    protocols: ['v1'],
    make: knowing((call, past) =>
      call.event === 'freeze' && past.of(call.id).some(({ event }) => event === 'formalise')
        ? 'refuse'
        : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  // Instances that get lost.
  {
    id: 'frozen-not-found',
    title: { en: 'does not find a frozen instance in queryInstance', zh: 'queryInstance 查不到已冻结的实例' },
    protocols: timed,
    make: knowing((call, past) =>
      call.event === 'query' && call.id.split(',').every((id) => isFrozen(past, id)) ? 'unknown' : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'freeze-ends-instance',
    title: { en: 'deletes an instance that expires', zh: '实例过期时误将其删除' },
    protocols: ['v1', 'v2', 'online-license'],
    make: losing((id, past) => isFrozen(past, id)),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-clears-order',
    title: { en: 'releases all instances of an order at once', zh: '释放一个实例时误释放该订单的全部实例' },
    protocols: timed,
    options: { sale: 'on-demand' },
    make: losing((id, past) => {
      const order = past.of(id).find(({ event }) => event === 'create')?.values.orderId;
      return past.calls.some(
        (one) =>
          one.event === 'release' &&
          one.id !== id &&
          past.of(one.id).find(({ event }) => event === 'create')?.values.orderId === order,
      );
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'release-clears-all',
    title: { en: 'deletes all instances with the one released', zh: '释放一个实例时误删全部实例' },
    protocols: instances,
    make: losing((id, past) => {
      const created = past.calls.findIndex((one) => one.event === 'create' && one.id === id);
      return past.calls.slice(created + 1).some((one) => one.event === 'release' && one.id !== id);
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'two-instances-kept',
    title: { en: 'keeps only the last two instances', zh: '只保留最近开通的两个实例' },
    protocols: timed,
    make: losing((id, past) => {
      const made = [...new Set(past.calls.flatMap((one) => (one.event === 'create' ? [one.id] : [])))];
      return made.includes(id) && !made.slice(-2).includes(id);
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'last-instance-changed',
    title: { en: 'knows only the last instance in changes', zh: '变更类调用只认最近开通的实例' },
    protocols: instances,
    make: knowing((call, past) => {
      if (!['renew', 'upgrade', 'freeze', 'unfreeze'].includes(call.event)) return undefined;
      const last = past.calls.findLast(({ event }) => event === 'create');
      return past.of(call.id).length > 0 && last?.id !== call.id ? 'unknown' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'renewal-loses-instance',
    title: { en: 'replaces the instance id with a renewal', zh: '续费时更换了实例 ID' },
    protocols: ['v1', 'v2', 'online-license'],
    make: losing((id, past) => past.of(id).some(({ event }) => event === 'renew')),
    caughtBy: 'EXPLORE-LIFE',
  },
  // Licences and notifications.
  {
    id: 'second-licence-refused',
    title: { en: 'issues one licence for each instance', zh: '每个实例只签发一个 License' },
    protocols: ['online-license'],
    make: knowing((call, past) => {
      if (call.event !== 'license') return undefined;
      const before = past.of(call.id).filter(({ event }) => event === 'license');
      return before.some(({ values }) => values.eventId !== call.values.eventId) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'licence-after-renewal-refused',
    title: { en: 'issues no licence after a renewal', zh: '续费后无法申请 License' },
    protocols: ['online-license'],
    make: refusing('license', 'renew'),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'renewal-after-licence-refused',
    title: { en: 'cannot renew an instance with a licence', zh: '已签发 License 的实例无法续费' },
    protocols: ['online-license'],
    make: refusing('renew', 'license'),
    caughtBy: 'LIFE-RENEW',
  },
  {
    id: 'second-line-not-notified',
    title: { en: 'rejects the second line of a notified order', zh: '拒绝同一订单第二个订单行的通知' },
    protocols: ['order-notify'],
    options: { sale: 'on-demand' },
    make: knowing((call, past) => {
      const before = past.like(call, ['orderId']);
      return before.some(({ values }) => values.orderLineId !== call.values.orderLineId)
        ? 'refuse'
        : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'older-notification-refused',
    title: {
      en: 'accepts a repeated notification only for the last order',
      zh: '只接受最近一个订单的重复通知',
    },
    protocols: ['order-notify'],
    make: knowing((call, past) => {
      const known = past.like(call, ['orderId', 'orderLineId']).length > 0;
      const last = past.calls.at(-1);
      return known && last && last.values.orderId !== call.values.orderId ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
];
