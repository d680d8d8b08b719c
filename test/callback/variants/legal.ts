import { protocols } from '../../../src/callback/protocols/index.ts';
import { mockOrders } from '../../../src/callback/protocols/mock-orders.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import type { JsonObject, JsonValue } from '../../../src/signing/json.ts';
import { onAppInfo } from './mistakes/reply-content.ts';
import type { Handle, HttpReply, Intact, Legal } from './model.ts';
import { verifyingV1 } from './verify-v1.ts';
import { sortedJson, verifyingV2 } from './verify-v2.ts';
import {
  instead,
  isAuthentic,
  jsonOf,
  onJson,
  onReply,
  onSuccess,
  put,
  read,
  result,
  text,
  withBody,
  withHeader,
} from './wrap.ts';

const all = protocols.map(({ id }) => id);
const timed: readonly ProtocolId[] = ['v2', 'v2-kit', 'online-license', 'license-code', 'order-notify'];
const signed: readonly ProtocolId[] = ['v1', 'v1-kit'];
const instances: readonly ProtocolId[] = ['v1', 'v2', 'online-license'];

const notFound: HttpReply = {
  status: 404,
  headers: [['Content-Type', 'text/html']],
  body: Buffer.from('<html><body><h1>404 Not Found</h1></body></html>'),
};

/** Does not know some activities; `say` answers them, and those that nobody knows. */
function without(names: readonly string[], say: (intact: Intact) => HttpReply): (intact: Intact) => Handle {
  return instead(({ activity }, intact) => {
    const known = intact.protocol.activities.some(({ name }) => name === activity);
    return !known || names.includes(activity) ? say(intact) : undefined;
  });
}

/** Creates in the background: some queries later the instance is ready. */
function inBackground(intact: Intact): Handle {
  const asked = new Map<string, number>();
  return async (request) => {
    const { activity, values } = read(request, intact);
    const reply = await intact.handle(request);
    const json = jsonOf(reply.body);
    if (json.resultCode !== '000000') return reply;
    const polls = activity === 'queryInstance' || (activity === 'newInstance' && !offersQuery(intact));
    const id = text(json, 'instanceId') || text(values, 'instanceId');
    const count = asked.get(id) ?? 0;
    if (polls || (activity === 'newInstance' && count === 0)) asked.set(id, count + 1);
    if (count >= 4 || (activity !== 'newInstance' && activity !== 'queryInstance')) return reply;
    if (activity === 'queryInstance' && id.includes(',')) return reply;
    const said = activity === 'newInstance' ? { instanceId: json.instanceId ?? null } : {};
    return withBody(
      reply,
      JSON.stringify({ resultCode: '000004', resultMsg: 'in progress', ...said }),
      intact,
    );
  };
}

function offersQuery({ protocol }: Intact): boolean {
  return protocol.activities.some(({ name }) => name === 'queryInstance');
}

/** Every optional field that is absent, as `null`. */
function withNulls(json: JsonObject): JsonObject {
  return {
    instanceId: null,
    encryptType: null,
    appInfo: null,
    info: null,
    usageInfo: null,
    license: null,
    ...json,
  };
}

/** Answers 000003 for whatever was released; releasing it once more is still a success. */
function forgettingReleased(intact: Intact): Handle {
  const gone = new Set<string>();
  return onReply((reply, _intact, request) => {
    const { activity, values } = read(request, intact);
    const id = text(values, 'instanceId') + text(values, 'license');
    const done = jsonOf(reply.body).resultCode === '000000';
    if (!done) return reply;
    if (activity.startsWith('release')) gone.add(id);
    return !activity.startsWith('release') && gone.has(id) ? result('000003', intact) : reply;
  })(intact);
}

/** A lock: while an order is at work, the same order is refused. */
function locking(intact: Intact): Handle {
  const atWork = new Set<string>();
  return async (request) => {
    const { activity, values } = read(request, intact);
    const order = text(values, 'orderId');
    if (activity !== 'newInstance' || !isAuthentic(request, intact)) return intact.handle(request);
    if (atWork.has(order)) return result('000005', intact, 'being processed');
    atWork.add(order);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const reply = await intact.handle(request);
    atWork.delete(order);
    return reply;
  };
}

