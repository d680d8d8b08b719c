import type { ListRef } from '../../seller/model.ts';
import type { KnownConfiguration } from '../../seller/plan.ts';
import type { Localized } from '../../text/localized.ts';
import type { ProductDocument } from '../document/document.ts';
import { listsOf } from './document.ts';

/**
 * What a document takes away and no change tells, where only a part of the present state is known: a person has to look
 * for it in the console.
 */
export function unknownRest(
  document: ProductDocument,
  known: KnownConfiguration | undefined,
  present: { hasList(ref: ListRef): boolean },
): Localized[] {
  return [
    ...(document.audience?.skus && !known?.audience?.skus ? [otherAudiences] : []),
    ...listsOf(document)
      .filter((list) => !present.hasList(list))
      .map(otherUsers),
    ...(document.purchase_limits && !known?.purchase_limits ? [otherLimits] : []),
  ];
}

const otherAudiences: Localized = {
  en: 'In the console, specifications may have an audience of their own that koo does not know: let those that the document does not name follow the product.',
  zh: '控制台中可能有 koo 未知的规格级销售对象：请将文档未列出的规格改为与商品一致。',
};

const otherLimits: Localized = {
  en: 'In the console, there may be purchase limits that koo does not know: also take away those that the document does not name.',
  zh: '控制台中可能有 koo 未知的限购设置：请一并取消文档未列出的限购。',
};

function otherUsers({
  list,
  sku_code: sku,
  users,
}: ListRef & { readonly users: readonly unknown[] }): Localized {
  const name = list.replace('_', '-');
  const some = users.length > 0;
  return {
    en: `In the console, the list ${name}${sku === undefined ? '' : ` of ${sku}`} may have users that koo does not know: also remove ${some ? 'those that the document does not name' : 'all of them'}.`,
    zh: `控制台的名单 ${name}${sku === undefined ? '' : `（规格 ${sku}）`}中可能有 koo 未知的用户：请一并移除${some ? '文档未列出的用户' : '全部用户'}。`,
  };
}
