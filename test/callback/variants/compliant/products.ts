import { protocols } from '../../../../src/callback/protocols/index.ts';
import { mockOrders } from '../../../../src/callback/protocols/mock-orders.ts';
import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { type JsonValue, objectOf } from '../../../../src/text/json.ts';
import type { CompliantVariant, Handle, HttpReply, ReferenceMerchant } from '../model.ts';
import {
  answering,
  isAuthentic,
  jsonOf,
  onReply,
  onSuccess,
  othersArrive,
  read,
  result,
  text,
  withBody,
  withMembers,
} from '../wrap.ts';

const all = protocols.map(({ id }) => id);
const instances: readonly ProtocolId[] = ['v1', 'v2', 'online-license'];

/** Does not know some activities; `say` answers them, and those that no one knows. */
function without(
  names: readonly string[],
  say: (reference: ReferenceMerchant) => HttpReply,
): (reference: ReferenceMerchant) => Handle {
  return answering(({ activity }, reference) => {
    const known = reference.protocol.activities.some(({ name }) => name === activity);
    return !known || names.includes(activity) ? say(reference) : undefined;
  });
}

/** Creates in the background: some queries later the instance is ready. */
function inBackground(reference: ReferenceMerchant): Handle {
  const asked = new Map<string, number>();
  return async (request) => {
    const { activity, values } = read(request, reference);
    const reply = await reference.handle(request);
    const json = jsonOf(reply.body);
    if (json.resultCode !== '000000') return reply;
    const polls = activity === 'queryInstance' || (activity === 'newInstance' && !offersQuery(reference));
    const id = text(json, 'instanceId') || text(values, 'instanceId');
    const count = asked.get(id) ?? 0;
    if (polls || (activity === 'newInstance' && count === 0)) asked.set(id, count + 1);
    if (count >= 4 || (activity !== 'newInstance' && activity !== 'queryInstance')) return reply;
    if (activity === 'queryInstance' && id.includes(',')) return reply;
    const said = activity === 'newInstance' ? { instanceId: json.instanceId ?? null } : {};
    return withBody(
      reply,
      JSON.stringify({ resultCode: '000004', resultMsg: 'in progress', ...said }),
      reference,
    );
  };
}

function offersQuery({ protocol }: ReferenceMerchant): boolean {
  return protocol.activities.some(({ name }) => name === 'queryInstance');
}

/** Answers 000003 for whatever was released; releasing it once more is still a success. */
function forgettingReleased(reference: ReferenceMerchant): Handle {
  const gone = new Set<string>();
  return onReply((reply, _intact, request) => {
    const { activity, values } = read(request, reference);
    const id = text(values, 'instanceId') + text(values, 'license');
    const done = jsonOf(reply.body).resultCode === '000000';
    if (!done) return reply;
    if (activity.startsWith('release')) gone.add(id);
    return !activity.startsWith('release') && gone.has(id) ? result('000003', reference) : reply;
  })(reference);
}

/** A lock: while an order is at work, the same order is refused. */
function locking(reference: ReferenceMerchant): Handle {
  const atWork = new Set<string>();
  return async (request) => {
    const { activity, values } = read(request, reference);
    const order = text(values, 'orderId');
    if (activity !== 'newInstance' || !isAuthentic(request, reference)) return reference.handle(request);
    if (atWork.has(order)) return result('000005', reference, 'being processed');
    atWork.add(order);
    await othersArrive();
    const reply = await reference.handle(request);
    atWork.delete(order);
    return reply;
  };
}

