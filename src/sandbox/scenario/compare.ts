import { matches } from '../../callback/exploration/scenario/scenario.ts';
import { type JsonObject, type JsonValue, tryJson } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Difference, SeenCall } from './model.ts';
import type { ExpectedCall } from './schema.ts';

/** An expected call and the one that was seen in its place; one of them may be missing. */
interface Pair {
  readonly expected?: ExpectedCall;
  readonly seen?: SeenCall;
}

/** Compares the callbacks that were sent with the expected ones. @param resolve gives values without symbols */
export function compareCalls(
  expected: readonly ExpectedCall[],
  seen: readonly SeenCall[],
  resolve: (values: JsonObject) => JsonObject,
): Difference[] {
  const wanted = expected.map((call) => ({ ...call, values: resolve(call.values) }));
  const pairs = align(wanted, seen);
  return [...pairs.flatMap(differencesOf), ...repeatedValues(pairs)];
}

function differencesOf({ expected, seen }: Pair): Difference[] {
  if (!seen) return expected ? [missing(expected)] : [];
  if (!expected) return [unexpected(seen)];
  const at = timeText(seen.at);
  const { call } = seen;
  const differences: Difference[] = [];
  const add = (kind: Difference['kind'], name: string, wanted: string, found: string) =>
    differences.push({
      kind,
      at,
      subject: call,
      text: both('{call}: {name} is {found}, expected {wanted}', { call, name, found, wanted }),
      expected: wanted,
      seen: found,
    });
  if (expected.at !== seen.at) add('time', 'time', timeText(expected.at), at);
  if (expected.answer !== seen.answer) {
    const { answer: found, meaning } = seen;
    const { answer: wanted } = expected;
    const text = both('{call}: answered {found} ({meaning}), expected {wanted}', {
      call,
      found,
      meaning,
      wanted,
    });
    differences.push({ kind: 'answer', at, subject: call, text, expected: wanted, seen: found });
  }
  if (expected.path !== undefined && !seen.path.endsWith(expected.path))
    add('value', 'path', expected.path, seen.path);
  for (const [name, value] of Object.entries(expected.values)) {
    if (!matches(seen.values[name], value))
      add('value', name, valueText(value), valueText(seen.values[name]));
  }
  for (const name of expected.without) {
    if (name in seen.values) add('value', name, absent, valueText(seen.values[name]));
  }
  for (const [name, length] of Object.entries(expected.lengths)) {
    const found = lengthOf(seen.values[name]);
    if (found !== length)
      add('value', `${name}.length`, String(length), found === undefined ? absent : String(found));
  }
  return differences;
}

function missing({ at, call, values }: ExpectedCall): Difference {
  const expected = callText(call, values);
  return {
    kind: 'missing',
    at: timeText(at),
    subject: call,
    text: both('{expected} was expected, and was not sent', { expected }),
    expected,
    seen: null,
  };
}

function unexpected({ at, call, values, answer }: SeenCall): Difference {
  const seen = callText(call, values);
  return {
    kind: 'unexpected',
    at: timeText(at),
    subject: call,
    text: both('{seen} was sent, and was not expected (answer: {answer})', { seen, answer }),
    expected: null,
    seen,
  };
}

/** Reports values that should differ within a series, and do not. */
function repeatedValues(pairs: readonly Pair[]): Difference[] {
  const found = new Set<string>();
  return pairs.flatMap(({ expected, seen }) => {
    if (!expected || !seen) return [];
    return expected.fresh.flatMap((name) => {
      const value = valueText(seen.values[name]);
      const key = `${expected.series} ${name} ${value}`;
      if (!found.has(key)) {
        found.add(key);
        return [];
      }
      const { call } = seen;
      return [
        {
          kind: 'value' as const,
          at: timeText(seen.at),
          subject: call,
          text: both('{call}: {name} is that of an earlier request ({value})', { call, name, value }),
          expected: null,
          seen: value,
        },
      ];
    });
  });
}

/** Maximum number of calls between the first and the last difference to align; more are paired in order. */
const maxAligned = 1_500;

