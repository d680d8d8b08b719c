import { expect, test } from 'vitest';
import { createDoor, isSame } from '../../src/console/door.ts';

const minute = 60_000;

/** A door with secrets that are numbered, and a clock to set. */
function doorAt(start = 0) {
  const clock = { now: start };
  let count = 0;
  const door = createDoor(
    () => clock.now,
    () => `secret-${++count}`,
  );
  return { door, clock };
}

test('a code lets one browser in, whose session has a token of its own', () => {
  const { door } = doorAt();
  const session = door.enter(door.issueCode());
  expect(session).toEqual({ id: 'secret-2', formToken: 'secret-3', sent: new Map() });
  expect(door.session('secret-2')).toBe(session);
});

test.each(['', 'secret', 'secret-', 'secret-11', 'SECRET-1', 'secret-1 '])('%j is no code', (code) => {
  const { door } = doorAt();
  door.issueCode();
  expect(door.enter(code)).toBeUndefined();
});

test('a code that comes a second time lets no one in, and puts no one out', () => {
  const { door } = doorAt();
  const code = door.issueCode();
  const session = door.enter(code);
  expect(door.enter(code)).toBeUndefined();
  expect(door.enter(code)).toBeUndefined();
  expect(session && door.session(session.id)).toBe(session);
});

test('a code is valid for five minutes', () => {
  const { door, clock } = doorAt();
  const [first, second] = [door.issueCode(), door.issueCode()];
  clock.now = 5 * minute;
  expect(door.enter(first)).toBeDefined();
  clock.now += 1;
  expect(door.enter(second)).toBeUndefined();
  clock.now = 0;
  expect(door.enter(second)).toBeUndefined();
});

test('a code for several browsers stays valid', () => {
  const { door, clock } = doorAt();
  const code = door.issueCode(true);
  clock.now = 365 * 24 * 60 * minute;
  const [first, second] = [door.enter(code), door.enter(code)];
  expect(first?.id).not.toBe(second?.id);
  expect(door.session(first?.id)).toBe(first);
});

test.each([undefined, '', 'secret-1', 'secret-22'])('%j is no session', (id) => {
  const { door } = doorAt();
  door.enter(door.issueCode());
  expect(door.session(id)).toBeUndefined();
});

test('a hundred codes and sessions are kept; then the oldest goes', () => {
  const { door } = doorAt();
  const codes = Array.from({ length: 101 }, () => door.issueCode());
  expect(door.enter(codes[0]!)).toBeUndefined();
  const sessions = Array.from({ length: 101 }, () => door.enter(door.issueCode()));
  expect(door.session(sessions[0]?.id)).toBeUndefined();
  expect(door.session(sessions[1]?.id)).toBe(sessions[1]);
  expect(door.session(sessions[100]?.id)).toBe(sessions[100]);
});

test('equal texts are the same', () => {
  expect([isSame('a', 'a'), isSame('a', 'b'), isSame('a', 'aa'), isSame('', '')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
