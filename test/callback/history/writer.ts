import { setImmediate } from 'node:timers/promises';
import { openHistory } from '../../../src/callback/history/store.ts';
import { answer, call, key } from './calls.ts';

/** Records calls in the folder that is given until it is killed, and prints the number of each when it is written. */
const [folder = '', count = 'Infinity'] = process.argv.slice(2);
const history = openHistory(folder, { now: () => new Date('2026-01-31T08:00:00Z'), maxCalls: 1_000_000 });
for (let done = 0; done < Number(count); done += 1) {
  const id = history.begin(call({ instanceId: `${process.pid}-${done}` }), [key]);
  process.stdout.write(`begun ${id}\n`);
  history.answer(id, answer(), [key]);
  process.stdout.write(`answered ${id}\n`);
  history.judge(id, { verdict: 'accepted', meaning: { en: 'ok', zh: 'ok' }, problems: [] }, [key]);
  process.stdout.write(`judged ${id}\n`);
  // What a full pipe does not take is written by the event loop.
  await setImmediate();
}
history.close();
