import type { ProtocolId } from '../../../callback/protocols/model.ts';
import { minute } from './calendar.ts';
import type { Cause } from './model.ts';
import type { Settings } from './settings.ts';

/** Number of attempts of a callback, and the time between them, in milliseconds. */
export interface Series {
  readonly attempts: number;
  readonly step: number;
}

const once: Series = { attempts: 1, step: 0 };
/** V2, online licences and licence codes: every 2 minutes for 2 hours. */
const twoHours: Series = { attempts: 60, step: 2 * minute };
/** At once, and every hour for 3 hours. */
const threeHours: Series = { attempts: 4, step: 60 * minute };

/** V1: hourly, or every 3 minutes; orders for 3 hours, everything else for one. */
const v1Series: Readonly<Record<Settings['v1_step'], Readonly<Record<'order' | 'other', Series>>>> = {
  60: { order: threeHours, other: { attempts: 2, step: 60 * minute } },
  3: { order: { attempts: 60, step: 3 * minute }, other: { attempts: 20, step: 3 * minute } },
};

/** Callbacks that are sent once, because the buyer sees the result. */
const live: ReadonlySet<Cause> = new Set(['show', 'check-change', 'kit', 'probe']);

/**
 * Returns the retries of a callback. Where Huawei's pages differ or are silent, the sandbox decides.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html (V2, 2 minutes, 2 hours)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html (V1, 3 hours)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html (notifications, 3 hours)
 */
export function seriesOf(protocol: ProtocolId, cause: Cause, { v1_step }: Settings): Series {
  if (live.has(cause)) return once;
  if (protocol === 'order-notify') return threeHours;
  if (protocol !== 'v1') return twoHours;
  return v1Series[v1_step][cause === 'create' || cause === 'upgrade' ? 'order' : 'other'];
}

export const polls = twoHours;

/** Time from the payment until an undelivered order fails. */
export const orderDeadline = 180 * minute;
