import { expect, it } from 'vitest';
import { parseScenario } from '../../../src/sandbox/scenario/scenario-file.ts';
import { readData } from '../../../src/text/data.ts';
import { runLife } from './harness.ts';

const lives = Object.entries(readData('lives') as Readonly<Record<string, string>>);

it.each(lives)('%s goes as the specification says, twice alike', async (name, text) => {
  const scenario = parseScenario(text, name);
  const first = await runLife(scenario);
  expect(first.differences).toEqual([]);
  const second = await runLife(scenario);
  expect(second.journal).toEqual(first.journal);
  expect(first.journal.length).toBeGreaterThan(scenario.expect.calls.length);
});
