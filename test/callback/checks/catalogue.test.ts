import { describe, expect, it } from 'vitest';
import { checksOf, laterChecksOf } from '../../../src/callback/checks/catalogue.ts';
import type { Check, OrderSource, SuiteOptions } from '../../../src/callback/probe/model.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { Protocol, Sale } from '../../../src/callback/protocols/model.ts';
import { sales } from '../protocols/support.ts';

const orders: OrderSource = {
  issue: () => ({ orderId: 'CS1', orderLineId: 'CS1-000001' }),
  restore: () => {},
  isQueried: () => true,
  lastRefusal: () => undefined,
};

/** Everything that can be asked for, the licences of V1 included. */
function optionsFor(sale: Sale): SuiteOptions {
  return {
    target: 'https://isv.example.com/',
    sale,
    encrypt: 256,
    require: ['getLicense', 'refreshLicense', 'expireLicense', 'releaseLicense'],
    set: {},
    orders,
    asReal: true,
    pollIntervalMs: 1000,
    timeoutMs: 20_000,
  };
}

function checksFor(protocol: Protocol, sale: Sale): readonly Check[] {
  const options = optionsFor(sale);
  return [...checksOf(protocol, options), ...laterChecksOf(protocol, options)];
}

/** A check in one line: what kind it is, and what must run before it. */
function line({ id, group, severity, activity, needs = [], after = [], required, ...rest }: Check): string {
  const facts = [
    severity,
    group,
    ...(activity ? [activity] : []),
    ...(required ? ['required'] : []),
    ...(rest.debuggerMessage ? ['debugger'] : []),
    ...(needs.length > 0 ? [`needs ${needs.join(' ')}`] : []),
    ...(after.length > 0 ? [`after ${after.join(' ')}`] : []),
    rest.source.split('/').at(-1),
  ];
  return `${id}: ${facts.join('; ')}`;
}

describe('the checks', () => {
  it.each(protocols)('of $id', async (protocol) => {
    const lines = new Map<string, Sale[]>();
    for (const sale of sales)
      for (const check of checksFor(protocol, sale))
        lines.set(line(check), [...(lines.get(line(check)) ?? []), sale]);
    const text = [...lines].map(([check, of]) =>
      of.length === sales.length ? check : `${check} (${of.join()})`,
    );
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(`../golden/checks-${protocol.id}.txt`);
  });
});
