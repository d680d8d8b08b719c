import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { type Database, sql } from '../../state/database.ts';
import { beijingMinute, day } from '../model/calendar.ts';
import { type Clock, readClock, writeClock } from '../model/context.ts';

/**
 * Sets the business clock. A clock that is moved becomes virtual.
 *
 * @param now present business time, and that of the wall clock
 * @param next when something is due, if anything is
 * @returns where an advance ends, if the clock moves on
 * @throws KooError (usage) `CLOCK_BACKWARDS`, `CLOCK_OUT_OF_RANGE`
 */
export function setClock(
  database: Database,
  command: CommandOf<'clock'>,
  times: { readonly now: number; readonly wall: number; readonly next: number | undefined },
): number | undefined {
  const { mode, seed } = command;
  const { now, wall } = times;
  const clock: Clock = { ...readClock(database), ...(seed !== undefined && { seed }) };
  const target = targetOf(command, times);
  if (target !== undefined && !(target >= earliest && target < latest)) {
    throw usageError(
      'CLOCK_OUT_OF_RANGE',
      both('The business clock goes from the year 2000 to the end of 2999'),
      both('Choose a time in between.'),
    );
  }
  const isVirtual =
    mode === 'virtual' || (mode === undefined && (target !== undefined || clock.mode === 'virtual'));
  const isEmpty = !sql(
    database,
  )`SELECT 1 FROM market_instances UNION ALL SELECT 1 FROM market_events LIMIT 1`.exists();
  if (!isVirtual) {
    if (clock.mode === 'virtual' && now > wall && !isEmpty) throw backwards(now, wall);
    writeClock(database, { ...clock, mode: 'real', now: isEmpty ? 0 : clock.now });
    return undefined;
  }
  if (target !== undefined && target < now && !isEmpty) throw backwards(now, target);
  if (target !== undefined && target - now > longest && !isEmpty) {
    throw usageError(
      'CLOCK_OUT_OF_RANGE',
      both('The business clock moves on by ten years at most at a time'),
      both('It is not set back: if you mean it, advance it several times.'),
    );
  }
  // Nothing has happened yet, so the clock can begin at any time.
  const start = isEmpty && target !== undefined ? target : now;
  writeClock(database, { ...clock, mode: 'virtual', now: start });
  return target !== undefined && target > start ? target : undefined;
}

function targetOf(
  { to, advance, next: isToNext }: CommandOf<'clock'>,
  { now, next }: { readonly now: number; readonly next: number | undefined },
): number | undefined {
  if (to !== undefined) return Date.parse(to);
  if (advance !== undefined) return now + advance;
  return isToNext ? next : undefined;
}

/** Limits that give every time of a life a year of four digits. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(3000, 0);

/** Longest advance, which cannot be undone. */
const longest = 10 * 366 * day;

function backwards(now: number, target: number) {
  return usageError(
    'CLOCK_BACKWARDS',
    both('The business clock shows {now} in Beijing, and cannot be set back to {target}', {
      now: beijingMinute(now),
      target: beijingMinute(target),
    }),
    both('Begin anew with `koo sandbox reset --yes`, or choose a later time.'),
  );
}
