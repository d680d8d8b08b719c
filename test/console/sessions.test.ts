import { expect, test } from 'vitest';
import { createSessions } from '../../src/console/sessions.ts';

const minute = 60_000;

/** Sessions with secrets that are numbered, and a clock to set. */
function sessionsAt(start = 0) {
  const clock = { now: start };
  let count = 0;
  const sessions = createSessions(
    () => clock.now,
    () => `secret-${++count}`,
  );
  return { sessions, clock };
}

test('a code opens one session, which has a token of its own', () => {
  const { sessions } = sessionsAt();
  const session = sessions.redeem(sessions.issueCode());
  expect(session).toEqual({ id: 'secret-2', formToken: 'secret-3', sent: new Map() });
  expect(sessions.find('secret-2')).toBe(session);
});

test.each(['', 'secret', 'secret-', 'secret-11', 'SECRET-1', 'secret-1 '])('%j is no code', (code) => {
  const { sessions } = sessionsAt();
  sessions.issueCode();
  expect(sessions.redeem(code)).toBeUndefined();
});

test('a code that comes a second time neither opens a session nor ends one', () => {
  const { sessions } = sessionsAt();
  const code = sessions.issueCode();
  const session = sessions.redeem(code);
  expect(sessions.redeem(code)).toBeUndefined();
  expect(sessions.redeem(code)).toBeUndefined();
  expect(session && sessions.find(session.id)).toBe(session);
});

test('a code is valid for five minutes', () => {
  const { sessions, clock } = sessionsAt();
  const [first, second] = [sessions.issueCode(), sessions.issueCode()];
  clock.now = 5 * minute;
  expect(sessions.redeem(first)).toBeDefined();
  clock.now += 1;
  expect(sessions.redeem(second)).toBeUndefined();
  clock.now = 0;
  expect(sessions.redeem(second)).toBeUndefined();
});

test('a code for several browsers stays valid', () => {
  const { sessions, clock } = sessionsAt();
  const code = sessions.issueCode(true);
  clock.now = 365 * 24 * 60 * minute;
  const [first, second] = [sessions.redeem(code), sessions.redeem(code)];
  expect(first?.id).not.toBe(second?.id);
  expect(sessions.find(first?.id)).toBe(first);
});

test.each([undefined, '', 'secret-1', 'secret-22'])('%j is no session', (id) => {
  const { sessions } = sessionsAt();
  sessions.redeem(sessions.issueCode());
  expect(sessions.find(id)).toBeUndefined();
});

test('a hundred codes and sessions are kept; then the oldest goes', () => {
  const { sessions } = sessionsAt();
  const codes = Array.from({ length: 101 }, () => sessions.issueCode());
  expect(sessions.redeem(codes[0]!)).toBeUndefined();
  const open = Array.from({ length: 101 }, () => sessions.redeem(sessions.issueCode()));
  expect(sessions.find(open[0]?.id)).toBeUndefined();
  expect(sessions.find(open[1]?.id)).toBe(open[1]);
  expect(sessions.find(open[100]?.id)).toBe(open[100]);
});
