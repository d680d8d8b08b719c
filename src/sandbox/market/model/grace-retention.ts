import type { Charging } from '../../../lifecycle/model.ts';
import { day } from './calendar.ts';
import type { Settings } from './settings.ts';

export const levels = ['V0', 'V1', 'V2', 'V3', 'V4', 'V5'] as const;
export type Level = (typeof levels)[number];

interface Days {
  readonly grace: number;
  readonly retention: number;
}

/**
 * Days of grace and retention by customer level on the Chinese site. For other sites they were not established.
 *
 * @see https://support.huaweicloud.com/usermanual-period/zh-cn_topic_0086671074.html
 */
const days: Readonly<Record<Level, Readonly<Record<'period' | 'metered', Days>>>> = {
  V0: { period: { grace: 1, retention: 1 }, metered: { grace: 0, retention: 1 } },
  V1: { period: { grace: 1, retention: 7 }, metered: { grace: 0, retention: 7 } },
  V2: { period: { grace: 1, retention: 7 }, metered: { grace: 0, retention: 7 } },
  V3: { period: { grace: 7, retention: 7 }, metered: { grace: 1, retention: 7 } },
  V4: { period: { grace: 7, retention: 15 }, metered: { grace: 7, retention: 15 } },
  V5: { period: { grace: 7, retention: 15 }, metered: { grace: 7, retention: 15 } },
};

/**
 * Returns how long an overdue resource stays usable, and how long it is kept after that, in milliseconds. A day has 24
 * hours.
 */
export function overdueTimes(
  level: Level,
  charging: Charging,
  { grace_days, retention_days }: Pick<Settings, 'grace_days' | 'retention_days'>,
): Days {
  const { grace, retention } = days[level][charging === 'on-demand' ? 'metered' : 'period'];
  return {
    grace: (grace_days === 'level' ? grace : Number(grace_days)) * day,
    retention: (retention_days === 'level' ? retention : Number(retention_days)) * day,
  };
}
