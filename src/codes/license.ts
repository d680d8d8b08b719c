import { advice } from './advice.ts';
import { accessPage, codeFamily, openApi } from './entry.ts';

const page = accessPage('zh-cn_topic_0070649195');
const olderPage =
  'https://www.huaweicloud.com/guide/productsdesc-bms_74767911ab3af227d0a4e382667efa95support0.html';

/**
 * Codes of licence activation, query and statistics. 92020001 is published with two meanings.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649195.html
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_74767911ab3af227d0a4e382667efa95support0.html (older)
 */
export const licenseCodes = codeFamily(
  'license',
  {
    http: [200],
    occurs: openApi('licenseActivate', 'licenseQuery', 'licenseStats'),
    sources: [page],
  },
  [
    {
      code: '92020000',
      message: { en: 'Success' },
      meaning: { en: 'succeeded', zh: '成功' },
      actor: 'nobody',
      repeat: 'done',
      next: advice.nothing,
    },
    {
      code: '92020001',
      byStatus: [
        { http: 200, meaning: { en: 'internal error', zh: '内部错误' } },
        { http: 403, meaning: { en: 'not authorised (older page)', zh: '未授权（旧版文档）' } },
        { http: 500, meaning: { en: 'internal error (older page)', zh: '内部错误（旧版文档）' } },
      ],
      sources: [page, olderPage],
      notes: [
        {
          en: 'Conflict: the older page has two meanings for it, Unauthorized with HTTP 403 and an internal error with HTTP 500; the newer one answers HTTP 200.',
          zh: '冲突：旧版文档中有两种含义，HTTP 403 表示未授权，HTTP 500 表示内部错误；新版返回 HTTP 200。',
        },
      ],
      http: [200, 403, 500],
      message: { en: 'internal error' },
      meaning: { en: 'internal error, or not authorised', zh: '内部错误或未授权' },
      actor: 'huawei',
      next: {
        en: 'Check that the licence is of your own product, then report it with the time.',
        zh: '请先确认授权码属于您的商品，再提供时间联系华为云处理。',
      },
    },
    {
      code: '92020002',
      sources: [page, olderPage],
      notes: [
        {
          en: 'Conflict: HTTP 200 on the newer page, HTTP 400 on the older.',
          zh: '冲突：新版文档为 HTTP 200，旧版为 HTTP 400。',
        },
      ],
      http: [200, 400],
      message: { en: 'invalid param' },
      meaning: { en: 'a parameter is invalid', zh: '参数不合法' },
      next: advice.parameters,
    },
    {
      code: '92020003',
      occurs: openApi('licenseActivate'),
      message: { en: 'illegal state' },
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
      occurs: openApi('licenseActivate'),
      message: { en: 'can not active before user received.' },
      meaning: { en: 'it cannot be activated before the buyer has received it', zh: '用户领取前不能激活' },
      actor: 'seller',
      next: {
        en: 'Let the buyer receive the licence in the console first.',
        zh: '请先由买家在控制台领取授权码。',
      },
    },
    {
      code: '92020005',
      message: { en: 'license code notexist' },
      meaning: { en: 'the licence does not exist', zh: '授权码不存在' },
      next: { en: 'Check the licence: it begins with PL.', zh: '请检查授权码：以 PL 开头。' },
    },
    {
      code: '92020011',
      message: { en: 'license code has been not activated.' },
      meaning: { en: 'the licence has not been activated', zh: '授权码尚未激活' },
      next: { en: 'Activate it first: koo license activate.', zh: '请先激活：koo license activate。' },
    },
    {
      code: '92020020',
      message: { en: 'Invalid license code exists.' },
      meaning: { en: 'one of the licences is invalid', zh: '存在无效的授权码' },
      next: {
        en: 'Run it again with --each, which tells which one.',
        zh: '请加 --each 重新执行，可看出是哪一个。',
      },
    },
    {
      code: '95000001',
      http: [400],
      message: { en: 'req param is invalid' },
      meaning: { en: 'a parameter of the request is invalid', zh: '请求参数不合法' },
      next: advice.parameters,
    },
    {
      code: '95000002',
      http: [405],
      message: { en: 'Request method not supported' },
      meaning: { en: 'the HTTP method is not supported', zh: '不支持该请求方法' },
      next: { en: 'Use the documented method.', zh: '请使用文档规定的请求方法。' },
    },
    {
      code: '95000003',
      http: [415],
      message: { en: 'Content type not supported' },
      meaning: { en: 'the content type is not supported', zh: '不支持该 Content-Type' },
      next: { en: 'Send application/json.', zh: '请使用 application/json。' },
    },
    {
      code: '95000004',
      http: [400],
      message: { en: 'req message is not readable.' },
      meaning: { en: 'the body cannot be read', zh: '请求体无法解析' },
      next: { en: 'Send valid JSON.', zh: '请发送合法的 JSON。' },
    },
  ],
);
