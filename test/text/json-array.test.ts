import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonArrayFault, jsonElements, streamJsonElements } from '../../src/text/json-array.ts';

const fail = (fault: JsonArrayFault) => Object.assign(new Error(fault.reason), { fault });

async function streamed(text: string, size: number, maxLength = 1000) {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const all = [];
  for await (const some of streamJsonElements(pieces(), maxLength, fail)) all.push(...some);
  return all;
}

test('returns the same elements as JSON.parse, as a whole or in chunks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 2),
      async (values, size, indent) => {
        const text = JSON.stringify(values, null, indent);
        const elements = jsonElements(text);
        expect(elements?.map((one) => JSON.parse(one.text))).toEqual(JSON.parse(text));
        expect(await streamed(text, size, text.length)).toEqual(elements);
      },
    ),
  );
});

test('an invalid element does not affect the others, even with a missing quote', () => {
  expect(jsonElements('[\n {"a":1},\n {bad},\n {"b\n },\n 3 , "x"]')).toEqual([
    { line: 2, text: '{"a":1}' },
    { line: 3, text: '{bad}' },
    { line: 4, text: '{"b\n }' },
    { line: 6, text: '3 ' },
    { line: 6, text: '"x"' },
  ]);
});

test.each(['', '{}', '[', '[1', '[1,]', '[,]', '[]]', '[1] x'])(
  '%j is not one complete array',
  async (text) => {
    expect(jsonElements(text)).toBeUndefined();
    await expect(streamed(text, 1)).rejects.toMatchObject({ fault: { reason: 'not-an-array' } });
  },
);

test('reports an element that is too long with its line', async () => {
  await expect(streamed(`[1,\n"${'x'.repeat(50)}"]`, 7, 20)).rejects.toMatchObject({
    fault: { reason: 'element-too-long', line: 2 },
  });
});
