import type { Localized } from '../../text/localized.ts';
import type { Credit } from '../contract.ts';
import { creditWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, type Of, type Section, settingLines } from './kind.ts';

type CreditChange = Of<'credit'>;

/** Payment by credit cash coupons and by the credit line. */
export const credit: ChangeKind<CreditChange> = {
  heading: () => ({ section: 'credit' }),
  diff: ({ setting, before, after }) => settingLines(setting, before, after),
  impact: ({ setting, before, after }) => {
    if (width[after] >= width[before ?? 'on']) return [];
    return [setting === 'cash_coupon' ? noCoupons : after === 'off' ? noLine : lineForSome];
  },
  patch: ({ setting, after }) => ({ credit: { [setting]: after } as Partial<Credit> }),
  rank: ({ after }) => (after === 'off' ? 7 : 6),
  section,
};

/** From nobody to everybody. */
const width = { off: 0, specified: 1, all: 2, on: 2 };

const noCoupons: Localized = {
  en: 'Credit cash coupons are no longer taken: buyers who renew with them are cut off.',
  zh: '不再接受授信现金券支付：使用授信现金券续费的用户业务将中断。',
};
const noLine: Localized = {
  en: 'The credit line is no longer taken: buyers who renew with it are cut off.',
  zh: '不再接受信用额度支付：使用信用额度续费的用户业务将中断。',
};
const lineForSome: Localized = {
  en: 'The credit line is for the users on its list alone: others who renew with it are cut off.',
  zh: '信用额度支付仅限名单中的用户：其他使用信用额度续费的用户业务将中断。',
};

function section({ setting, before, after }: CreditChange, wording: Wording): Section {
  const { say, w } = tools(wording);
  const column = w(setting === 'cash_coupon' ? 'cashCoupon' : 'creditLine');
  const state = (value: typeof after) => creditWords[value][wording.language];
  const now = before === undefined ? '' : say(` (now: ${state(before)})`, `（当前：${state(before)}）`);
  const step =
    after === 'specified'
      ? say(
          `In the column ${column} choose ${w('set')}, open ${w('creditSwitch')} and choose ${w('specified')}${now}. It takes effect as soon as you confirm.`,
          `在${column}列点击${w('set')}，打开${w('creditSwitch')}，选择${w('specified')}${now}。确认后立即生效。`,
        )
      : say(
          `In the column ${column}, turn the switch in the row of the product ${state(after)}${now}.`,
          `在${column}列，将该商品所在行的开关设为${state(after)}${now}。`,
        );
  return {
    title:
      setting === 'cash_coupon'
        ? say('Credit cash coupons', '授信现金券支付')
        : say('Credit line', '信用额度支付'),
    page: 'credit',
    steps: [step],
    goal: say(`${column}: ${state(after)}${now}.`, `${column}：${state(after)}${now}。`),
    values: { [setting]: after },
    expect: say(`${column}: ${state(after)}.`, `${column}：${state(after)}。`),
    undo:
      before === undefined
        ? say(`Set ${column} back to what the page showed before.`, `将${column}改回页面原先显示的状态。`)
        : say(`Set ${column} back: ${state(before)}.`, `将${column}改回：${state(before)}。`),
  };
}
