import { expect, test, vi } from 'vitest';
import type { CallLine } from '../../../../src/callback/cli/listen/line.ts';
import { createFailureCommand } from '../../../../src/callback/cli/listen/on-failure.ts';

test('a command that the system does not start is reported, for each call', async () => {
  const reported: string[] = [];
  // Longer than any system takes, so that it fails before there is a process.
  const command = createFailureCommand('x'.repeat(4_000_000), {
    report: ({ en }) => reported.push(en),
    print: () => undefined,
  });
  const call = { id: 1, verdict: 'failed' } as CallLine;
  command.run(call);
  command.run({ ...call, id: 2 });
  await vi.waitFor(() => expect(reported).toHaveLength(2));
  command.stop();
  expect(reported[0]).toMatch(/^--on-failure could not be run: E[A-Z0-9]+$/);
});
