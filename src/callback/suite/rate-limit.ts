import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Deliver, Exchange, Outcome } from '../delivery/exchange.ts';
import type { Memory } from '../probe/model.ts';

const mostTries = 5;
const waitMs = 1000;

const notice: Localized = both(
  'The server limits how often it is called (HTTP 429), so koo waited and called again. KooGallery calls less often.',
);

interface Delivery {
  readonly deliver: Deliver;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Delivers a request, and a new one after a second if the server limits its calls (HTTP 429): koo calls far more often
 * than KooGallery. After a request that is refused each time, no other is repeated.
 */
export async function deliverPatiently<T extends Pick<Exchange, 'request'>>(
  make: () => T,
  { deliver, sleep, signal }: Delivery,
  memory: Pick<Memory, 'alwaysLimits' | 'notices'>,
): Promise<{ readonly exchange: T; readonly outcome: Outcome }> {
  for (let tries = 1; ; tries += 1) {
    const exchange = make();
    const outcome = await deliver(exchange.request);
    const isLimited = outcome.answered && outcome.response.status === 429;
    if (!isLimited && tries > 1) memory.notices.push(notice);
    if (!isLimited || memory.alwaysLimits || signal?.aborted) return { exchange, outcome };
    if (tries === mostTries) {
      memory.alwaysLimits = true;
      return { exchange, outcome };
    }
    await sleep(waitMs);
  }
}
