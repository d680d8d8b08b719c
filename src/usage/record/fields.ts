import type { Localized } from '../../text/localized.ts';

export type UsageFieldName =
  | 'instance_id'
  | 'product_id'
  | 'record_time'
  | 'begin_time'
  | 'end_time'
  | 'usage_value'
  | 'metering_sn'
  | 'relate_pkg_instance';

/** The usage interface: the new one returns results per record, the old one does not. */
export type UsageInterface = 'new' | 'legacy';

/**
 * Most records in a request of the new interface.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const maxBatchRecords = 1000;

export interface UsageField {
  readonly name: UsageFieldName;
  /** Interfaces that require it in the input; `metering_sn` is generated where it is absent. */
  readonly required: readonly UsageInterface[];
  /** Longest value, in characters. */
  readonly maxLength: number;
  /** Chinese headings a CSV file may use for it; messages name the first. */
  readonly headings: readonly string[];
}

const always = ['new', 'legacy'] as const;

/**
 * The fields of a usage record. Times have 16 characters, although the pages allow 17.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html (new)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html (legacy)
 */
export const usageFields: readonly UsageField[] = [
  { name: 'instance_id', required: always, maxLength: 64, headings: ['实例ID', '按需实例ID', '实例'] },
  {
    name: 'record_time',
    required: always,
    maxLength: 17,
    headings: ['记录时间', '话单生成时间', '话单时间'],
  },
  {
    name: 'begin_time',
    required: always,
    maxLength: 17,
    headings: ['开始时间', '计量开始时间', '话单开始时间'],
  },
  {
    name: 'end_time',
    required: always,
    maxLength: 17,
    headings: ['结束时间', '计量结束时间', '话单结束时间'],
  },
  { name: 'usage_value', required: always, maxLength: 20, headings: ['使用量', '用量', '使用量值'] },
  {
    name: 'metering_sn',
    required: [],
    maxLength: 64,
    headings: ['唯一标识', '话单唯一标识', '话单ID', '话单流水号'],
  },
  {
    name: 'relate_pkg_instance',
    required: [],
    maxLength: 64,
    headings: ['套餐包实例ID', '关联套餐包实例ID', '关联套餐包实例', '套餐包实例'],
  },
  { name: 'product_id', required: ['legacy'], maxLength: 64, headings: ['商品ID', '商品'] },
];

/** Finds the field of a CSV heading: its name or a Chinese heading, ignoring case, spaces, `_` and `-`. */
export function findFieldByHeading(heading: string): UsageFieldName | undefined {
  const key = headingKey(heading);
  return usageFields.find(({ name, headings }) => [name, ...headings].some((one) => headingKey(one) === key))
    ?.name;
}

function headingKey(heading: string): string {
  return heading.replace(/[\s_-]/g, '').toLowerCase();
}

/** A rule that a record of the input breaks. */
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

/** Everything that is wrong with a record. */
export type RecordFaults = readonly [RecordFault, ...RecordFault[]];
