import type { Localized } from '../../text/localized.ts';
import type { Credit, PurchaseLimit } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { audienceWords, creditWords, limitWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section, settingLines } from './kind.ts';

/** Payment by credit cash coupons and by the credit line. */
export const credit: ChangeKind<Of<'credit'>> = {
  heading: () => ({ section: 'credit' }),
  diff: ({ setting, before, after }) => settingLines(setting, before, after),
  impact: ({ setting, before, after }) => {
    if (width[after] >= width[before ?? 'on']) return undefined;
    return setting === 'cash_coupon' ? noCoupons : after === 'off' ? noLine : lineForSome;
  },
  patch: ({ setting, after }) => ({ credit: { [setting]: after } as Partial<Credit> }),
  rank: ({ after }) => (after === 'off' ? 7 : 6),
  section: creditSection,
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

function creditSection({ setting, before, after }: Of<'credit'>, wording: Wording): Section {
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

/** How often or how much a customer may buy. */
export const limit: ChangeKind<Of<'limit'>> = {
  heading: () => ({ section: 'purchase_limits' }),
  diff: ({ before, after }) => settingLines('limit', limitText(before), limitText(after)),
  impact: limitImpact,
  patch: ({ sku = wholeProduct, after }) => ({ purchase_limits: { [sku]: after ?? null } }),
  rank: () => 6,
  section: limitSection,
};

/** A limit in the words of the document, as all of a diff is. */
function limitText(one: PurchaseLimit | undefined): string | undefined {
  if (!one) return undefined;
  if (one.max_quantity !== undefined) return `max_quantity ${one.max_quantity}`;
  return one.again_after_expiry ? 'once_per_customer, again_after_expiry' : 'once_per_customer';
}

function limitImpact(
  { sku, before, after }: Of<'limit'>,
  _: readonly Change[],
  state: ProductState,
): Localized | undefined {
  if (!after || (before && !isTighter(before, after))) return undefined;
  const where = inSku(sku, state);
  const { max_quantity: max, again_after_expiry: again } = after;
  const bought =
    max === undefined ? { en: 'it', zh: '限购一次' } : { en: `${max}`, zh: `最多购买 ${max} 个` };
  const until = again ? { en: ' until it expires', zh: '到期前' } : { en: '', zh: '' };
  return {
    en: `There is a purchase limit${where.en}: a customer who has bought ${bought.en} can buy no more${until.en}.`,
    zh: `${where.zh}商品限购：每个客户${until.zh}${bought.zh}，达到上限后将无法再购买。`,
  };
}

/** Whether a limit keeps somebody from buying whom the one before did not; of another kind, it may. */
function isTighter(before: PurchaseLimit, after: PurchaseLimit): boolean {
  if (before.max_quantity === undefined || after.max_quantity === undefined) {
    const isOnce = before.max_quantity === undefined && after.max_quantity === undefined;
    return !isOnce || (before.again_after_expiry === true && after.again_after_expiry !== true);
  }
  return after.max_quantity < before.max_quantity;
}

function limitSection({ sku, before, after }: Of<'limit'>, wording: Wording): Section {
  const { say, w, where, target, code } = tools(wording);
  const of = target(sku);
  const steps = !after
    ? [
        say(
          `Take away the purchase limit of ${of}, if there is one. How is not documented: check in the console.`,
          `取消${of}的限购（如有）。操作方式未见于文档，以控制台为准。`,
        ),
      ]
    : [
        before
          ? say(`Choose the purchase limit that ${of} has.`, `选择${of}现有的限购配置。`)
          : say(`Choose ${of}.`, `选择${of}。`),
        after.once_per_customer
          ? say(
              `Tick ${w('once')}: each customer may buy once. ${after.again_after_expiry ? 'Also tick that it cannot be purchased before its resource expires: afterwards it can be bought again.' : 'Leave the option about a resource that has expired unticked: it cannot be bought again.'}`,
              `勾选${w('once')}：每个客户限购一次。${after.again_after_expiry ? '同时勾选“资源到期前不可再次购买”一类的选项：到期后可再次购买。' : '不勾选与资源到期有关的选项：到期后也不可再次购买。'}`,
            )
          : say(
              `Tick ${w('quantity')} and enter the maximum ${code(after.max_quantity ?? '')}.`,
              `勾选${w('quantity')}，最大值填写 ${code(after.max_quantity ?? '')}。`,
            ),
        say(`Choose ${w('submit')}.`, `点击${w('submit')}。`),
      ];
  const words = (one: PurchaseLimit) => limitWords(one)[wording.language];
  return {
    title: say(`Purchase limit${where(sku)}`, `商品限购${where(sku)}`),
    page: 'limits',
    steps,
    goal: steps.join(' '),
    values: after ?? { limit: null },
    expect: after
      ? say(`The purchase limit of ${of} is ${words(after)}.`, `${of}的限购为：${words(after)}。`)
      : say(`There is no purchase limit of ${of}.`, `${of}没有限购。`),
    undo: before
      ? say(`Set the purchase limit back: ${words(before)}.`, `将限购改回：${words(before)}。`)
      : after
        ? say(
            'Take the limit away again, or set it back to what the page showed before.',
            '取消该限购，或改回页面原先显示的限购。',
          )
        : say('Set the limit again that the page showed before.', '重新设置页面原先显示的限购。'),
  };
}

/** How long a trial is, and who may try. */
export const trial: ChangeKind<Of<'trial'>> = {
  heading: () => ({ section: 'trial' }),
  diff: ({ before, after }) => [
    ...settingLines('days', before?.days.toString(), after.days.toString()),
    ...settingLines('open_to', before?.open_to, after.open_to),
  ],
  impact: ({ sku, before, after }, _, state) => {
    if (after.open_to === 'all' || before?.open_to === 'specified') return undefined;
    const where = inSku(sku, state);
    return {
      en: `The trial${where.en} is for the users on its list alone: others can no longer try it.`,
      zh: `${where.zh}试用仅限名单中的用户：其他用户将无法试用。`,
    };
  },
  patch: ({ sku, after }) => ({ trial: { [sku]: after } }),
  rank: () => 6,
  section: trialSection,
};

function trialSection({ sku: skuCode, before, after }: Of<'trial'>, wording: Wording): Section {
  const { say, sku, where, code } = tools(wording);
  const newDays = before?.days !== after.days;
  const steps = [
    say(`Choose the trial specification ${sku(skuCode)}.`, `选择试用规格 ${sku(skuCode)}。`),
    ...(newDays ? [say(`Days of trial: ${code(after.days)}.`, `试用天数：${code(after.days)}。`)] : []),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? say('Open it to all users.', '对全部用户开放。')
            : say('Open it to the users of the whitelist alone.', '仅对白名单用户开放。'),
        ]),
  ];
  const fixed = say('The days of a published trial cannot be changed.', '已发布的试用规格不能更改试用天数。');
  const who = audienceWords[after.open_to][wording.language];
  return {
    title: say(`Trial${where(skuCode)}`, `SaaS试用${where(skuCode)}`),
    page: 'trial',
    steps,
    goal: steps.join(' '),
    values: after,
    expect: say(
      `The trial ${sku(skuCode)} has ${after.days} days and is open to ${who}.`,
      `试用规格 ${sku(skuCode)} 为 ${after.days} 天，对${who}开放。`,
    ),
    undo: before
      ? say(
          `Open it to ${audienceWords[before.open_to].en} again.${newDays ? ` ${fixed}` : ''}`,
          `改回对${audienceWords[before.open_to].zh}开放。${newDays ? fixed : ''}`,
        )
      : say(
          `Open it again to whom the page showed before. ${fixed}`,
          `改回对页面原先显示的用户开放。${fixed}`,
        ),
    notes: newDays ? [fixed] : [],
  };
}

