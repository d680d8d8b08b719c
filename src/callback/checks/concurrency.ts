import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { type Check, type CheckParts, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { asOtherAccount, createWithNewOrder, instanceIdIn, resend } from '../probe/new-instance.ts';
import { describeResult, isAccepted, isRejected, isTemporary } from '../probe/response.ts';
import { lifecycleSteps } from '../probe/steps.ts';
import { slowCreationSubstitute, testActivity, testCallOf, testCallValues } from '../probe/test-call.ts';
import { combine, expectedSuccess, judgeSuccess } from '../probe/verdicts.ts';
import type { Protocol } from '../protocols/model.ts';
import { instanceIdOrResult } from './creation.ts';
import { wrongKeyRefused } from './forged-requests.ts';

/** Numbers of simultaneous calls. */
const burst = 50;
const refused = 40;
const orders = 6;

/** Checks that calls at the same time, or on one connection, do not get into each other's way. */
export function concurrencyChecks(protocol: Protocol): Check[] {
  const { activity, needs } = testCallOf(protocol);
  const check = (id: string, parts: CheckParts) =>
    checkOf(protocol, parts.after?.[0] === 'end' ? 'end' : 'replay', `CONC-${id}`, {
      ...parts,
      needs: [needs, ...(parts.needs ?? [])],
      // A call that fails when it is repeated has been reported.
      run: async (probe) =>
        probe.memory.unrepeatable.has(testActivity(probe)) ? combine([]) : parts.run(probe),
    });
  const steps = lifecycleSteps[protocol.id];
  const twice = (id: string, after: 'life' | 'end') =>
    check(id, {
      after: [after],
      title: both('A call that arrives twice at the same time succeeds, and changes the instance once'),
      hint: both('Use one transaction, and a lock or a unique key: a retry may overtake the first call.'),
      run: (probe) =>
        callPairs(
          probe,
          steps.flatMap(({ id, group = 'life' }) => (group === after ? id : [])),
        ),
    });
  const correct = both('a correct call succeeds');
  return [
    ...(activity === 'newInstance'
      ? [
          check('ORDERS', {
            needs: ['IDEMP-NEW-OTHER', 'IDEMP-NEW-PARALLEL', 'REPLAY-CASES'],
            title: both('Different orders at the same time get their own instances'),
            hint: both(
              'Keep nothing of a call where other calls find it, such as in fields of a controller.',
            ),
            run: createSeveral,
          }),
        ]
      : []),
    twice('TWICE', 'life'),
    ...(steps.some(({ group }) => group === 'end') ? [twice('TWICE-END', 'end')] : []),
    ...(steps.some(({ id }) => id === 'LIFE-FREEZE')
      ? [
          check('CROSSED', {
            needs: ['LIFE-RENEW', 'LIFE-FREEZE'],
            title: both('A renewal and a change of status at the same time succeed'),
            hint: both(
              'Lock what a call changes in the same order everywhere, and repeat a transaction that ends in a deadlock.',
            ),
            run: (probe) => callPairs(probe, ['LIFE-RENEW', 'LIFE-RENEW'], ['LIFE-FREEZE', 'LIFE-UNFREEZE']),
          }),
        ]
      : []),
    check('CHANGES', {
      after: ['life'],
      title: both('Changes at the same time, each of them twice, succeed, and none is lost'),
      hint: both(
        'Read, change and write in one transaction, and lock what a call changes: KooGallery does not wait for one call before it makes another.',
      ),
      run: async (probe) => (await import('../exploration/at-once.ts')).liveAtOnce(probe),
    }),
    check('BURST', {
      title: both('{burst} calls at the same time are answered', { burst }),
      hint: both('Let calls wait for a thread, a connection and the database instead of failing.'),
      run: callInBurst,
    }),
    check('REFUSED', {
      needs: [wrongKeyRefused],
      title: both('A correct call succeeds after {refused} refused ones at the same time', { refused }),
      hint: both('Release what a refused call holds as well: connections, transactions and locks.'),
      run: async (probe) => {
        const values = testCallValues(probe);
        const send = () => probe.send(testActivity(probe), values, { key: probe.id() });
        await Promise.all(Array.from({ length: refused }, send));
        return judge(await callOnce(probe), correct);
      },
    }),
    check('LENGTHS', {
      needs: [wrongKeyRefused, 'VERIFY-EXTRA'],
      title: both('Long and refused requests do not disturb the next one on their connection'),
      hint: both(
        'Read the whole body of every request, to Content-Length and no further, or close the connection.',
      ),
      run: async (probe) => {
        const kooExtra = 'koo '.repeat(protocol.method === 'GET' ? 500 : 5_000);
        // The HTTP client keeps the connection.
        for (const proof of [{}, { key: probe.id() }, {}]) {
          await probe.send(testActivity(probe), testCallValues(probe, { kooExtra }), proof);
          const next = await callOnce(probe);
          // A server may close it at the moment in which koo sends the next request.
          const verdict = judge(next.outcome.answered ? next : await callOnce(probe), correct);
          if (verdict.status !== 'passed') return verdict;
        }
        return passed;
      },
    }),
  ];
}

function callOnce(probe: Probe): Promise<Exchange> {
  return probe.send(testActivity(probe), testCallValues(probe));
}

function judge(exchange: Exchange, expected: Localized): Verdict {
  return isAccepted(exchange) ? passed : failed(expected, describeResult(exchange), exchange);
}

async function createSeveral(probe: Probe): Promise<Verdict> {
  const { created, refusedOrder } = probe.memory;
  if (!created || refusedOrder || slowCreationSubstitute(probe))
    return skipped(both('the server does not create instances of new orders, or takes seconds for each'));
  const create = async () => asOtherAccount(probe, await createWithNewOrder(probe, created.exchange));
  const exchanges = await Promise.all(Array.from({ length: orders }, create));
  const ids = new Set<string | undefined>();
  for (const exchange of exchanges) {
    const alone = await resend(probe, exchange);
    if (!isAccepted(alone)) return judge(alone, expectedSuccess);
    const isSame = !isAccepted(exchange) || instanceIdIn(exchange) === instanceIdIn(alone);
    const expected = both('the same as when the order comes alone, {id}', { id: instanceIdOrResult(alone) });
    if (!isSame) return failed(expected, instanceIdOrResult(exchange), exchange);
    ids.add(instanceIdIn(alone));
  }
  if (ids.size === orders) return passed;
  return failed(
    both('{orders} instances', { orders }),
    both('{count} instances', { count: ids.size }),
    exchanges[0],
  );
}

/**
 * Makes accepted steps at the same time as others, or twice. 000004, where no page explains it, is a warning if the call
 * succeeds later.
 */
async function callPairs(probe: Probe, ids: readonly string[], others = ids): Promise<Verdict> {
  const { memory, protocol } = probe;
  const cases: [string, Verdict][] = [];
  for (const [index, id] of ids.entries()) {
    const made = [id, others[index]]
      .flatMap((one) => memory.steps.get(`${protocol.code}-${one}`) ?? [])
      // Other checks create instances twice. A released one need not expire any more.
      .filter(
        ({ activity: { name } }) => !/^(newInstance|expire)/.test(name) && !memory.unrepeatable.has(name),
      )
      .filter(isAccepted);
    if (made.length < 2) continue;
    // Those that fail one after the other have been reported.
    const alone: Exchange[] = [];
    for (const step of new Set(made.toReversed())) alone.push(await resend(probe, step));
    if (!alone.every(isAccepted)) continue;
    for (const one of await Promise.all(made.map((step) => resend(probe, step)))) {
      const { name } = one.activity;
      const verdict = judgeSuccess(one);
      const expected = both('{name} succeeds at the same time as another call', { name });
      const isLate = isTemporary(one) && isAccepted(await resend(probe, one));
      const change = { expected, ...(isLate && { severity: 'warning' as const }) };
      cases.push([name, verdict.status === 'failed' ? { ...verdict, ...change } : verdict]);
    }
  }
  return combine(cases);
}

/** Calls many times at once: a query, if there is one, because a lock does not refuse it. */
async function callInBurst(probe: Probe): Promise<Verdict> {
  const { memory, options } = probe;
  const steps = [...memory.steps.values()].filter(isAccepted);
  const query = steps.find(({ activity }) => activity.name === 'queryInstance');
  const call = () => (query ? resend(probe, query) : callOnce(probe));
  const { outcome } = await call();
  const { alwaysLimits } = memory;
  if (alwaysLimits || !outcome.answered || outcome.response.durationMs * burst > options.timeoutMs)
    return skipped(both('one call alone takes too long, or the server limits how often it is called'));
  const exchanges = await Promise.all(Array.from({ length: burst }, call));
  // The limit of a burst is not that of single calls.
  const isLimited = memory.alwaysLimits === true;
  delete memory.alwaysLimits;
  const isFault = (one: Exchange) => !isLimited && !isAccepted(one) && (query || !isRejected(one));
  const faults = exchanges.filter(isFault);
  const [fault] = faults;
  if (!fault) return passed;
  const facts = { count: faults.length, burst, result: describeResult(fault) };
  return failed(
    both('{burst} calls at the same time are answered', facts),
    both('{count} of {burst}: {result}', facts),
    fault,
  );
}
