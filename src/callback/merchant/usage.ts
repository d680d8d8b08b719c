import { hour, second } from '../../text/duration.ts';
import type { JsonObject } from '../../text/json.ts';
import { utcMillis, utcSeconds } from '../protocols/time.ts';
import type { Instance, State } from './state.ts';

/** A record of the usage push. Its keys are in ascending order, as the signature requires. */
export interface UsageRecord {
  readonly begin_time: string;
  readonly end_time: string;
  readonly instance_id: string;
  readonly metering_sn: string;
  readonly record_time: string;
  /** Hours of use. */
  readonly usage_value: string;
}

const onDemand = '0';
const onDemandPackage = '5';

/**
 * Starts metering a pay-per-use instance that is in use, unless it is metered already. The resource starts when the order
 * is completed, in the second of the response, so the next second is the first that can be charged.
 */
export function startMetering(instance: Instance, now: Date): void {
  const { chargingMode, test, status, usage } = instance;
  const isMetered = usage.periods.at(-1)?.until === Number.POSITIVE_INFINITY;
  if (chargingMode !== onDemand || test || status !== 'active' || isMetered) return;
  usage.periods.push({ from: Math.ceil(now.getTime() / second) * second, until: Number.POSITIVE_INFINITY });
}

/** Stops metering an instance that is frozen or released: later use is not charged. */
export function stopMetering({ usage: { periods } }: Instance, now: Date): void {
  const last = periods.at(-1);
  if (!last) return;
  last.until = Math.min(last.until, wholeSeconds(now));
  // Not used for a whole second.
  if (last.from >= last.until) periods.pop();
}

function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / second) * second;
}

/**
 * Returns the usage until now that is not pushed yet, as records of up to an hour.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function dueUsage({ instances }: State, now: Date): readonly UsageRecord[] {
  const end = wholeSeconds(now);
  return [...instances.values()].flatMap(({ id, usage }) =>
    usage.periods.flatMap(({ from, until }) => hourlyRecords(id, from, Math.min(until, end))),
  );
}

function hourlyRecords(id: string, from: number, until: number): UsageRecord[] {
  const count = Math.max(0, Math.ceil((until - from) / hour));
  return Array.from({ length: count }, (_, index) => {
    const begin = from + index * hour;
    const end = Math.min(begin + hour, until);
    return {
      begin_time: formatRecordTime(begin),
      end_time: formatRecordTime(end),
      instance_id: id,
      // Identifies the record by its beginning: sent again with another end, it is not charged twice.
      metering_sn: `${id}-${formatRecordTime(begin)}`,
      record_time: formatRecordTime(end),
      usage_value: String(rounded((end - begin) / hour)),
    };
  });
}

/** Rounds to four decimals, which the interface accepts. */
function rounded(hours: number): number {
  return Math.round(hours * 10_000) / 10_000;
}

/**
 * Records how a push ended.
 *
 * @param records in the order of {@link dueUsage}; none of them is pushed again, because KooGallery would reject the
 * same ones
 * @param rejected the `metering_sn` of the rejected records
 */
export function settleUsage(
  { instances }: State,
  records: readonly UsageRecord[],
  rejected: ReadonlySet<string>,
): void {
  for (const { instance_id, begin_time, end_time, metering_sn, usage_value } of records) {
    const usage = instances.get(instance_id)?.usage;
    const period = usage?.periods.find(({ from }) => formatRecordTime(from) === begin_time);
    if (!usage || !period) continue;
    period.from = parseRecordTime(end_time);
    if (period.from >= period.until) usage.periods.splice(usage.periods.indexOf(period), 1);
    if (rejected.has(metering_sn)) continue;
    usage.accepted = rounded(usage.accepted + Number(usage_value));
    usage.acceptedUntil = period.from;
  }
}

/** `yyyyMMdd'T'HHmmss'Z'` */
function formatRecordTime(time: number): string {
  return utcSeconds(new Date(time)).replace(/^.{8}/, '$&T').concat('Z');
}

function parseRecordTime(recordTime: string): number {
  return Date.parse(recordTime.replace(/^(....)(..)(..)T(..)(..)/, '$1-$2-$3T$4:$5:'));
}

/**
 * Returns the usage of a pay-per-use instance or package for queryInstance; empty for others.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
 */
export function usageInfo({ chargingMode, usage }: Instance, now: Date): JsonObject {
  if (chargingMode !== onDemand && chargingMode !== onDemandPackage) return {};
  const { accepted, acceptedUntil } = usage;
  const statisticalTime = utcMillis(acceptedUntil === undefined ? now : new Date(acceptedUntil));
  return {
    usageInfo: [{ usageValue: accepted, statisticalTime, dashboardUrl: 'https://app.example.com/usage' }],
  };
}