/** More or fewer of a specification for sale. */
export const stock: ChangeKind<Of<'stock'>> = {
  heading: () => ({ section: 'stock' }),
  diff: ({ delta, note }) => [
    delta < 0
      ? { kind: 'remove', text: `- ${-delta} (${note})` }
      : { kind: 'add', text: `+ ${delta} (${note})` },
  ],
  impact: ({ sku, delta }, _, state) => {
    if (delta >= 0) return undefined;
    const where = inSku(sku, state);
    return {
      en: `The stock${where.en} is lowered by ${-delta}: once it is used up nobody can buy.`,
      zh: `${where.zh}库存减少 ${-delta}：售完后将无法购买。`,
    };
  },
  rank: ({ delta }) => (delta > 0 ? 2 : 8),
  section: stockSection,
};

function stockSection({ sku: skuCode, delta, note }: Of<'stock'>, wording: Wording): Section {
  const { say, w, sku, where, code } = tools(wording);
  const by = code(delta);
  return {
    title: say(`Stock${where(skuCode)}`, `库存${where(skuCode)}`),
    page: 'stock',
    steps: [
      ...(skuCode === undefined
        ? []
        : [say(`Choose the row of the specification ${sku(skuCode)}.`, `选择规格 ${sku(skuCode)} 所在行。`)]),
      say(
        `${w('delta')}: ${by}; ${w('note')}: ${code(note)}.`,
        `${w('delta')}：${by}；${w('note')}：${code(note)}。`,
      ),
      say(`Choose ${w('submit')}, once.`, `点击${w('submit')}，只提交一次。`),
    ],
    goal: say(
      `Change the stock${where(skuCode)} by ${by}; note: ${code(note)}.`,
      `库存${where(skuCode)}增减 ${by}；说明：${code(note)}。`,
    ),
    values: { delta, note },
    expect: say(
      `The stock${where(skuCode)} differs by ${by} from what it was.`,
      `库存${where(skuCode)}与原先相差 ${by}。`,
    ),
    undo: say(`Submit the opposite, once: ${code(-delta)}.`, `提交相反的数量，只提交一次：${code(-delta)}。`),
    notes: [
      say(
        'The number is added to the stock (a negative one is taken off it); it is not the new stock. The product has to be on sale.',
        '该数量为增减量（负数为减少），不是新的库存总数。商品须处于在售状态。',
      ),
    ],
  };
}