/** Pairs as many calls as possible with similar ones. */
function align(expected: readonly ExpectedCall[], seen: readonly SeenCall[]): Pair[] {
  const isLike = (a: ExpectedCall | undefined, b: SeenCall | undefined) =>
    a !== undefined && b !== undefined && likeness(a, b) === exact;
  let start = 0;
  while (isLike(expected[start], seen[start])) start += 1;
  let end = 0;
  const rest = Math.min(expected.length, seen.length) - start;
  while (end < rest && isLike(expected[expected.length - 1 - end], seen[seen.length - 1 - end])) end += 1;
  const pairUp = (from: number, to: number, shift: number) =>
    expected.slice(from, to).map((one, index): Pair => {
      const other = seen[from + index + shift];
      return { expected: one, ...(other && { seen: other }) };
    });
  return [
    ...pairUp(0, start, 0),
    ...alignMiddle(expected.slice(start, expected.length - end), seen.slice(start, seen.length - end)),
    ...pairUp(expected.length - end, expected.length, seen.length - expected.length),
  ];
}

const exact = 4;

/** Rates the similarity of two calls; 0 if they have nothing in common. */
function likeness(expected: ExpectedCall, seen: SeenCall): number {
  if (expected.call !== seen.call) return 0;
  const hasValues = Object.entries(expected.values).every(([name, value]) =>
    matches(seen.values[name], value),
  );
  return 1 + (expected.at === seen.at ? 1 : 0) + (hasValues ? 2 : 0);
}

function alignMiddle(expected: readonly ExpectedCall[], seen: readonly SeenCall[]): Pair[] {
  if (expected.length > maxAligned || seen.length > maxAligned) return inOrder(expected, seen);
  const width = seen.length + 1;
  const best = new Uint32Array((expected.length + 1) * width);
  const like = (i: number, j: number) => {
    const [a, b] = [expected[i], seen[j]];
    return a && b ? likeness(a, b) : 0;
  };
  for (let i = expected.length - 1; i >= 0; i -= 1) {
    for (let j = seen.length - 1; j >= 0; j -= 1) {
      const both = like(i, j);
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j] ?? 0,
        best[i * width + j + 1] ?? 0,
        both > 0 ? both + (best[(i + 1) * width + j + 1] ?? 0) : 0,
      );
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < expected.length || j < seen.length) {
    const [a, b] = [expected[i], seen[j]];
    const value = best[i * width + j] ?? 0;
    const both = like(i, j);
    if (a && b && both > 0 && value === both + (best[(i + 1) * width + j + 1] ?? 0)) {
      pairs.push({ expected: a, seen: b });
      i += 1;
      j += 1;
    } else if (a && (!b || value === (best[(i + 1) * width + j] ?? 0))) {
      pairs.push({ expected: a });
      i += 1;
    } else if (b) {
      pairs.push({ seen: b });
      j += 1;
    }
  }
  return pairs;
}

function inOrder(expected: readonly ExpectedCall[], seen: readonly SeenCall[]): Pair[] {
  return Array.from({ length: Math.max(expected.length, seen.length) }, (_, index): Pair => {
    const [a, b] = [expected[index], seen[index]];
    return { ...(a && { expected: a }), ...(b && { seen: b }) };
  });
}

const absent = '–';

function valueText(value: JsonValue | undefined): string {
  if (value === undefined) return absent;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Returns the number of elements of a list, or of JSON text that is a list. */
function lengthOf(value: JsonValue | undefined): number | undefined {
  const list = typeof value === 'string' ? tryJson(value) : value;
  return Array.isArray(list) ? list.length : undefined;
}

function callText(call: string, values: JsonObject): string {
  const { activity: _, ...shownValues } = values;
  const shown = Object.entries(shownValues).map(
    ([name, value]) => `${name}=${valueText(value).slice(0, 60)}`,
  );
  return [call, ...shown].join(' ');
}

export function timeText(time: number): string {
  return new Date(time).toISOString();
}
