import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { acts } from '../../src/sandbox/acts/acts.ts';
import { runScenario } from '../../src/sandbox/scenario/run.ts';
import { parseScenario } from '../../src/sandbox/scenario/scenario-file.ts';
import { merchantActs, scenarioSchema } from '../../src/sandbox/scenario/schema.ts';

const pages = ['en', 'zh'].map((language) => {
  const name = `../../docs/sandbox-scenarios${language === 'zh' ? '.zh-CN' : ''}.md`;
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
});
const [example = ''] = exampleOf(pages[0]);

function exampleOf(page = ''): string[] {
  return [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);
}

it('has an example that passes', async () => {
  const result = await runScenario(parseScenario(example, 'docs'), { signal: new AbortController().signal });
  expect(result.differences).toEqual([]);
  expect(result.calls.map(({ injected }) => injected)).toEqual([false, false, true, false]);
});

it('has the same example in both languages', () => {
  expect(exampleOf(pages[1])).toEqual([example]);
});

it.each(pages)('names every key and every act', (page) => {
  const named = new Set([...page.matchAll(/`([\w-]+)`/g)].map(([, word]) => word));
  const { entries } = scenarioSchema;
  const call = entries.expect.entries.calls.item.entries;
  const { clock: _1, connect: _2, ...told } = acts;
  const calls = merchantActs.options.map(
    ({ entries: { do: name, ...fields } }) => [name.literal, fields] as const,
  );
  const words = [
    ...Object.keys(entries),
    ...Object.keys(entries.expect.entries),
    ...Object.keys(call),
    ...Object.keys(entries.products.pipe[0].item.entries),
    ...Object.keys(entries.faults.wrapped.item.entries),
    ...Object.values(told).flatMap((act) => [act.do, ...Object.keys(act.fields)]),
    ...calls.flatMap(([name, fields]) => [name, ...Object.keys(fields)]),
  ];
  expect(words.filter((word) => word !== 'do' && !named.has(word))).toEqual([]);
});
