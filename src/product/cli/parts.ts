import type { LiveState } from '../../seller/plan.ts';
import { audience } from '../../seller/settings/audience.ts';
import { credit } from '../../seller/settings/credit.ts';
import { limit } from '../../seller/settings/limit.ts';
import type { Setting } from '../../seller/settings/setting.ts';
import { stock } from '../../seller/settings/stock.ts';
import { trial } from '../../seller/settings/trial.ts';
import { audienceRows, creditRow, limitRows, stockRowsOf, trialRows } from '../rows.ts';
import { renderAudience, renderCredit, renderLimits, renderStock, renderTrials } from './view.ts';

/** A part of a product's configuration as commands show it. */
export interface Part<View> {
  readonly setting: Setting;
  readonly rows: (state: LiveState, sku?: string) => View;
  readonly render: (view: View) => string;
}

const parts = {
  audience: { setting: audience, rows: audienceRows, render: renderAudience },
  credit: { setting: credit, rows: creditRow, render: renderCredit },
  stock: { setting: stock, rows: stockRowsOf, render: renderStock },
  limit: { setting: limit, rows: limitRows, render: renderLimits },
  trial: { setting: trial, rows: trialRows, render: renderTrials },
} as const;

export type PartId = keyof typeof parts;
/** What a command shows of a part. */
export type View<Id extends PartId> = ReturnType<(typeof parts)[Id]['rows']>;

/** A part by its ID; TypeScript cannot see that the types correspond. */
export function partOf<Id extends PartId>(id: Id): Part<View<Id>> {
  return parts[id] as unknown as Part<View<Id>>;
}
