import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import type { Product } from '../contract.ts';

/**
 * The trial specification that is meant: the one named, or the only one. A code that is none is left to the rules.
 *
 * @param product `undefined` where it is not known
 * @param input what on the command line names the product
 * @throws KooError (usage) `MISSING_FLAG` when it is not clear; `RULE_BROKEN` when there is none
 */
export function trialSku(
  product: Product | undefined,
  named: string | undefined,
  input: 'ID' | '--product' = 'ID',
): string {
  if (named !== undefined) return named;
  if (!product) {
    throw missing({
      en: 'which specifications the product has is not known here',
      zh: '此处无法得知该商品的规格',
    });
  }
  const trials = product.skus.filter(({ trial }) => trial);
  const published = trials.filter(({ trial }) => trial === 'published');
  const [first, ...others] = published.length > 0 ? published : trials;
  if (!first) throw noTrial(product, input);
  if (others.length === 0) return first.sku_code;
  const codes = [first, ...others].map(({ sku_code, name }) => `${sku_code} (${name})`).join(', ');
  throw missing({ en: `one of ${codes}`, zh: `可选：${codes.replaceAll('), ', ')、')}` });
}

function missing(why: Localized): KooError {
  return new KooError({
    category: 'usage',
    code: 'MISSING_FLAG',
    message: { en: `Missing flag: --sku (${why.en})`, zh: `缺少选项：--sku（${why.zh}）` },
    hint: { en: 'Name the specification with --sku CODE.', zh: '请用 --sku CODE 指定规格。' },
  });
}

function noTrial({ product_id: id, delivery }: Product, input: string): KooError {
  const rule = delivery === 'saas' ? 'trial-published' : 'trial-saas';
  return new KooError({
    category: 'usage',
    code: 'RULE_BROKEN',
    message:
      delivery === 'saas'
        ? {
            en: `${input}: ${id} has no trial specification (${rule})`,
            zh: `${input}：商品 ${id} 没有试用规格（${rule}）`,
          }
        : {
            en: `${input}: ${id} is not a SaaS product (${rule})`,
            zh: `${input}：商品 ${id} 不是 SaaS 类商品（${rule}）`,
          },
    hint: {
      en: 'Nothing was changed. Trials are for SaaS products with a published trial specification.',
      zh: '未做任何更改。试用配置仅支持有已发布试用规格的 SaaS 类商品。',
    },
  });
}
