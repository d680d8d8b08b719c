import type { Command } from '../../../src/sandbox/acts/acts.ts';
import type { Market } from '../../../src/sandbox/market/engine/market.ts';
import type { ActResult, Entry } from '../../../src/sandbox/market/model/journal.ts';
import { verbatim } from '../../../src/text/translate.ts';

export const result: ActResult = {
  now: '2026-03-02T02:00:00.000Z',
  mode: 'virtual',
  due: [],
  gaveUp: 0,
};

export function stateEntry(id: number, state = 'active'): Entry {
  return { id, at: Date.parse(result.now), instance: 1, type: 'state', state, text: verbatim(state) };
}

/** A marketplace that does what a test says, and tells what it was asked for. */
export function fakeEngine(perform: Market['perform'] = async () => result) {
  const commands: Command[] = [];
  let running = 0;
  let closed = 0;
  let wakes = 0;
  const engine: Market = {
    perform(command, onEntry, signal) {
      commands.push(command);
      return perform(command, onEntry, signal);
    },
    run() {
      running += 1;
    },
    wake() {
      wakes += 1;
    },
    async close() {
      closed += 1;
    },
  };
  return {
    commands,
    open: async () => engine,
    get running() {
      return running;
    },
    get wakes() {
      return wakes;
    },
    get closed() {
      return closed;
    },
  };
}
