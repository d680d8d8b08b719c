import { isObject, type JsonObject, type JsonValue, objectOf } from '../../../../src/text/json.ts';
import { onAppInfo } from '../mistakes/reply-content.ts';
import type { CompliantVariant } from '../model.ts';
import { jsonOf, onJson, onReply, onSuccess, withBody, withHeader, withMembers } from '../wrap.ts';

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

/** Other replies. */
export const replies: readonly CompliantVariant[] = [
  {
    id: 'nulls',
    title: { en: 'returns null for absent optional fields', zh: '缺省的可选字段返回 null' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onJson(withNulls),
  },
  {
    id: 'no-credentials',
    title: { en: 'returns no user name and no password', zh: 'appInfo 不含用户名和密码' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => withMembers(appInfo, { userName: undefined, password: undefined })),
    skips: /CONSTANT-IV|PLAIN-SECRET|DECRYPT/,
  },
  {
    id: 'url-alone',
    title: { en: 'returns only frontEndUrl in appInfo', zh: 'appInfo 仅含 frontEndUrl' },
    protocols: ['v1', 'v2'],
    make: onAppInfo(({ frontEndUrl = '' }) => ({ frontEndUrl })),
    skips: /CONSTANT-IV|PLAIN-SECRET|DECRYPT/,
  },
  {
    id: 'aes-128',
    title: {
      en: 'encrypts with AES-128 and declares encryptType 2',
      zh: '使用 AES-128 加密并返回 encryptType 2',
    },
    protocols: ['v1'],
    merchant: { encryptBits: 128 },
    make: (reference) => reference.handle,
  },
  {
    id: 'aes-256-unsaid',
    title: {
      en: 'encrypts with AES-256 without encryptType',
      zh: '使用 AES-256 加密，未返回 encryptType',
    },
    protocols: ['v1'],
    make: onSuccess((json) => withMembers(json, { encryptType: undefined })),
  },
  {
    id: 'chinese-as-it-is',
    title: { en: 'writes Chinese in memo and resultMsg without escapes', zh: 'memo、resultMsg 直接返回中文' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onJson((json) => withMembers(json, { resultMsg: '操作完成：云商店' })),
  },
  {
    id: 'chinese-escaped',
    title: { en: 'writes Chinese in resultMsg as \\u escapes', zh: 'resultMsg 中文使用 \\u 转义' },
    protocols: ['v1', 'v2'],
    make: onReply((reply, reference) =>
      withBody(
        reply,
        JSON.stringify(withMembers(jsonOf(reply.body), { resultMsg: 'TEXT' })).replace(
          'TEXT',
          '\\u6210\\u529f',
        ),
        reference,
      ),
    ),
  },
  {
    id: 'more-fields',
    title: { en: 'returns undocumented fields', zh: '响应含有额外字段' },
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
      en: 'returns a new login ticket in frontEndUrl each time',
      zh: 'frontEndUrl 每次携带不同的登录票据',
    },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) =>
      withMembers(appInfo, { frontEndUrl: `https://app.example.com/login?ticket=${crypto.randomUUID()}` }),
    ),
  },
  {
    id: 'ticket-at-purchase',
    title: {
      en: 'returns a login ticket in frontEndUrl for newInstance only',
      zh: '仅在 newInstance 的 frontEndUrl 中携带登录票据',
    },
    protocols: ['v1'],
    make: onJson(({ appInfo, ...json }, { activity }) => {
      if (activity !== 'newInstance' || !isObject(appInfo)) return undefined;
      const frontEndUrl = `${appInfo.frontEndUrl}?ticket=${crypto.randomUUID()}`;
      return { ...json, appInfo: { ...appInfo, frontEndUrl } };
    }),
  },
  {
    id: 'stored-encrypted',
    title: {
      en: 'stores the encrypted user name and password for queries, and encrypts anew for newInstance',
      zh: '查询返回已保存的密文，newInstance 每次重新加密',
    },
    protocols: ['v1'],
    make: (reference) => {
      const stored = new Map<string, JsonValue>();
      return onJson(({ info, ...json }) => {
        if (!Array.isArray(info)) return undefined;
        const shown = info.map((entry) => {
          const { instanceId = '', appInfo = {} } = objectOf(entry);
          const kept = stored.get(String(instanceId)) ?? appInfo;
          stored.set(String(instanceId), kept);
          return { ...objectOf(entry), appInfo: kept };
        });
        return { ...json, info: shown };
      })(reference);
    },
  },
  {
    id: 'pretty-json',
    title: {
      en: 'returns pretty-printed JSON followed by a line break',
      zh: '响应为带缩进的 JSON，末尾有换行',
    },
    protocols: ['v1', 'v1-kit', 'v2'],
    make: onReply((reply, reference) =>
      withBody(reply, `${JSON.stringify(jsonOf(reply.body), null, 2)}\n`, reference),
    ),
  },
  {
    id: 'content-type-bare',
    title: {
      en: 'sets application/json without a charset',
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
      en: 'declares charset=GBK for a plain ASCII body',
      zh: '响应体为纯 ASCII，Content-Type 声明 charset=GBK',
    },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => withHeader(reply, 'Content-Type', 'application/json;charset=GBK')),
  },
  {
    id: 'connection-close',
    title: { en: 'closes the connection after each response', zh: '每次响应后关闭连接' },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => ({ ...reply, headers: [...reply.headers, ['Connection', 'close']] })),
    overHttp: true,
  },
  {
    id: 'chunked',
    title: { en: 'sends a chunked response', zh: '使用分块传输' },
    protocols: ['v1', 'v2'],
    make: onReply((reply) => ({ ...reply, transfer: 'chunked' })),
    overHttp: true,
  },
  {
    id: 'empty-message',
    title: { en: 'returns an empty resultMsg', zh: 'resultMsg 为空字符串' },
    protocols: ['v1', 'v2'],
    make: onJson((json) => withMembers(json, { resultMsg: '' })),
  },
  {
    id: 'usage-told',
    title: { en: 'returns the usage of a pay-per-use instance', zh: '按需实例返回 usageInfo' },
    protocols: ['v1', 'v2'],
    options: { sale: 'on-demand' },
    make: onSuccess((json) =>
      Array.isArray(json.info)
        ? withMembers(json, {
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
];
