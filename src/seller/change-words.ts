import type { Localized } from '../text/localized.ts';
import type { Change } from './change.ts';
import type { ListName, Product } from './model.ts';
import { skuLabel } from './sku-label.ts';
import { attributeWords, audienceWords, creditWords, limitWords } from './words.ts';

/** As many changes are named; the others are counted. */
const named = 4;

/** What some changes do, in a line: `purchase limit: once per customer`. */
export function changesText(changes: readonly Change[], product?: Product): Localized {
  const parts = changes.slice(0, named).map((change) => changeText(change, product));
  const more = changes.length - parts.length;
  return {
    en: `${parts.map(({ en }) => en).join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    zh: `${parts.map(({ zh }) => zh).join('；')}${more > 0 ? `；另有 ${more} 项` : ''}`,
  };
}

function changeText(change: Change, product: Product | undefined): Localized {
  const { en, zh } = subjectOf(change);
  const value = wishOf(change);
  const where = 'sku' in change && change.sku !== undefined ? skuLabel(change.sku, product) : undefined;
  return {
    en: `${en}${where === undefined ? '' : ` of ${where}`}: ${value.en}`,
    zh: `${zh}${where === undefined ? '' : `（规格 ${where}）`}：${value.zh}`,
  };
}

const lists: Readonly<Record<ListName, Localized>> = {
  audience: { en: 'users who may buy', zh: '可购买的指定用户' },
  credit_line: { en: 'users of the credit line', zh: '可使用信用额度支付的指定用户' },
  trial: { en: 'users of the trial', zh: '可试用的指定用户' },
};

function subjectOf(change: Change): Localized {
  switch (change.kind) {
    case 'audience':
      return { en: 'audience', zh: '销售对象' };
    case 'users':
      return lists[change.list];
    case 'credit':
      return change.setting === 'cash_coupon'
        ? { en: 'credit cash coupons', zh: '授信现金券支付' }
        : { en: 'credit line', zh: '信用额度支付' };
    case 'limit':
      return { en: 'purchase limit', zh: '商品限购' };
    case 'trial':
      return { en: 'trial', zh: 'SaaS试用' };
    case 'attribute':
      return { en: `attribute ${change.code}`, zh: `属性 ${change.code}` };
    case 'stock':
      return { en: 'stock', zh: '库存' };
  }
}

function wishOf(change: Change): Localized {
  switch (change.kind) {
    case 'audience':
      return change.after
        ? audienceWords[change.after.type]
        : { en: 'the same as the product', zh: '与商品相同' };
    case 'users': {
      const [add, remove] = [change.add.length, change.remove.length];
      return { en: `${add} to add, ${remove} to remove`, zh: `添加 ${add}，移除 ${remove}` };
    }
    case 'credit':
      return creditWords[change.after];
    case 'limit':
      return change.after ? limitWords(change.after) : { en: 'none', zh: '不限购' };
    case 'trial': {
      const { days, open_to } = change.after;
      const { en, zh } = audienceWords[open_to];
      return { en: `${days} days, ${en}`, zh: `${days} 天，${zh}` };
    }
    case 'attribute':
      return change.after ? attributeWords(change.after) : { en: 'deleted', zh: '删除' };
    case 'stock': {
      const delta = `${change.delta < 0 ? '' : '+'}${change.delta}`;
      return { en: delta, zh: delta };
    }
  }
}
