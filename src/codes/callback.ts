import { both, type Localized } from '../text/translate.ts';
import { entriesOf } from './families.ts';

/** Result codes that accept a request; 000004 only if the instance may be provisioned later. */
export const success = '000000';
export const inProgress = '000004';

/** The result codes that a merchant's server can return. */
export function callbackCodes(): readonly string[] {
  return entriesOf('callback').map(({ code }) => code);
}

/**
 * The meaning of a result code of a callback; `undefined` for an undocumented code.
 *
 * @param activity for codes that mean something else in some activities
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
 */
export function callbackMeaning(code: string, activity?: string): Localized | undefined {
  // Huawei's V2 sample returns it, against the published table.
  if (code === '000101' && activity === 'applicationSync') return both('clientSecret cannot be decrypted');
  return entriesOf('callback').find((entry) => entry.code === code)?.meaning;
}
