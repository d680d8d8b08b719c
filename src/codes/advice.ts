import type { Localized } from '../text/localized.ts';

/** What to do next, where several codes ask for the same. */
export const advice = {
  nothing: { en: 'Nothing is to be done.', zh: '无需处理。' },
  later: { en: 'Try again later.', zh: '请稍后重试。' },
  slower: { en: 'Wait a while and send fewer requests at once.', zh: '请稍候重试，并降低请求频率。' },
  parameters: {
    en: 'Compare names, lengths and formats of the parameters with the documentation.',
    zh: '请对照文档检查参数的名称、长度和格式。',
  },
  ownership: {
    en: 'Use the AK/SK of the seller account that published the product (koo login).',
    zh: '请使用发布该商品的商家账号的 AK/SK（koo login）。',
  },
  credential: {
    en: 'Check AK and SK: koo whoami, or koo login with a new key.',
    zh: '请检查 AK 和 SK：运行 koo whoami，或用新的密钥执行 koo login。',
  },
  ask: {
    en: 'Report it to Huawei with the request id and the time.',
    zh: '请提供请求 ID 和时间，联系华为云处理。',
  },
} as const satisfies Record<string, Localized>;

/** Why there are too many requests, in the words that people look for. */
export const throttled: Localized = {
  en: 'The rate limit is reached: requests are throttled.',
  zh: '达到流量控制上限，请求已被限流。',
};