/** Variants that Huawei's rules allow: nothing may fail, and no more be warned of than is named. */
export const legalVariants: readonly Legal[] = [
  {
    id: 'intact',
    title: { en: 'the reference merchant as it is', zh: '未经修改的参考商家服务' },
    protocols: all,
    make: (intact) => intact.handle,
  },
  {
    id: 'intact-on-demand',
    title: { en: 'the reference merchant, pay-per-use', zh: '参考商家服务(按需)' },
    protocols: instances,
    options: { sale: 'on-demand' },
    make: (intact) => intact.handle,
  },
  {
    id: 'intact-one-time',
    title: { en: 'the reference merchant, one-time', zh: '参考商家服务(按次)' },
    protocols: instances,
    options: { sale: 'one-time' },
    make: (intact) => intact.handle,
  },
  {
    id: 'second-run',
    title: { en: 'the suite a second time, against the same server', zh: '对同一服务器第二次运行全部检查' },
    protocols: all,
    make: (intact) => intact.handle,
    runs: 2,
  },
  {
    id: 'own-v1-verification',
    title: { en: 'verifies V1 in code of its own', zh: '自行实现 V1 验签' },
    protocols: signed,
    make: verifyingV1({}),
  },
  {
    id: 'own-v2-verification',
    title: { en: 'verifies V2 in code of its own', zh: '自行实现 V2 验签' },
    protocols: timed,
    make: verifyingV2({}),
  },
  {
    id: 'raw-body-signed',
    title: { en: 'signs over the body as it arrives', zh: '直接对收到的请求体原文签名' },
    protocols: timed,
    make: verifyingV2({ payload: (body) => body }),
    warns: ['VERIFY-KEY-ORDER', 'VERIFY-ESCAPES'],
  },
  {
    id: 'v1-minimal-product',
    title: {
      en: 'a V1 product without queryInstance and upgrade',
      zh: 'V1 商品未提供 queryInstance、upgrade',
    },
    protocols: ['v1'],
    make: without(['queryInstance', 'upgrade'], (intact) => result('000002', intact, 'unknown activity')),
    skips: /QUERY|UPGRADE|MANY-IDS/,
  },
  {
    id: 'v2-minimal-product',
    title: {
      en: 'a V2 product without upgradeInstance and changeInstanceCheck',
      zh: 'V2 商品未提供 upgradeInstance、changeInstanceCheck',
    },
    protocols: ['v2'],
    make: without(['upgradeInstance', 'changeInstanceCheck'], (intact) =>
      result('000002', intact, 'unknown activity'),
    ),
    skips: /UPGRADE|CHANGE-CHECK|NESTED/,
  },
  {
    id: 'unknown-activity-404',
    title: { en: 'answers 404 to activities that it does not offer', zh: '未提供的接口返回 HTTP 404' },
    protocols: ['v1', 'v2'],
    make: without(['upgrade', 'upgradeInstance', 'changeInstanceCheck'], () => notFound),
    skips: /UPGRADE|CHANGE-CHECK|NESTED/,
  },
  {
    id: 'licence-code-release-alone',
    title: { en: 'takes the release of licence codes alone', zh: '授权码商品仅提供释放接口' },
    protocols: ['license-code'],
    make: without(['refreshLicenseCode', 'updateLicenseCodeStatus'], (intact) =>
      result('000002', intact, 'unknown activity'),
    ),
    skips: /^LC-(?!AUTH-RIGHT|LIFE-RELEASE|IDEMP-RELEASE|REPLY-)/,
  },
  {
    id: 'nulls',
    title: { en: 'answers null for absent optional fields', zh: '缺省的可选字段返回 null' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onJson(withNulls),
  },
  {
    id: 'blank-in-body-sign',
    title: { en: 'puts a blank behind signature= in Body-Sign', zh: 'Body-Sign 的 signature= 后有空格' },
    protocols: signed,
    make: onReply((reply) => {
      const value = reply.headers.find(([name]) => name === 'Body-Sign')?.[1] ?? '';
      return withHeader(reply, 'Body-Sign', value.replace('signature=', 'signature= '));
    }),
  },
  {
    id: 'no-blank-in-body-sign',
    title: { en: 'puts no blank behind the comma in Body-Sign', zh: 'Body-Sign 的逗号后没有空格' },
    protocols: signed,
    make: onReply((reply) => {
      const value = reply.headers.find(([name]) => name === 'Body-Sign')?.[1] ?? '';
      return withHeader(reply, 'Body-Sign', value.replace(', ', ','));
    }),
  },
  {
    id: 'no-credentials',
    title: { en: 'answers no user name and password', zh: 'appInfo 不含用户名和密码' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => put(appInfo, { userName: undefined, password: undefined })),
    skips: /CONSTANT-IV/,
  },
  {
    id: 'url-alone',
    title: { en: 'answers frontEndUrl alone in appInfo', zh: 'appInfo 仅含 frontEndUrl' },
    protocols: ['v1', 'v2'],
    make: onAppInfo(({ frontEndUrl = '' }) => ({ frontEndUrl })),
    skips: /CONSTANT-IV/,
  },
  {
    id: 'aes-128',
    title: {
      en: 'encrypts with AES-128 and says encryptType 2',
      zh: '使用 AES-128 加密并返回 encryptType 2',
    },
    protocols: ['v1'],
    merchant: { encryptBits: 128 },
    make: (intact) => intact.handle,
  },
  {
    id: 'aes-256-unsaid',
    title: {
      en: 'encrypts with AES-256 and names no encryptType',
      zh: '使用 AES-256 加密,未返回 encryptType',
    },
    protocols: ['v1'],
    make: onSuccess((json) => put(json, { encryptType: undefined })),
  },
  {
    id: 'in-background',
    title: { en: 'creates in the background (000004) and becomes ready', zh: '异步开通(000004),最终就绪' },
    protocols: instances,
    make: inBackground,
  },
  {
    id: 'licence-in-background',
    title: { en: 'answers 000004 to an application for a licence', zh: '申请 License 返回 000004' },
    protocols: ['online-license'],
    make: onSuccess((json, { activity }) =>
      activity === 'getLicenseAsync' ? put(json, { resultCode: '000004' }) : undefined,
    ),
  },
  {
    id: 'chinese-as-it-is',
    title: { en: 'writes Chinese in memo and resultMsg as it is', zh: 'memo、resultMsg 直接返回中文' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onJson((json) => put(json, { resultMsg: '操作完成:云商店' })),
  },
  {
    id: 'chinese-escaped',
    title: { en: 'writes Chinese in resultMsg as \\u escapes', zh: 'resultMsg 中文使用 \\u 转义' },
    protocols: ['v1', 'v2'],
    make: onReply((reply, intact) =>
      withBody(
        reply,
        JSON.stringify(put(jsonOf(reply.body), { resultMsg: 'TEXT' })).replace('TEXT', '\\u6210\\u529f'),
        intact,
      ),
    ),
  },
  {
    id: 'mock-orders-alone',
    title: {
      en: 'looks orders up and knows the nine mock orders alone',
      zh: '通过订单接口查询,仅识别九个 MOCK 订单',
    },
    protocols: ['v2', 'v2-kit', 'online-license', 'license-code', 'order-notify'],
    make: instead(({ values }, intact) => {
      const order = text(values, 'orderId');
      const line = text(values, 'orderLineId');
      if (order === '') return undefined;
      const known = mockOrders.some(({ id }) => id === order) && (line === '' || line === `${order}-000001`);
      return known ? undefined : result('000002', intact, 'no such order');
    }),
  },
  {
    id: 'future-accepted',
    title: { en: 'accepts a timestamp in the future', zh: '接受未来的 timestamp' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp = '', now) =>
        /^\d+$/.test(timestamp) && now - Number(timestamp) <= 60_000 ? undefined : '000002',
    }),
    warns: ['AUTH-FUTURE'],
  },
  {
    id: 'replay-accepted',
    title: { en: 'accepts a nonce a second time', zh: '不校验 nonce 重放' },
    protocols: timed,
    make: (intact) => {
      const seen = new Map<string, Promise<HttpReply>>();
      return (request) => {
        const again = isAuthentic(request, intact)
          ? seen.get(request.url + request.headers['x-nonce'])
          : undefined;
        const reply = again ?? intact.handle(request);
        seen.set(request.url + request.headers['x-nonce'], reply);
        return reply;
      };
    },
    warns: ['AUTH-REPLAY'],
  },
  {
    id: 'released-is-gone',
    title: { en: 'knows an instance no more once it is released', zh: '实例释放后不再可用' },
    protocols: [...instances, 'license-code'],
    make: forgettingReleased,
    warns: ['REPLAY-AFTER-END'],
  },
  {
    id: 'stale-refused-as-unauthentic',
    title: { en: 'refuses a wrong time with 000001', zh: 'timestamp 不合法时返回 000001' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && Math.abs(now - Number(timestamp)) <= 60_000 ? undefined : '000001',
      nonceMissing: '000001',
    }),
  },
  {
    id: 'locked-while-at-work',
    title: {
      en: 'refuses an order for as long as the same order is at work',
      zh: '同一订单处理期间拒绝重复请求',
    },
    protocols: instances,
    make: locking,
  },
  {
    id: 'odd-text-refused',
    title: { en: 'verifies, then refuses names with odd characters', zh: '验签后拒绝含特殊字符的名称' },
    protocols: ['v1', 'v1-kit', 'v2-kit'],
    make: instead(({ values }, intact) =>
      /[<>🛒\n]/u.test(text(values, 'customerName') + text(values, 'name'))
        ? result('000002', intact, 'odd characters')
        : undefined,
    ),
  },
  {
    id: 'lists-alone',
    title: {
      en: 'reads userList and orgInfoList as lists alone, as the tables have them',
      zh: '仅支持数组形式的 userList、orgInfoList',
    },
    protocols: ['v2-kit'],
    make: instead(({ values }, intact) =>
      typeof values.userList === 'string' || typeof values.orgInfoList === 'string'
        ? result('000002', intact, 'not a list')
        : undefined,
    ),
    warns: ['SEM-LIST-FORMS'],
  },
  {
    id: 'more-fields',
    title: { en: 'answers more fields than are asked for', zh: '应答含有额外字段' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onJson((json) => ({
      ...json,
      requestId: crypto.randomUUID(),
      time: Date.now(),
      data: null,
      success: true,
    })),
  },
  {
    id: 'ticket-in-url',
    title: {
      en: 'puts another login ticket into frontEndUrl each time',
      zh: 'frontEndUrl 每次携带不同的登录票据',
    },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) =>
      put(appInfo, { frontEndUrl: `https://app.example.com/login?ticket=${crypto.randomUUID()}` }),
    ),
  },
  {
    id: 'pretty-json',
    title: {
      en: 'answers pretty-printed JSON with a line break behind it',
      zh: '应答为带缩进的 JSON,末尾有换行',
    },
    protocols: ['v1', 'v1-kit', 'v2'],
    make: onReply((reply, intact) =>
      withBody(reply, `${JSON.stringify(jsonOf(reply.body), null, 2)}\n`, intact),
    ),
  },
  {
    id: 'content-type-bare',
    title: {
      en: 'names application/json without a charset',
      zh: 'Content-Type 为不带 charset 的 application/json',
    },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => withHeader(reply, 'Content-Type', 'application/json')),
  },
  {
    id: 'content-type-in-capitals',
    title: { en: 'writes the content type in capitals', zh: 'Content-Type 使用大写' },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => withHeader(reply, 'Content-Type', 'Application/JSON; charset="utf8"')),
  },
  {
    id: 'gbk-said-of-ascii',
    title: {
      en: 'says charset=GBK of a body that is plain ASCII',
      zh: '应答体为纯 ASCII,Content-Type 声明 charset=GBK',
    },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => withHeader(reply, 'Content-Type', 'application/json;charset=GBK')),
  },
  {
    id: 'connection-close',
    title: { en: 'closes the connection after each answer', zh: '每次应答后关闭连接' },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => ({ ...reply, headers: [...reply.headers, ['Connection', 'close']] })),
  },
  {
    id: 'chunked',
    title: { en: 'answers in chunks', zh: '使用分块传输' },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => ({ ...reply, fate: 'chunked' })),
  },
  {
    id: 'empty-message',
    title: { en: 'answers an empty resultMsg', zh: 'resultMsg 为空字符串' },
    protocols: ['v1', 'v2'],
    make: onJson((json) => put(json, { resultMsg: '' })),
  },
  {
    id: 'usage-told',
    title: { en: 'tells the use of a pay-per-use instance', zh: '按需实例返回 usageInfo' },
    protocols: ['v1', 'v2'],
    options: { sale: 'on-demand' },
    make: onSuccess((json) =>
      Array.isArray(json.info)
        ? put(json, {
            info: json.info.map((entry: JsonValue) => ({
              ...(entry as JsonObject),
              usageInfo: [
                {
                  usageValue: 12.5,
                  statisticalTime: '20260301080000000',
                  dashboardUrl: 'https://app.example.com/use',
                },
              ],
            })),
          })
        : undefined,
    ),
  },
  {
    id: 'keys-sorted-anew',
    title: {
      en: 'sorts the keys before it signs and accepts lower-case hex',
      zh: '按键名排序后验签,并接受小写签名',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({ payload: sortedJson, equal: (right, given) => right === given.toLowerCase() }),
  },
];
