import type { JsonObject, JsonValue } from '../../../../src/text/json.ts';
import { wires } from '../families.ts';
import type { Mistake } from '../model.ts';
import { onJson, onSuccess, withMembers, withRenamedInstances } from '../wrap.ts';

/** Success with another result code. */
function code(value: JsonValue) {
  return onSuccess((json) => withMembers(json, { resultCode: value }));
}

/** The appInfo of a reply changed, in V1 newInstance and in queryInstance. */
export function onAppInfo(change: (appInfo: JsonObject) => JsonObject) {
  return onSuccess((json) => {
    if (isObject(json.appInfo)) return withMembers(json, { appInfo: change(json.appInfo) });
    if (!Array.isArray(json.info)) return undefined;
    const info = json.info.map((entry: JsonValue) =>
      isObject(entry) && isObject(entry.appInfo)
        ? withMembers(entry, { appInfo: change(entry.appInfo) })
        : entry,
    );
    return withMembers(json, { info });
  });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mistakes in what an answer says. */
export const replyContent: readonly Mistake[] = [
  {
    id: 'code-number',
    title: { en: 'writes resultCode as a number', zh: 'resultCode 写成数字' },
    protocols: wires,
    make: onJson((json) => withMembers(json, { resultCode: Number(json.resultCode) })),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'code-zero',
    title: { en: 'returns resultCode "0"', zh: 'resultCode 返回 "0"' },
    protocols: ['v1', 'v2'],
    make: code('0'),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'code-200',
    title: { en: 'returns resultCode "200"', zh: 'resultCode 返回 "200"' },
    protocols: ['v1', 'v2'],
    make: code('200'),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'code-word',
    title: { en: 'returns resultCode "success"', zh: 'resultCode 返回 "success"' },
    protocols: ['v1', 'v2'],
    make: code('success'),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'code-true',
    title: { en: 'returns resultCode true', zh: 'resultCode 返回 true' },
    protocols: ['v1', 'v2'],
    make: code(true),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'code-unpublished',
    title: { en: 'returns 999999 for a successful creation', zh: '新购返回未公布的结果码 999999' },
    protocols: ['v1', 'v2', 'online-license'],
    make: onSuccess((json, { activity }) =>
      activity === 'newInstance' ? withMembers(json, { resultCode: '999999' }) : undefined,
    ),
    caughtBy: 'LIFE-NEW',
  },
  {
    id: 'code-nested',
    title: { en: 'wraps all fields in data', zh: '结果整体嵌套在 data 中' },
    protocols: ['v1', 'v2', 'license-code'],
    make: onJson((json) => ({ code: 200, data: json })),
    caughtBy: 'REPLY-RESULT-CODE',
    also: ['REPLY-RESULT-MSG'],
  },
  {
    id: 'code-misspelt',
    title: { en: 'writes resultcode in lower case', zh: '字段名误写为 resultcode' },
    protocols: ['v1', 'v2'],
    make: onJson(({ resultCode, ...rest }) => ({ resultcode: resultCode ?? null, ...rest })),
    caughtBy: 'REPLY-RESULT-CODE',
  },
  {
    id: 'no-message',
    title: { en: 'never returns a resultMsg', zh: '从不返回 resultMsg' },
    protocols: wires,
    make: onJson((json) => withMembers(json, { resultMsg: undefined })),
    caughtBy: 'REPLY-RESULT-MSG',
  },
  {
    id: 'message-null',
    title: { en: 'returns resultMsg null', zh: 'resultMsg 为 null' },
    protocols: ['v1', 'v2'],
    make: onJson((json) => withMembers(json, { resultMsg: null })),
    caughtBy: 'REPLY-RESULT-MSG',
  },
  {
    id: 'message-too-long',
    title: { en: 'returns a resultMsg of more than 255 characters', zh: 'resultMsg 超过 255 个字符' },
    protocols: wires,
    make: onSuccess((json) => withMembers(json, { resultMsg: 'ok '.repeat(100) })),
    caughtBy: 'REPLY-LENGTH',
  },
  {
    id: 'no-instance-id',
    title: { en: 'creates an instance without returning its id', zh: '新购响应缺少 instanceId' },
    protocols: ['v1', 'v2', 'online-license'],
    make: onSuccess((json) => withMembers(json, { instanceId: undefined })),
    caughtBy: 'REPLY-FIELDS',
  },
  {
    id: 'instance-id-number',
    title: { en: 'returns the instance id as a number', zh: 'instanceId 返回数字' },
    protocols: ['v1', 'v2', 'online-license'],
    merchant: { id: countingId() },
    make: onSuccess((json) =>
      json.instanceId === undefined ? undefined : withMembers(json, { instanceId: Number(json.instanceId) }),
    ),
    caughtBy: 'REPLY-TYPES',
  },
  {
    id: 'instance-id-too-long',
    title: { en: 'returns instance ids of 80 characters', zh: 'instanceId 长达 80 个字符' },
    protocols: ['v1', 'v2', 'online-license'],
    make: withRenamedInstances((id) => id.repeat(3)),
    caughtBy: 'REPLY-LENGTH',
  },
  {
    id: 'relative-url',
    title: { en: 'returns a relative frontEndUrl', zh: 'frontEndUrl 为相对路径' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => withMembers(appInfo, { frontEndUrl: '/login' })),
    caughtBy: 'REPLY-URLS',
  },
  {
    id: 'url-without-scheme',
    title: { en: 'returns a frontEndUrl without http://', zh: 'frontEndUrl 缺少 http://' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => withMembers(appInfo, { frontEndUrl: 'app.example.com/login' })),
    caughtBy: 'REPLY-URLS',
  },
  {
    id: 'no-url',
    title: { en: 'omits frontEndUrl from appInfo', zh: 'appInfo 缺少 frontEndUrl' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => withMembers(appInfo, { frontEndUrl: undefined })),
    caughtBy: 'REPLY-FIELDS',
  },
  {
    id: 'app-info-forgotten',
    title: { en: 'builds appInfo but does not return it', zh: '组装了 appInfo 却未返回' },
    protocols: ['v1'],
    make: onSuccess((json) => withMembers(json, { appInfo: undefined })),
    caughtBy: 'REPLY-FIELDS',
  },
  {
    id: 'app-info-as-text',
    title: { en: 'returns appInfo as JSON text', zh: 'appInfo 返回 JSON 字符串而非对象' },
    protocols: ['v1'],
    make: onSuccess((json) =>
      json.appInfo === undefined ? undefined : withMembers(json, { appInfo: JSON.stringify(json.appInfo) }),
    ),
    caughtBy: 'REPLY-TYPES',
  },
  {
    id: 'memo-too-long',
    title: { en: 'returns a memo of more than 1024 characters', zh: 'memo 超过 1024 个字符' },
    protocols: ['v1', 'v2'],
    make: onAppInfo((appInfo) => withMembers(appInfo, { memo: '!'.repeat(1100) })),
    caughtBy: 'REPLY-LENGTH',
  },
  {
    id: 'usage-time-with-dashes',
    title: { en: 'writes statisticalTime as a date with dashes', zh: 'statisticalTime 格式错误' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: onSuccess((json) =>
      Array.isArray(json.info)
        ? withMembers(json, {
            info: json.info.map((entry: JsonValue) =>
              isObject(entry)
                ? withMembers(entry, {
                    usageInfo: [{ usageValue: 1, statisticalTime: '2026-03-01 08:00:00' }],
                  })
                : entry,
            ),
          })
        : undefined,
    ),
    caughtBy: 'REPLY-URLS',
  },
  {
    id: 'usage-without-value',
    title: { en: 'omits usageValue from usageInfo', zh: 'usageInfo 缺少 usageValue' },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: onSuccess((json) =>
      Array.isArray(json.info)
        ? withMembers(json, {
            info: json.info.map((entry: JsonValue) =>
              isObject(entry)
                ? withMembers(entry, { usageInfo: [{ statisticalTime: '20260301080000000' }] })
                : entry,
            ),
          })
        : undefined,
    ),
    caughtBy: 'REPLY-FIELDS',
  },
];

/** Identifiers as a database counts them. */
function countingId(): () => string {
  let last = 10_000;
  return () => String(++last).padStart(16, '1');
}
