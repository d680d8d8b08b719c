import { skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Deliver, Exchange, FailureKind, HttpRequest, Outcome } from '../delivery/exchange.ts';
import type { Check, Probe, Verdict } from '../probe/model.ts';
import { describeResult } from '../probe/response.ts';

/** Notices that the server has stopped in the middle of a run. */
export interface Stops {
  /** Does something during which lost connections are no stop. */
  paused<T>(work: () => Promise<T>): Promise<T>;
  /** Examines an exchange of the run, in which one without a response may be the last. */
  note(exchange: Exchange): Promise<void>;
  /** The check as it is run: the one whose request the server did not survive says so, and later ones are skipped. */
  guarded(check: Check): Check;
}

/** How the connection to a server that has stopped fails. */
const stopKinds: ReadonlySet<FailureKind> = new Set(['reset', 'refused', 'cut-off']);

/** What a proxy in front of it answers. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** @param deliver sends a request that the server has answered before, to see whether it still does */
export function watchStops(deliver: Deliver): Stops {
  const running = new Set<string>();
  let answered: HttpRequest | undefined;
  let stop: { readonly exchange: Exchange; readonly suspects: readonly string[]; id?: string } | undefined;
  let isPaused = false;
  const skip = () => skipped(both('the server had stopped (see {id})', { id: stop?.id ?? '?' }));
  return {
    async paused(work) {
      isPaused = true;
      return work().finally(() => {
        isPaused = false;
      });
    },
    async note(exchange) {
      if (!isLost(exchange.outcome)) answered ??= exchange.request;
      else if (!stop && answered && !isPaused) {
        const suspects = [...running];
        const again = await deliver(answered);
        if (!again.answered || isLost(again)) stop ??= { exchange, suspects };
      }
    },
    guarded: (check) => ({
      ...check,
      async run(probe) {
        // The checks of responses make no request.
        if (stop && check.group !== 'reply') return skip();
        const sent = new Set<Exchange>();
        running.add(check.id);
        const verdict = await check.run(recording(probe, sent)).finally(() => running.delete(check.id));
        if (!stop || ![...sent].some(({ outcome }) => isLost(outcome))) return verdict;
        forget(probe, sent);
        if (!sent.has(stop.exchange)) return skip();
        stop.id = check.id;
        return stopVerdict(
          stop.exchange,
          stop.suspects.filter((id) => id !== check.id),
          verdict,
        );
      },
    }),
  };
}

function isLost(outcome: Outcome): boolean {
  return outcome.answered
    ? gatewayStatuses.has(outcome.response.status)
    : stopKinds.has(outcome.failure.kind);
}

function recording(probe: Probe, sent: Set<Exchange>): Probe {
  return {
    ...probe,
    send: async (...call) => {
      const exchange = await probe.send(...call);
      sent.add(exchange);
      return exchange;
    },
  };
}

/** Later checks examine what the server answered. */
function forget({ memory }: Probe, sent: ReadonlySet<Exchange>): void {
  const isGone = (exchange: Exchange) => sent.has(exchange) && isLost(exchange.outcome);
  memory.stopped = true;
  for (const [id, exchange] of memory.steps) if (isGone(exchange)) memory.steps.delete(id);
  memory.repeats.splice(0, Infinity, ...memory.repeats.filter((exchange) => !isGone(exchange)));
  memory.refusals.splice(0, Infinity, ...memory.refusals.filter(({ exchange }) => !isGone(exchange)));
}

function stopVerdict(exchange: Exchange, others: readonly string[], verdict: Verdict): Verdict {
  const result = describeResult(exchange);
  const actual: Localized =
    others.length === 0
      ? both('your server stopped after this request: {result}, and no response to any further one', {
          result,
        })
      : both(
          'your server stopped after this request, or after one of {others} at the same time: {result}, and no response to any further one',
          { result, others },
        );
  const { scenario } = verdict.status === 'failed' ? verdict : {};
  return {
    status: 'failed',
    expected: both('a server that keeps running'),
    actual,
    exchange,
    hint: stopHint,
    endsRun: true,
    ...(scenario !== undefined && { scenario }),
  };
}

const stopHint: Localized = both(
  'Look in the output of your server for the error that ended it, and answer 000005 where a handler throws. In Node, an exception that nothing catches, also in a promise, ends the process. The checks that could not be judged afterwards are skipped.',
);
