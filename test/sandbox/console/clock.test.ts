import { expect, test, vi } from 'vitest';
import { openConsole } from '../../support/console.ts';
import { fakeEngine, result, stateEntry } from '../market/engine.ts';
import { openShop } from './trade.ts';

test('the clock goes to what is due next, and tells what happened on the way', async () => {
  const page = await openShop();
  const empty = await page.get('/clock');
  expect(empty.text).toContain('Virtual: it stands still until it is moved');
  expect(empty.text).toContain('Nothing is due.');
  await page.buy({ period: '1m' });
  const due = await page.get('/clock');
  expect(due.text).toMatch(/2026-03-26 23:59:59 in 24 days the buyer is reminded of the expiry/);
  expect(due.html).toContain('href="/console/instances/1"');
  const next = await page.post('/clock', { do: 'next' });
  expect(next.text).toContain('Done: koo sandbox clock --next');
  expect(next.text).toContain('Time in Beijing 2026-03-26 23:59:59');
  expect(next.text).toContain('The instance expires in 7 days');
  const later = await page.post('/clock', { by: '30d' });
  expect(later.text).toContain('Done: koo sandbox clock --advance 30d');
  expect(later.text).toContain('The instance is released');
  expect(later.text).toContain('releaseInstance succeeded');
});

test('it is moved by a duration or to a time in Beijing, and gets a seed', async () => {
  const page = await openConsole();
  expect((await page.get('/clock')).text).toContain('Real: it goes on by itself');
  const to = await page.post('/clock', { do: 'to', to: '2026-05-01T08:30' });
  expect(to.text).toContain('Time in Beijing 2026-05-01 08:30:00');
  const by = await page.post('/clock', { advance: '1d12h' });
  expect(by.text).toContain('--advance 1d12h');
  expect(by.text).toContain('Time in Beijing 2026-05-02 20:30:00');
  expect((await page.post('/clock', { do: 'seed', seed: '7' })).html).toMatch(/name="seed"[^>]*value="7"/);
  expect((await page.post('/clock', { do: 'real' })).text).toContain('Real: it goes on by itself');
});

test.each([
  ['an invalid duration', { advance: '3 weeks' }, '"3 weeks" is no duration'],
  ['an invalid day', { do: 'to', to: '2026-02-30' }, 'is no time'],
  [
    'a time before',
    { do: 'to', to: '2026-01-01T00:00' },
    'shows 2026-03-02 10:00 in Beijing, and cannot be set back to 2026-01-01 00:00',
  ],
  ['more than ten years', { advance: '3661d' }, 'by ten years at most'],
  ['a time too far', { advance: '999999d' }, 'goes from the year 2000'],
  ['no seed', { do: 'seed', seed: '' }, 'The seed is a whole number'],
  ['a day that does not exist', { do: 'to', to: '2026-06-31T00:00' }, 'is no time'],
  ['an invalid seed', { do: 'seed', seed: '-' }, 'The seed is a whole number'],
])('%s is refused', async (_, fields, reason) => {
  const page = await openShop();
  await page.buy();
  const refused = await page.post('/clock', fields);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(reason);
  expect(refused.text).toContain('Time in Beijing 2026-03-02 10:00:00');
});

test('an advance that takes long answers soon, is seen to go on, and can be stopped', async () => {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const engine = fakeEngine(async (_, onEntry, signal) => {
    onEntry(stateEntry(1));
    signal.addEventListener('abort', () => stop());
    begun.resolve();
    await stopped;
    return result;
  });
  const page = await openConsole({ openMarket: engine.open });
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const sent = page.post('/clock', { by: '366d' });
    await begun.promise;
    vi.advanceTimersByTime(3_000);
    const running = await sent;
    expect(running.text).toContain('Running: koo sandbox clock --advance 366d');
    expect(running.text).toContain('1 thing has happened so far.');
    // A notice would stay after the end.
    expect(running.html).not.toContain('class="notice');
    await page.post('/clock', { do: 'stop' });
    const ended = await page.get('/clock');
    expect(ended.text).not.toContain('Running: ');
    expect(ended.text).toContain('What happened on the way');
  } finally {
    vi.useRealTimers();
  }
});

test('an act that fails after the page was answered is told by the page', async () => {
  const fail = Promise.withResolvers<never>();
  const begun = Promise.withResolvers<void>();
  const engine = fakeEngine(() => {
    begun.resolve();
    return fail.promise;
  });
  const page = await openConsole({ openMarket: engine.open });
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const sent = page.post('/clock', { do: 'next' });
    await begun.promise;
    vi.advanceTimersByTime(3_000);
    await sent;
  } finally {
    vi.useRealTimers();
  }
  fail.reject(new Error('the disk is full'));
  expect((await page.get('/clock')).text).toContain('koo sandbox clock --next ended: ');
  expect((await page.get('/clock')).text).toContain('the disk is full');
});
