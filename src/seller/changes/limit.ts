import type { Localized } from '../../text/localized.ts';
import type { PurchaseLimit } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { limitWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section, settingLines } from './kind.ts';

type LimitChange = Of<'limit'>;

/** How often or how much a customer may buy. */
export const limit: ChangeKind<LimitChange> = {
  heading: () => ({ section: 'purchase_limits' }),
  diff: ({ before, after }) => settingLines('limit', limitText(before), limitText(after)),
  impact,
  patch: ({ sku = wholeProduct, after }) => ({ purchase_limits: { [sku]: after ?? null } }),
  rank: () => 6,
  section,
};

/** A limit in the words of the document, as all of a diff is. */
function limitText(one: PurchaseLimit | undefined): string | undefined {
  if (!one) return undefined;
  if (one.max_quantity !== undefined) return `max_quantity ${one.max_quantity}`;
  return one.again_after_expiry ? 'once_per_customer, again_after_expiry' : 'once_per_customer';
}

function impact({ sku, before, after }: LimitChange, _: readonly Change[], state: ProductState): Localized[] {
  if (!after || (before && !isTighter(before, after))) return [];
  const where = inSku(sku, state);
  const { max_quantity: max, again_after_expiry: again } = after;
  const bought =
    max === undefined ? { en: 'it', zh: '限购一次' } : { en: `${max}`, zh: `最多购买 ${max} 个` };
  const until = again ? { en: ' until it expires', zh: '到期前' } : { en: '', zh: '' };
  return [
    {
      en: `There is a purchase limit${where.en}: a customer who has bought ${bought.en} can buy no more${until.en}.`,
      zh: `${where.zh}商品限购：每个客户${until.zh}${bought.zh}，达到上限后将无法再购买。`,
    },
  ];
}

/** Whether a limit keeps somebody from buying whom the one before did not; of another kind, it may. */
function isTighter(before: PurchaseLimit, after: PurchaseLimit): boolean {
  if (before.max_quantity === undefined || after.max_quantity === undefined) {
    const isOnce = before.max_quantity === undefined && after.max_quantity === undefined;
    return !isOnce || (before.again_after_expiry === true && after.again_after_expiry !== true);
  }
  return after.max_quantity < before.max_quantity;
}

function section({ sku, before, after }: LimitChange, wording: Wording): Section {
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
              `Tick ${w('once')}: each customer may buy once. Buying again after the resource has expired: ${after.again_after_expiry ? 'allowed (tick that it cannot be purchased before its resource expires)' : 'not allowed'}.`,
              `勾选${w('once')}：每个客户限购一次。资源到期后再次购买：${after.again_after_expiry ? '允许（勾选“资源到期前不可再次购买”一类的选项）' : '不允许'}。`,
            )
          : say(
              `Tick ${w('quantity')} and enter the maximum ${code(String(after.max_quantity ?? ''))}.`,
              `勾选${w('quantity')}，最大值填写 ${code(String(after.max_quantity ?? ''))}。`,
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
