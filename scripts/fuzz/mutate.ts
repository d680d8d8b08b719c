/** The longest input, in bytes: at this length, work that grows with the square of it exceeds the limit of time. */
export const maxLength = 256 * 1024;
/** The longest input that most mutations produce. */
const usualLength = 8 * 1024;

/** A source of random integers from 0 to a limit, which is excluded. */
export type Random = (limit: number) => number;

/** Random numbers that are the same for the same text. */
export function createRandom(text: string): Random {
  // FNV-1a of the text, then Mulberry32.
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
}

/** Tokens of the formats that koo reads, and characters that programs treat wrongly. */
const commonTokens: readonly Buffer[] = [
  // Repeated, these find what is quadratic.
  ...[' ', '\n', '\t', 'a', '9', '"', '.', '-', '/', '\\', '<', '(', ' a'],
  // JSON and YAML
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    'null',
    'true',
    '{}',
    '[]',
    '""',
    '\\u0000',
    '\\ud800',
    '\\u00',
    '\\"',
  ],
  ...[
    '{"a":',
    '"__proto__":',
    '"constructor":',
    '"toString"',
    '&a ',
    '*a',
    '<<: *a',
    '- ',
    '? ',
    '|\n',
    '!!binary ',
  ],
  ...['---\n', '%YAML 1.2\n', '# '],
  // shell, HTTP, CSV
  ...[
    "'",
    "$'",
    '$(',
    '`',
    '\\',
    '^"',
    '^\n',
    '&',
    ';',
    '|',
    '--data ',
    '-H ',
    '\r\n',
    '\n\n',
    '%00',
    '%u',
    '%',
    '+',
    '=',
  ],
  ...['HTTP/1.1 100\r\n\r\n', 'Transfer-Encoding: chunked\r\n', 'Content-Length: ', '"",', '\t', 'sep=;\n'],
  // numbers at limits
  ...[
    '0',
    '-0',
    '-1',
    '1e999',
    '1e-400',
    '0.1',
    '2147483648',
    '4294967296',
    '9007199254740993',
    '1'.repeat(400),
  ],
  ...['NaN', 'Infinity', '000001', '19700101000000', '99999999999999999'],
  // escape sequences, marks that reorder text, surrogates, byte order marks
  ...['\x1b[', '\x1b]52;c;', '\x1b]', '\x1b\\', '\x07', '\x9b', '\x9d', '\x7f', '\0', '\b', '\r'],
  ...[
    '\u202e',
    '\u2066',
    '\u200f',
    '\u200d',
    '\ufeff',
    '\u2028',
    '\u0301',
    '\u{1f468}\u200d\u{1f469}',
    '\u{20000}',
    '中文',
  ],
].map((token) => Buffer.from(token));
const rawTokens: readonly Buffer[] = [
  [0xed, 0xa0, 0x80],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
  [0x81, 0x30, 0x81, 0x30],
  [0x80],
  [0xff],
  [0xc0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
].map((bytes) => Buffer.from(bytes));

interface Material {
  readonly random: Random;
  readonly pool: readonly Buffer[];
  readonly tokens: readonly Buffer[];
  readonly limit: number;
}

type Mutator = (input: Buffer, material: Material) => Buffer;

const mutators: readonly Mutator[] = [
  flipBit,
  setByte,
  removeSlice,
  truncate,
  splice,
  insertOther,
  insertToken,
  insertToken,
  insertToken,
  replaceByToken,
  replaceByToken,
  changeNumber,
  repeatSlice,
  repeatToken,
  swapSlices,
];

/**
 * The inputs of a target by the number of the execution: the pool itself first, then mutations of it. Equal arguments give
 * equal inputs, so that a number is enough to repeat an execution.
 */
export function createInputs(
  seed: string,
  pool: readonly Buffer[],
  ownTokens: readonly string[] = [],
): (index: number) => Buffer {
  const tokens = [...ownTokens.map((token) => Buffer.from(token)), ...commonTokens, ...rawTokens];
  return (index) => {
    const asItIs = pool[index];
    if (asItIs) return asItIs;
    const random = createRandom(`${seed} ${index}`);
    const limit = random(64) === 0 ? maxLength : usualLength;
    let input = pick(random, pool) ?? Buffer.alloc(0);
    // Half of them are mutated once, a quarter twice, and so on.
    do {
      const mutate = pick(random, mutators) ?? flipBit;
      const mutated = mutate(input, { random, pool, tokens, limit });
      input = mutated.subarray(0, Math.max(limit, input.length));
    } while (random(2) === 1);
    return input;
  };
}

function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[random(from.length)];
}

