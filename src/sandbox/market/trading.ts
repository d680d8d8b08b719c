import type { Database } from '../store.ts';
import type { SaleFacts } from './sale.ts';

/** Whether a product can be bought, as far as its server decides that. */
export function tradingOf(_database: Database, _product: string): SaleFacts['trading'] {
  return 'open';
}