/** Other products, other ways to run them. */
export const products: readonly CompliantVariant[] = [
  {
    id: 'licences',
    title: { en: 'the reference merchant server with V1 licences', zh: '参考商家服务器（V1 License）' },
    protocols: ['v1'],
    options: { require: ['getLicense', 'refreshLicense', 'expireLicense', 'releaseLicense'] },
    make: (reference) => reference.handle,
  },
  {
    id: 'period-parameters-demanded',
    title: {
      en: 'demands the parameters that KooGallery always sends for a period product',
      zh: '包周期商品要求云商店必传的参数',
    },
    protocols: ['v1'],
    make: answering(({ activity, values }, reference) =>
      activity === 'newInstance' &&
      [values.expireTime, values.periodType, values.periodNumber].includes(undefined)
        ? result('000002', reference, 'expireTime and period are required')
        : undefined,
    ),
  },
  {
    id: 'intact',
    title: { en: 'the reference merchant server as it is', zh: '未经修改的参考商家服务器' },
    protocols: all,
    make: (reference) => reference.handle,
  },
  {
    id: 'intact-on-demand',
    title: { en: 'the reference merchant server, pay-per-use', zh: '参考商家服务器（按需）' },
    protocols: instances,
    options: { sale: 'on-demand' },
    make: (reference) => reference.handle,
  },
  {
    id: 'intact-one-time',
    title: { en: 'the reference merchant server, one-time', zh: '参考商家服务器（一次性）' },
    protocols: instances,
    options: { sale: 'one-time' },
    make: (reference) => reference.handle,
  },
  {
    id: 'second-run',
    title: {
      en: 'the reference merchant server, tested a second time',
      zh: '对同一服务器第二次运行全部检查',
    },
    protocols: all,
    make: (reference) => reference.handle,
    runs: 2,
  },
  {
    id: 'v1-minimal-product',
    title: {
      en: 'a V1 product without queryInstance and upgrade',
      zh: 'V1 商品未提供 queryInstance、upgrade',
    },
    protocols: ['v1'],
    make: without(['queryInstance', 'upgrade'], (reference) =>
      result('000002', reference, 'unknown activity'),
    ),
    skips: /QUERY|UPGRADE|MANY-IDS/,
  },
  {
    id: 'v2-minimal-product',
    title: {
      en: 'a V2 product without upgradeInstance and changeInstanceCheck',
      zh: 'V2 商品未提供 upgradeInstance、changeInstanceCheck',
    },
    protocols: ['v2'],
    make: without(['upgradeInstance', 'changeInstanceCheck'], (reference) =>
      result('000002', reference, 'unknown activity'),
    ),
    skips: /UPGRADE|CHANGE-CHECK|NESTED/,
  },
  {
    id: 'licence-code-release-alone',
    title: { en: 'supports only the release of licence codes', zh: '授权码商品仅提供释放接口' },
    protocols: ['license-code'],
    make: without(['refreshLicenseCode', 'updateLicenseCodeStatus'], (reference) =>
      result('000002', reference, 'unknown activity'),
    ),
    skips: /^LC-(?!AUTH-RIGHT|LIFE-RELEASE|IDEMP-RELEASE|REPLY-)/,
  },
  {
    id: 'in-background',
    title: { en: 'creates in the background (000004) and becomes ready', zh: '异步开通（000004），最终就绪' },
    protocols: instances,
    make: inBackground,
  },
  {
    id: 'licence-in-background',
    title: { en: 'returns 000004 for an application for a licence', zh: '申请 License 返回 000004' },
    protocols: ['online-license'],
    make: onSuccess((json, { activity }) =>
      activity === 'getLicenseAsync' ? withMembers(json, { resultCode: '000004' }) : undefined,
    ),
  },
  {
    id: 'mock-orders-alone',
    title: {
      en: 'looks orders up and knows only the nine mock orders',
      zh: '通过订单接口查询，仅识别九个 MOCK 订单',
    },
    protocols: ['v2', 'v2-kit', 'online-license', 'license-code', 'order-notify'],
    make: answering(({ values }, reference) => {
      const order = text(values, 'orderId');
      const line = text(values, 'orderLineId');
      if (order === '') return undefined;
      const known = mockOrders.some(({ id }) => id === order) && (line === '' || line === `${order}-000001`);
      return known ? undefined : result('000002', reference, 'no such order');
    }),
    skips: /CONC-ORDERS|LC-CONC-CHANGES/,
  },
  {
    id: 'released-is-gone',
    title: { en: 'forgets an instance once it is released', zh: '实例释放后不再可用' },
    protocols: [...instances, 'license-code'],
    make: forgettingReleased,
    warns: ['REPLAY-AFTER-END'],
  },
  {
    id: 'own-products-alone',
    title: { en: 'rejects a product that it does not sell', zh: '拒绝未销售的商品' },
    protocols: [...instances, 'license-code'],
    make: answering(({ values }, reference) => {
      const { productId, skuCode } = { ...values, ...objectOf(values.productInfo) };
      const isOwn = (value: JsonValue | undefined, known: RegExp) =>
        value === undefined || known.test(String(value));
      return isOwn(productId, /^(00301-666666-0--\d|OFFI846204237451911168)$/) &&
        isOwn(skuCode, /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|koo-sku)$/)
        ? undefined
        : result('000002', reference, 'no such product');
    }),
  },
  {
    id: 'locked-while-at-work',
    title: {
      en: 'rejects an order while the same order is in progress',
      zh: '同一订单处理期间拒绝重复请求',
    },
    protocols: instances,
    make: locking,
    // KooGallery counts the refused call as a failed one.
    warns: ['IDEMP-NEW-PARALLEL'],
  },
  {
    id: 'lists-alone',
    title: {
      en: 'reads userList and orgInfoList only as lists, as in the tables',
      zh: '仅支持数组形式的 userList、orgInfoList',
    },
    protocols: ['v2-kit'],
    make: answering(({ values }, reference) =>
      typeof values.userList === 'string' || typeof values.orgInfoList === 'string'
        ? result('000002', reference, 'not a list')
        : undefined,
    ),
    warns: ['SEM-LIST-FORMS'],
  },
];