function between(input: Buffer, { random }: Material): readonly [start: number, end: number] {
  const start = random(input.length + 1);
  // Short slices are likelier than long ones.
  const length = random(random(2) === 0 ? 16 : input.length - start + 1);
  return [start, Math.min(input.length, start + length)];
}

function replaced(input: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([input.subarray(0, start), by, input.subarray(end)]);
}

function flipBit(input: Buffer, { random }: Material): Buffer {
  const at = random(input.length);
  return replaced(input, at, at + 1, Buffer.from([(input[at] ?? 0) ^ (1 << random(8))]));
}

function setByte(input: Buffer, { random }: Material): Buffer {
  const at = random(input.length);
  return replaced(input, at, at + 1, Buffer.from([random(256)]));
}

function removeSlice(input: Buffer, material: Material): Buffer {
  const [start, end] = between(input, material);
  return replaced(input, start, end, Buffer.alloc(0));
}

function truncate(input: Buffer, { random }: Material): Buffer {
  return input.subarray(0, random(input.length + 1));
}

function splice(input: Buffer, { random, pool }: Material): Buffer {
  const other = pick(random, pool) ?? input;
  return Buffer.concat([
    input.subarray(0, random(input.length + 1)),
    other.subarray(random(other.length + 1)),
  ]);
}

function insertOther(input: Buffer, material: Material): Buffer {
  const other = pick(material.random, material.pool) ?? input;
  const at = material.random(input.length + 1);
  return replaced(input, at, at, other.subarray(...between(other, material)));
}

function insertToken(input: Buffer, { random, tokens }: Material): Buffer {
  const at = random(input.length + 1);
  return replaced(input, at, at, pick(random, tokens) ?? input);
}

function replaceByToken(input: Buffer, material: Material): Buffer {
  const [start, end] = between(input, material);
  return replaced(input, start, end, pick(material.random, material.tokens) ?? input);
}

function changeNumber(input: Buffer, { random }: Material): Buffer {
  const numbers = [...input.toString('latin1').matchAll(/-?\d+(?:\.\d+)?/g)];
  const { index = 0, 0: digits = '' } = pick(random, numbers) ?? {};
  const others = ['0', '-1', '', `${digits}0`, `-${digits}`, '1e400', String(2 ** (random(64) + 1)), '0.5'];
  return replaced(input, index, index + digits.length, Buffer.from(pick(random, others) ?? ''));
}

/** Repeats a part of the input, up to the limit: what is quadratic becomes slow. */
function repeatSlice(input: Buffer, material: Material): Buffer {
  const [start, end] = between(input, material);
  return repeated(input, start, input.subarray(start, end), material);
}

/** Repeats a token, as in deep nesting. */
function repeatToken(input: Buffer, material: Material): Buffer {
  const token = pick(material.random, material.tokens) ?? input;
  return repeated(input, material.random(input.length + 1), token, material);
}

function repeated(input: Buffer, at: number, piece: Buffer, { random, limit }: Material): Buffer {
  const most = Math.floor((limit - input.length) / Math.max(1, piece.length));
  const times = Math.max(0, random(4) === 0 ? most : Math.min(most, random(64)));
  return replaced(input, at, at, Buffer.concat(Array.from({ length: times }, () => piece)));
}

function swapSlices(input: Buffer, material: Material): Buffer {
  const [start, end] = between(input, material);
  const at = material.random(input.length + 1);
  const rest = replaced(input, start, end, Buffer.alloc(0));
  return replaced(rest, Math.min(at, rest.length), Math.min(at, rest.length), input.subarray(start, end));
}
