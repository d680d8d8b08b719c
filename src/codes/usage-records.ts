import type { Localized } from '../text/localized.ts';
import { apiCode } from './openapi.ts';

/**
 * What KooGallery says about single records. 008 does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
const meanings: Readonly<Record<string, Localized>> = {
  '001': { en: 'the instance does not exist', zh: '实例不存在' },
  '002': { en: 'the time format is wrong', zh: '时间格式错误' },
  '003': { en: 'the usage value is wrong', zh: '使用量错误' },
  '004': { en: 'the unique id of the record is missing', zh: '话单唯一标识缺失' },
  '005': { en: 'the unique id of the record was used before', zh: '话单唯一标识重复' },
  '006': { en: 'the product has been delisted', zh: '商品已下架' },
  '007': { en: 'the record is too old', zh: '话单时间过期' },
  '009': { en: 'the instance does not belong to this merchant', zh: '实例不属于该服务商' },
  '010': { en: 'the record was sent before', zh: '话单重复' },
  '011': { en: 'the time range is wrong', zh: '时间范围不合法' },
  '012': { en: 'the instance is not pay-per-use', zh: '实例不是按需类型' },
  '013': {
    en: 'the resource is in an abnormal state; send the record again later',
    zh: '资源状态异常，请稍后重新推送',
  },
};

/** koo's own code for a record whose `metering_sn` belongs to another one. */
export const snReused = 'SN_REUSED';

const snReusedMeaning: Localized = {
  en: 'this metering_sn was used for another record; give this one an id of its own',
  zh: '该 metering_sn 已用于另一条话单，请为此话单使用新的唯一标识',
};

/** Meaning of the code a record was refused with, its own or that of its request; an unknown code says so. */
export function recordMeaning(code: string): Localized {
  if (code === snReused) return snReusedMeaning;
  return meanings[code] ?? apiCode(code)?.meaning ?? { en: 'not documented', zh: '文档未说明的错误码' };
}

/** The code which says that the `metering_sn` was used before, be it for the same record or for another one. */
export const snTaken = '005';

/** Codes which say that the record is there already: to whoever sends it again, that is a success. */
export const alreadyThere: ReadonlySet<string> = new Set([snTaken, '010']);

/**
 * Codes of a request that blame its records, or their number: sent in smaller parts, the others are accepted.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html
 */
export const blamesRecords: ReadonlySet<string> = new Set(['MKT.9001', 'MKT.9002', 'MKT.9003', 'MKT.9004']);
