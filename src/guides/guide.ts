import type { Localized } from '../text/localized.ts';

/** A thing to do, or to know before going on. */
export interface Step {
  readonly text: Localized;
  /** Where in the seller console, as its menus are named. */
  readonly console?: Localized;
  /** Commands of koo that help here; words in capitals stand for the merchant's own values. */
  readonly commands?: readonly string[];
  /** Pages of Huawei that say so. */
  readonly sources?: readonly string[];
  /** What koo does not know for sure, or what Huawei changes often: the console has the last word. */
  readonly checkInConsole?: true;
}

/** A checklist for one of a merchant's tasks. */
export interface Guide {
  /** As in `koo guide ID`. */
  readonly id: string;
  readonly title: Localized;
  /** What it is good for, in a line. */
  readonly about: Localized;
  readonly steps: readonly Step[];
}
