import type { Localized } from '../../../../src/text/localized.ts';
import type { Mistake } from '../model.ts';
import { authentication } from './authentication.ts';
import { bodySign } from './body-sign.ts';
import { creation } from './creation.ts';
import { kit } from './kit.ts';
import { life } from './life.ts';
import { refusalMistakes } from './refusals.ts';
import { repeats } from './repeats.ts';
import { replyContent } from './reply-content.ts';
import { replyForm } from './reply-form.ts';
import { replyHttp } from './reply-http.ts';
import { secrets } from './secrets.ts';
import { semantics } from './semantics.ts';
import { v1Signing } from './v1-signing.ts';
import { v2Payload } from './v2-payload.ts';
import { v2Signing } from './v2-signing.ts';

export interface MistakeGroup {
  readonly title: Localized;
  readonly mistakes: readonly Mistake[];
}

/** All mistakes, in the order they are documented in. */
export const mistakeGroups: readonly MistakeGroup[] = [
  { title: { en: 'Verifying V1 requests', zh: 'V1 请求验签' }, mistakes: v1Signing },
  { title: { en: 'Verifying V2 requests', zh: 'V2 请求验签' }, mistakes: [...v2Signing, ...v2Payload] },
  { title: { en: 'Authentication', zh: '鉴权' }, mistakes: authentication },
  { title: { en: 'Refusing', zh: '拒绝请求' }, mistakes: refusalMistakes },
  { title: { en: 'Signing replies (V1)', zh: '应答签名（V1）' }, mistakes: bodySign },
  { title: { en: 'The form of replies', zh: '应答形式' }, mistakes: [...replyHttp, ...replyForm] },
  { title: { en: 'The content of replies', zh: '应答内容' }, mistakes: replyContent },
  { title: { en: 'Encrypted fields (V1)', zh: '加密字段（V1）' }, mistakes: secrets },
  { title: { en: 'Creating instances', zh: '开通实例' }, mistakes: creation },
  { title: { en: 'The life of an instance', zh: '实例生命周期' }, mistakes: [...life, ...repeats] },
  { title: { en: 'Requests that make no sense', zh: '无意义的请求' }, mistakes: semantics },
  { title: { en: 'The joint-operation kit', zh: '联营 kit 接口' }, mistakes: kit },
];

export const mistakes: readonly Mistake[] = mistakeGroups.flatMap((group) => group.mistakes);
