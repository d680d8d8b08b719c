import { expect, test } from 'vitest';
import { levels, overdueTimes } from '../../../../src/sandbox/market/model/grace-retention.ts';
import { defaultSettings } from '../../../../src/sandbox/market/model/settings.ts';

const day = 24 * 3_600_000;

test('grace and retention by customer level', () => {
  const daysOf = (charging: 'period' | 'on-demand') =>
    levels.map((level) => {
      const { grace, retention } = overdueTimes(level, charging, defaultSettings);
      return `${level} ${grace / day} ${retention / day}`;
    });
  expect(daysOf('period')).toEqual(['V0 1 1', 'V1 1 7', 'V2 1 7', 'V3 7 7', 'V4 7 15', 'V5 7 15']);
  expect(daysOf('on-demand')).toEqual(['V0 0 1', 'V1 0 7', 'V2 0 7', 'V3 1 7', 'V4 7 15', 'V5 7 15']);
  // A package is paid for a period.
  expect(overdueTimes('V3', 'package', defaultSettings)).toEqual(
    overdueTimes('V3', 'period', defaultSettings),
  );
});
