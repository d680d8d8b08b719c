import type { Localized } from '../../text/localized.ts';

/** 配置商品销售对象, Target Customers */
export const audiencePage =
  'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_topic_0000002453027949.html';
/** 信控设置 */
export const creditPage = 'https://www.huaweicloud.com/s/JWNjZSDorr7nva5jdHJsJQ';
/** 商品配置, with 商品库存管理 among its pages */
export const stockPage = 'https://www.huaweicloud.com/s/JeS6keWVhuW6lyU';
/** 商品限购配置, Configuring Purchase Limits */
export const limitPage = 'https://support.huaweicloud.com/eu/sp-marketplace/sp_topic_0000126.html';
/** SaaS类商品试用配置 */
export const trialPage = 'https://www.huaweicloud.com/s/Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU';
/** 枚举属性名称和数量属性名称管理, Managing Product Attributes */
export const attributePage =
  'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_sp_topic_0199264843.html';
/** What follows from koo's own contract and is in no page of Huawei's. */
export const contract = 'docs/api/seller-config.openapi.yaml';

/** A rule in one sentence, and the page it comes from. */
export interface Rule {
  readonly title: Localized;
  /** URL of the page; for a rule of koo's own contract the document of it in the package. */
  readonly source: string;
}

/** A rule as the catalogue holds it. */
export function rule(source: string, en: string, zh: string): Rule {
  return { title: { en, zh }, source };
}
