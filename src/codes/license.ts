import { advice } from './advice.ts';
import { codeFamily } from './api-code.ts';

/**
 * Codes of licence activation, query and statistics. 92020001 is published with two meanings.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649195.html
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_74767911ab3af227d0a4e382667efa95support0.html (older)
 */
export const licenseCodes = codeFamily('license', [
  {
    code: '92020000',
    meaning: { en: 'succeeded', zh: '成功' },
    actor: 'nobody',
    repeat: 'done',
    next: advice.nothing,
  },
  {
    code: '92020001',
    http: [200, 403, 500],
    meaning: { en: 'internal error, or not authorised', zh: '内部错误或未授权' },
    actor: 'huawei',
    next: {
      en: 'Check that the licence is of your own product, then report it with the time.',
      zh: '请先确认授权码属于您的商品，再提供时间联系华为云处理。',
    },
  },
  {
    code: '92020002',
    http: [200, 400],
    meaning: { en: 'a parameter is invalid', zh: '参数不合法' },
    next: advice.parameters,
  },
  {
    code: '92020003',
    meaning: { en: 'the licence is in a state that does not allow this', zh: '授权码状态不允许此操作' },
    actor: 'nobody',
    repeat: 'done',
    next: {
      en: 'Most often it is activated already: do not activate it again; ask with koo license query.',
      zh: '通常是已经激活过：请勿重复激活，可用 koo license query 查询。',
    },
  },
  {
    code: '92020004',
    meaning: { en: 'it cannot be activated before the buyer has received it', zh: '用户领取前不能激活' },
    actor: 'seller',
    next: {
      en: 'Let the buyer receive the licence in the console first.',
      zh: '请先由买家在控制台领取授权码。',
    },
  },
  {
    code: '92020005',
    meaning: { en: 'the licence does not exist', zh: '授权码不存在' },
    next: { en: 'Check the licence: it begins with PL.', zh: '请检查授权码：以 PL 开头。' },
  },
  {
    code: '92020011',
    meaning: { en: 'the licence has not been activated', zh: '授权码尚未激活' },
    next: { en: 'Activate it first: koo license activate.', zh: '请先激活：koo license activate。' },
  },
  {
    code: '92020020',
    meaning: { en: 'one of the licences is invalid', zh: '存在无效的授权码' },
    next: {
      en: 'Run it again with --each, which tells which one.',
      zh: '请加 --each 重新执行，可看出是哪一个。',
    },
  },
  {
    code: '95000001',
    http: [400],
    meaning: { en: 'a parameter of the request is invalid', zh: '请求参数不合法' },
    next: advice.parameters,
  },
  {
    code: '95000002',
    http: [405],
    meaning: { en: 'the HTTP method is not supported', zh: '不支持该请求方法' },
    next: { en: 'Use the documented method.', zh: '请使用文档规定的请求方法。' },
  },
  {
    code: '95000003',
    http: [415],
    meaning: { en: 'the content type is not supported', zh: '不支持该 Content-Type' },
    next: { en: 'Send application/json.', zh: '请使用 application/json。' },
  },
  {
    code: '95000004',
    http: [400],
    meaning: { en: 'the body cannot be read', zh: '请求体无法解析' },
    next: { en: 'Send valid JSON.', zh: '请发送合法的 JSON。' },
  },
]);
