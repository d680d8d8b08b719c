import type { AudienceType, Configuration, ListRef } from '../seller/contract.ts';
import { audienceWords } from '../seller/words.ts';
import type { Localized } from '../text/localized.ts';

/** What of a configuration decides whether a list counts. */
export interface Settings {
  readonly audience?: {
    readonly type?: AudienceType;
    readonly skus?: Readonly<Record<string, { readonly type: AudienceType }>>;
  };
  readonly credit?: Partial<Configuration['credit']>;
  readonly trial?: Configuration['trial'];
}

/**
 * Why a list has no effect at present, and the command that gives it one.
 *
 * @param where flags that every command for the same place needs, such as `--site sandbox`
 * @returns `undefined` when the list is in force, and where that is not known
 */
export function notInForce(
  product: string,
  ref: ListRef,
  settings: Settings,
  where: readonly string[] = [],
): Localized | undefined {
  const told = (reason: Localized, ...words: readonly string[]): Localized => {
    const command = ['koo product', ...words, ...where].join(' ');
    return {
      en: `The list is not in force: ${reason.en}. To put it in force: ${command}`,
      zh: `名单尚未生效：${reason.zh}。使其生效：${command}`,
    };
  };
  const { list, sku_code: sku = '' } = ref;
  if (list === 'audience') {
    return ref.sku_code === undefined
      ? ofProduct(product, settings, told)
      : ofSku(product, sku, settings, told);
  }
  if (list === 'credit_line') return ofCreditLine(product, settings, told);
  if ((settings.trial?.[sku]?.open_to ?? 'specified') === 'specified') return undefined;
  const everybody = { en: 'everybody may try the product', zh: '目前所有用户都可以试用' };
  return told(everybody, 'trial set', product, '--sku', sku, '--open-to specified');
}

type Told = (reason: Localized, ...words: readonly string[]) => Localized;

function ofProduct(product: string, { audience }: Settings, told: Told): Localized | undefined {
  if (audience?.type === undefined || audience.type === 'specified') return undefined;
  const { en, zh } = audienceWords[audience.type];
  const reason = { en: `the audience of the product is ${en}`, zh: `商品的销售对象为${zh}` };
  return told(reason, 'audience set', product, 'specified');
}

function ofSku(product: string, sku: string, { audience }: Settings, told: Told): Localized | undefined {
  if (!audience) return undefined;
  const { type = 'all', skus } = audience;
  if (type === 'specified' || type === 'associated') {
    const { en, zh } = audienceWords[type];
    return {
      en: `The list is not in force: the audience of the product is ${en}, and its specifications follow it. Without --sku it is the product's own list.`,
      zh: `名单尚未生效：商品的销售对象为${zh}，各规格与商品保持一致。不带 --sku 即为商品本身的名单。`,
    };
  }
  const own = skus?.[sku]?.type ?? type;
  if (own === 'specified') return undefined;
  const { en, zh } = audienceWords[own];
  const reason = { en: `the audience of the specification is ${en}`, zh: `该规格的销售对象为${zh}` };
  return told(reason, 'audience set', product, 'specified', '--sku', sku);
}

function ofCreditLine(product: string, { credit }: Settings, told: Told): Localized | undefined {
  if (credit?.credit_line === undefined || credit.credit_line === 'specified') return undefined;
  const reason =
    credit.credit_line === 'off'
      ? { en: 'the product does not take the credit line', zh: '商品未开启信用额度支付' }
      : { en: 'the product takes the credit line of everybody', zh: '商品的信用额度支付对全部用户开启' };
  return told(reason, 'credit set', product, '--credit-line specified');
}
