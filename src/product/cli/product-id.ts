import { KooError } from '../../errors/koo-error.ts';

/**
 * Lets what may be the id of a product through: it stands in paths, and in commands that a person copies.
 *
 * @param input the argument or flag that gave it
 * @throws KooError (usage, `INVALID_PRODUCT_ID`)
 */
export function productId(text: string, input = 'ID'): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new KooError({
    category: 'usage',
    code: 'INVALID_PRODUCT_ID',
    message: {
      en: `${input}: ${JSON.stringify(text)} is no product id: letters, digits, - and _`,
      zh: `${input}：${JSON.stringify(text)} 不是商品 ID：应由字母、数字、- 和 _ 组成`,
    },
    hint: { en: 'koo product list shows the ids.', zh: '可用 koo product list 查看商品 ID。' },
  });
}
