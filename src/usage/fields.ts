import type { Localized } from '../text/localized.ts';

/** Name of a field of a metering record, as it is sent. */
export type UsageFieldName =
  | 'instance_id'
  | 'product_id'
  | 'record_time'
  | 'begin_time'
  | 'end_time'
  | 'usage_value'
  | 'metering_sn'
  | 'relate_pkg_instance';

/** Which interface is meant: the new one answers for each record, the old one does not. */
export type UsageInterface = 'new' | 'legacy';

/**
 * Most records in a request of the new interface.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const maxBatchRecords = 1000;

/** A field of a metering record. */
export interface UsageField {
  readonly name: UsageFieldName;
  /** Interfaces that demand it in the input; `metering_sn` is made where it is absent. */
  readonly required: readonly UsageInterface[];
  /** Longest value, in characters. */
  readonly maxLength: number;
  readonly note: Localized;
  /** Chinese headings that a CSV file may use for it; the first is the one koo would write. */
  readonly headings: readonly string[];
}

const both = ['new', 'legacy'] as const;

/**
 * The fields of a metering record. The time format has 16 characters, although the pages allow 17.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html (new)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html (legacy)
 */
export const usageFields: readonly UsageField[] = [
  {
    name: 'instance_id',
    required: both,
    maxLength: 64,
    note: {
      en: 'pay-per-use instance, as the merchant answered it',
      zh: '按需实例 ID，即商家开通时返回的实例 ID',
    },
    headings: ['实例ID', '按需实例ID', '实例'],
  },
  {
    name: 'record_time',
    required: both,
    maxLength: 17,
    note: { en: 'when the record was made, UTC', zh: '话单生成时间（UTC）' },
    headings: ['话单生成时间', '记录时间', '话单时间'],
  },
  {
    name: 'begin_time',
    required: both,
    maxLength: 17,
    note: { en: 'start of the metering window, UTC', zh: '计量开始时间（UTC）' },
    headings: ['开始时间', '计量开始时间', '话单开始时间'],
  },
  {
    name: 'end_time',
    required: both,
    maxLength: 17,
    note: { en: 'end of the metering window, UTC', zh: '计量结束时间（UTC）' },
    headings: ['结束时间', '计量结束时间', '话单结束时间'],
  },
  {
    name: 'usage_value',
    required: both,
    maxLength: 20,
    note: { en: 'more than 0, at most 4 decimals', zh: '大于 0，最多 4 位小数' },
    headings: ['使用量', '用量', '使用量值'],
  },
  {
    name: 'metering_sn',
    required: [],
    maxLength: 64,
    note: {
      en: 'unique id of the record; made from the record where absent',
      zh: '话单唯一标识；缺省时由话单内容生成',
    },
    headings: ['话单唯一标识', '话单ID', '话单流水号', '唯一标识'],
  },
  {
    name: 'relate_pkg_instance',
    required: [],
    maxLength: 64,
    note: {
      en: 'package instance; needed for packages that stop before an excess',
      zh: '关联的套餐包实例 ID；用完即停的套餐包必填',
    },
    headings: ['套餐包实例ID', '关联套餐包实例ID', '关联套餐包实例', '套餐包实例'],
  },
  {
    name: 'product_id',
    required: ['legacy'],
    maxLength: 64,
    note: { en: 'product; old interface only', zh: '商品 ID；仅旧接口需要' },
    headings: ['商品ID', '商品'],
  },
];

/** The field that a CSV heading names: the field's own name or a Chinese heading; case and spaces do not count. */
export function fieldOfHeading(heading: string): UsageFieldName | undefined {
  const key = headingKey(heading);
  return usageFields.find(({ name, headings }) => [name, ...headings].some((one) => headingKey(one) === key))
    ?.name;
}

function headingKey(heading: string): string {
  return heading.replace(/[\s_-]/g, '').toLowerCase();
}

/** What is wrong with a record of the input. */
export interface RecordFault {
  /** Stable, upper snake case. */
  readonly code:
    | 'NOT_JSON'
    | 'NOT_A_RECORD'
    | 'COLUMN_COUNT'
    | 'UNKNOWN_FIELD'
    | 'MISSING'
    | 'NOT_TEXT'
    | 'TOO_LONG'
    | 'BAD_TIME'
    | 'BAD_VALUE'
    | 'BAD_RANGE'
    | 'TOO_OLD';
  readonly field?: UsageFieldName | (string & {});
  readonly message: Localized;
}
