import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, type Move, tour } from '../../../src/callback/exploration/tour.ts';

type Event = 'a' | 'b' | 'c';

function graph(moves: Readonly<Record<string, readonly Move<Event>[]>>, ...starts: string[]): Graph<Event> {
  return { starts, moves: new Map(Object.entries(moves)) };
}

const all = () => true;

/** Follows a walk in its graph, and names what is in it. */
function follow({ moves }: Graph<Event>, start: string, events: readonly Event[]): Set<string> {
  const found = new Set<string>();
  let state = start;
  let recent: { state: string; event: Event }[] = [];
  for (const event of events) {
    const move = moves.get(state)?.find((one) => one.event === event);
    if (!move) throw new Error(`${event} is not possible in ${state}`);
    found.add(`move ${state} ${event}`);
    if (!move.isRepetition) {
      const last = recent.at(-1);
      if (last) found.add(`pair ${last.state} ${last.event} ${event}`);
      if (recent.length === 2) found.add(`triple ${recent.map((one) => one.event).join(' ')} ${event}`);
      recent = [...recent, { state, event }].slice(-2);
    }
    state = move.to;
  }
  return found;
}

describe('tour', () => {
  const door = graph(
    {
      open: [{ event: 'a', to: 'closed' }],
      closed: [
        { event: 'b', to: 'open' },
        { event: 'c', to: 'gone' },
      ],
      gone: [],
    },
    'open',
  );

  it('contains every move, pair and triple once at least', () => {
    const { walks, targets } = tour(door, all, 10);
    expect([...targets].sort()).toEqual([
      'move closed b',
      'move closed c',
      'move open a',
      'pair closed b a',
      'pair open a b',
      'pair open a c',
      'triple a b a',
      'triple b a b',
      'triple b a c',
    ]);
    expect(walks.map(({ events }) => events.join(''))).toEqual(['ababac']);
  });

  it('begins anew where a walk cannot go on', () => {
    const { walks } = tour(door, all, 3);
    expect(walks.length).toBeGreaterThan(1);
    expect(walks.map(({ start }) => start)).toEqual(walks.map(() => 'open'));
  });

  it('goes on after a repetition as if it had not happened', () => {
    const repeated = graph(
      {
        on: [
          { event: 'a', to: 'on' },
          { event: 'b', to: 'on', isRepetition: true },
        ],
      },
      'on',
    );
    const { targets } = tour(repeated, all, 8);
    expect([...targets]).toEqual(expect.arrayContaining(['move on b', 'triple a a a']));
    expect([...targets].filter((target) => /^(pair|triple).* b/.test(target))).toEqual([]);
  });

  it('covers all targets of any graph', () => {
    const states = ['s0', 's1', 's2', 's3'];
    const move = fc.record({ event: fc.constantFrom<Event>('a', 'b', 'c'), to: fc.constantFrom(...states) });
    const moves = fc.uniqueArray(move, { maxLength: 3, selector: ({ event }) => event });
    fc.assert(
      fc.property(fc.tuple(moves, moves, moves, moves), fc.integer({ min: 3, max: 9 }), (lists, longest) => {
        const any = graph(
          Object.fromEntries(states.map((state, index) => [state, lists[index] ?? []])),
          's0',
          's1',
        );
        const { walks, targets } = tour(any, all, longest);
        const found = new Set<string>();
        for (const { start, events, covers } of walks) {
          const own = follow(any, start, events);
          expect(covers).toEqual(own);
          for (const target of own) found.add(target);
        }
        expect(found).toEqual(targets);
      }),
    );
  });
});
