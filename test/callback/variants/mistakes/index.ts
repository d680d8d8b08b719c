import type { Localized } from '../../../../src/text/localized.ts';
import type { Mistake } from '../model.ts';
import { authentication } from './authentication.ts';
import { bodySign } from './body-sign.ts';
import { concurrency } from './concurrency.ts';
import { creation } from './creation.ts';
import { kit } from './kit.ts';
import { life } from './life.ts';
import { orders } from './orders.ts';
import { refusalMistakes } from './refusals.ts';
import { repeats } from './repeats.ts';
import { replyContent } from './reply-content.ts';
import { replyForm } from './reply-form.ts';
import { replyHttp } from './reply-http.ts';
import { secrets } from './secrets.ts';
import { semantics } from './semantics.ts';
import { twoAtOnce } from './two-at-once.ts';
import { v1Signing } from './v1-signing.ts';
import { v2Payload } from './v2-payload.ts';
import { v2Signing } from './v2-signing.ts';

export interface MistakeGroup {
  readonly title: Localized;
  readonly mistakes: readonly Mistake[];
}

/** All mistakes, in the order they are documented in. */
export const mistakeGroups: readonly MistakeGroup[] = [
  { title: { en: 'Signature verification (V1)', zh: 'V1 请求验签' }, mistakes: v1Signing },
  { title: { en: 'Signature verification (V2)', zh: 'V2 请求验签' }, mistakes: [...v2Signing, ...v2Payload] },
  { title: { en: 'Two mistakes at once', zh: '两处错误并存' }, mistakes: twoAtOnce },
  { title: { en: 'Authentication', zh: '鉴权' }, mistakes: authentication },
  { title: { en: 'Rejections', zh: '拒绝请求' }, mistakes: refusalMistakes },
  { title: { en: 'Response signatures (V1)', zh: '响应签名（V1）' }, mistakes: bodySign },
  { title: { en: 'Form of responses', zh: '响应格式' }, mistakes: [...replyHttp, ...replyForm] },
  { title: { en: 'Content of responses', zh: '响应内容' }, mistakes: replyContent },
  { title: { en: 'Encrypted fields (V1)', zh: '加密字段（V1）' }, mistakes: secrets },
  { title: { en: 'Creation of instances', zh: '开通实例' }, mistakes: creation },
  { title: { en: 'Instance lifecycle', zh: '实例生命周期' }, mistakes: [...life, ...repeats] },
  { title: { en: 'Calls at the same time', zh: '并发请求' }, mistakes: concurrency },
  { title: { en: 'Invalid requests', zh: '无效请求' }, mistakes: semantics },
  { title: { en: 'Queries of orders', zh: '查询订单' }, mistakes: orders },
  { title: { en: 'Kit interfaces', zh: '联营 Kit 接口' }, mistakes: kit },
];

export const mistakes: readonly Mistake[] = mistakeGroups.flatMap((group) => group.mistakes);
