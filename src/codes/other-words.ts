/** What people call the trouble of a code where its texts use other words: found by a search, and shown nowhere. */
export const otherWords: Readonly<Record<string, string>> = {
  '000100': '库存不足 没有库存 无库存 缺货 没货 资源不足 out of stock',
  '000106': '库存不足 没有库存 无库存 缺货 没货 资源不足 卖完 out of stock',
  '000103': '重复下单 重复购买 重复订购 bought twice ordered twice',
  '000105': '重复下单 重复购买 重复订购 重复开通 bought twice ordered twice',
};
