import { isWhole } from './whole.ts';

/** How often a property is tried, of the times that it is tried where all is tested: a quarter before a change lands. */
export function runs(times: number): number {
  return isWhole ? times : Math.ceil(times / 4);
}
