import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLive } from '../../src/console/live.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function live() {
  const state = { version: 1 };
  const reads = vi.fn(() => state.version);
  const closing = new AbortController();
  return { state, reads, closing, open: createLive(reads, closing.signal) };
}

/** Reads what comes until a stream is quiet. */
function follow(stream: ReadableStream<Uint8Array> | undefined) {
  const told: string[] = [];
  let isEnded = false;
  const reader = stream!.getReader();
  const ended = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      told.push(new TextDecoder().decode(next.value));
    isEnded = true;
  })();
  return { told, reader, ended, isEnded: () => isEnded };
}

const version = (number: number) => `event: version\ndata: ${number}\n\n`;

test('a page is told the version at once, and then each change', async () => {
  const { state, open } = live();
  const { told } = follow(open());
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual([version(1)]);
  state.version = 2;
  await vi.advanceTimersByTimeAsync(250);
  expect(told).toEqual([version(1), version(2)]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toHaveLength(2);
});

test('a page whose session has ended is told nothing more', async () => {
  const { state, open } = live();
  let isOpen = true;
  const [page, other] = [follow(open(() => isOpen)), follow(open())];
  await vi.advanceTimersByTimeAsync(250);
  isOpen = false;
  state.version = 2;
  await vi.advanceTimersByTimeAsync(250);
  expect([page.told, page.isEnded(), other.isEnded()]).toEqual([[version(1)], true, false]);
});

test('a connection is never silent for longer than 15 seconds', async () => {
  const { open } = live();
  const { told } = follow(open());
  await vi.advanceTimersByTimeAsync(14_750);
  expect(told).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(250);
  expect(told).toEqual([version(1), ':\n\n']);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(told).toHaveLength(3);
});

test('the state is looked at once for all pages, and not at all without one', async () => {
  const { reads, open } = live();
  await vi.advanceTimersByTimeAsync(1000);
  expect(reads).not.toHaveBeenCalled();
  const pages = [follow(open()), follow(open())];
  reads.mockClear();
  await vi.advanceTimersByTimeAsync(1000);
  expect(reads).toHaveBeenCalledTimes(4);
  await pages[0]?.reader.cancel();
  await vi.advanceTimersByTimeAsync(1000);
  expect(reads).toHaveBeenCalledTimes(8);
  await pages[1]?.reader.cancel();
  expect(vi.getTimerCount()).toBe(0);
});

test('all end when the server closes, and none opens after that', async () => {
  const { closing, open } = live();
  const pages = [follow(open()), follow(open())];
  closing.abort();
  await Promise.all(pages.map(({ ended }) => ended));
  expect(vi.getTimerCount()).toBe(0);
  expect(open()).toBeUndefined();
});

test('a hundred pages are kept up to date, no more', async () => {
  const { open } = live();
  const pages = Array.from({ length: 100 }, () => follow(open()));
  expect(open()).toBeUndefined();
  await pages[0]?.reader.cancel();
  expect(open()).toBeDefined();
});

test('a browser that does not read is not written to, and told the last change later', async () => {
  const { state, open } = live();
  const stream = open();
  for (state.version = 2; state.version < 50; state.version++) await vi.advanceTimersByTimeAsync(250);
  const { told } = follow(stream);
  await vi.advanceTimersByTimeAsync(250);
  expect(told).toEqual([version(1), version(50)]);
});

test('a state that cannot be read for a moment ends nothing', async () => {
  const { state, reads, open } = live();
  const { told } = follow(open());
  state.version = 2;
  reads.mockImplementationOnce(() => {
    throw new Error('database is locked');
  });
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual([version(1), version(2)]);
});
