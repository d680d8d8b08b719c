import { stateOf } from '../../../lifecycle/life.ts';
import type { Life } from '../../../lifecycle/model.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Context } from './context.ts';
import type { Notice } from './journal.ts';
import type { Instance } from './model.ts';

export function noteState(context: Context, before: Life, { key, life }: Instance): void {
  const [was, is] = [stateOf(before).name, stateOf(life).name];
  if (was === is) return;
  context.note({ type: 'state', state: is, text: stateTexts[is] }, key);
  const notice = buyerNotices[is];
  if (notice && was !== 'creating') notify(context, 'buyer', notice, stateTexts[is], key);
}

const stateTexts: Readonly<Record<ReturnType<typeof stateOf>['name'], Localized>> = {
  creating: both('The instance is being created'),
  active: both('The instance is active'),
  grace: both('The instance is overdue, and stays usable during its grace period'),
  frozen: both('The instance is frozen'),
  released: both('The instance is released'),
  failed: both('The order failed, and the buyer gets the money back'),
};

const buyerNotices: Readonly<Partial<Record<string, Notice>>> = { frozen: 'frozen', released: 'released' };

/**
 * Notes a message: KooGallery sends mails and text messages, the sandbox sends none.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html
 */
export function notify(
  context: Context,
  to: 'seller' | 'buyer',
  kind: Notice,
  text: Localized,
  instance?: number,
): void {
  context.note({ type: 'notice', to, kind, text }, instance);
}
