import type { Localized } from '../text/localized.ts';

/** A page of the seller console on which a part of a configuration is kept. */
export type PageId = 'audience' | 'credit' | 'stock' | 'limits' | 'trial' | 'attributes';

/** What to click on the Chinese site: the menus as they are named there, and what they mean. */
export const chinesePages: Readonly<Record<PageId, Localized>> = {
  audience: {
    zh: '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 销售对象管理（或：对象配置）',
    en: 'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Target Customers',
  },
  credit: {
    zh: '卖家中心 > 商品管理 > 信控设置',
    en: 'Seller Console > Product Management > Credit Control',
  },
  stock: { zh: '卖家中心 > 库存管理 > 设置库存', en: 'Seller Console > Stock > Set Stock' },
  limits: {
    zh: '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 商品限购配置 > 添加配置',
    en: 'Seller Console > Product Management (formerly Transaction Management) > Sales Configurations > Purchase Limits > Add Configuration',
  },
  trial: {
    zh: '卖家中心 > 销售配置管理 > SaaS试用配置 > 添加配置',
    en: 'Seller Console > Sales Configurations > SaaS Trial > Add Configuration',
  },
  attributes: {
    zh: '卖家中心 > 商品管理 > 枚举属性名称和数量属性名称管理',
    en: 'Seller Console > Product Management > Names of Enumeration and Quantity Attributes',
  },
};
