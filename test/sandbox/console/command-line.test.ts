import { afterEach, expect, test, vi } from 'vitest';
import { MarketCommand } from '../../../src/app/base/market-command.ts';
import type { Command } from '../../../src/sandbox/acts/acts.ts';
import { commandLine } from '../../../src/sandbox/acts/command-line.ts';
import { parseDuration } from '../../../src/text/duration.ts';
import { runCommand } from '../../commands/run.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The words of a line, as a POSIX shell reads those that koo writes. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\'/g, (_, quoted: string | undefined) => quoted ?? "'"),
  );
}

const commands: readonly Command[] = [
  {
    do: 'buy',
    product: 'OFFI1',
    buyer: "O'Neil & Söhne",
    sku: 'sku 1',
    period: '3m',
    quantity: 2,
    parameters: { name: 'a b', other: '$(x)' },
    pay: 'coupon',
    autoRenew: 0,
    count: 3,
    direct: true,
  },
  { do: 'buy', product: 'OFFI1', buyer: 'hw', trial: true },
  { do: 'buyer', buyer: 'hw', type: 'individual', level: 'V3', topUp: '5.5', creditLine: '7', coupon: '8' },
  { do: 'buyer', buyer: 'hw', balance: '0' },
  { do: 'accept', instance: 'i' },
  { do: 'renew', instance: 'i', period: '1y', sku: 's', pay: 'credit-line' },
  { do: 'change', instance: 'i', period: '1y', sku: 's', quantity: 3 },
  { do: 'upgrade', instance: 'i', sku: 's', quantity: 3 },
  { do: 'freeze', instance: 'i' },
  { do: 'unfreeze', instance: 'i' },
  { do: 'expire', instance: 'i', until: 'frozen' },
  { do: 'unsubscribe', instance: 'i', amount: '99.5' },
  { do: 'unsubscribe', instance: 'i', renewal: true },
  { do: 'close', instance: 'i' },
  { do: 'view', instance: 'i' },
  { do: 'bind', instance: 'i', organization: 'An organisation', users: 2, departments: 1 },
  { do: 'unbind', instance: 'i' },
  { do: 'authorize', instance: 'i', action: 'add', count: 5 },
  { do: 'authorize', instance: 'i', action: 'add', users: [{ userName: 'a' }, { userName: 'b' }] },
  { do: 'authorize', instance: 'i', action: 'update', users: [{ userName: 'a', role: 'admin' }] },
  { do: 'authorize', instance: 'i', action: 'remove', users: [{ userName: 'a' }] },
  { do: 'authorize', instance: 'i', action: 'delete', users: [{ userName: 'a' }] },
  {
    do: 'organization',
    instance: 'i',
    name: 'A B',
    domain: 'example.com',
    add: [{ code: 'c', name: 'C D' }],
  },
  { do: 'license', instance: 'i', claim: true },
  { do: 'license', instance: 'i', event: 'e' },
  { do: 'clock', next: true },
  { do: 'clock', advance: 131_400_000 },
  { do: 'clock', to: '2026-03-02T02:00:00.000Z', seed: 3 },
  { do: 'clock', mode: 'real' },
  { do: 'clock', mode: 'virtual' },
];

test.each(commands.map((command) => [commandLine(command), command] as const))(
  '%s does what the form does',
  async (line, command) => {
    const performed: unknown[] = [];
    vi.spyOn(MarketCommand.prototype as never as { act: () => void }, 'act').mockImplementation(((
      given: unknown,
    ) => {
      performed.push(given);
    }) as never);
    const [koo, topic, name, ...argv] = shellWords(line);
    expect([koo, topic]).toEqual(['koo', 'sandbox']);
    const { default: Command } = await import(`../../../src/commands/sandbox/${name}.ts`);
    await runCommand(Command, argv);
    expect(performed).toEqual([command]);
  },
);

test.each([
  ['30d', 2_592_000_000],
  ['1d12h', 129_600_000],
  ['90m', 5_400_000],
  ['5s', 5_000],
  ['', undefined],
  ['12', undefined],
  ['d', undefined],
  ['1w', undefined],
  ['-1d', undefined],
])('%j is the duration %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
