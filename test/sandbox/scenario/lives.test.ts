import { expect, it } from 'vitest';
import { parseScenario } from '../../../src/sandbox/scenario/scenario-file.ts';
import { readData } from '../../../src/text/data.ts';
import { isWhole } from '../../support/whole.ts';
import { runLife } from './harness.ts';

const lives = Object.entries(readData('lives') as Readonly<Record<string, string>>);

/** The ids that the specification gives, by the number of the order. */
const orderIds: Readonly<Record<string, readonly string[]>> = {
  'life-1': ['CS260302100000001', 'CS270220100000002', 'CS270601100000003'],
  'life-2': ['CS260302100000001', 'CS260326030000002'],
  'life-3': ['CS260302100000001', 'CS260302130000002'],
  'life-4-refunded': ['CS260302100000001', 'CS260302130000002'],
  'life-5': ['CS260302100000001', 'CS260310100000002', 'CS270301100000003', 'CS270305100000004'],
  'life-6': ['CS260302100000001', 'CS260305100000002'],
  'life-7': ['CS260302100000001', 'CS270211100000002'],
  'life-9': ['CS260302100000001', 'CS260305100000002'],
  'life-10a': ['CS260302100000001', 'CS270305100000002'],
};

/** That equal lives have equal journals is shown by the longest; each of them shows it where all is tested. */
const isTwice = (name: string) => isWhole || name === 'year';

it.each(lives)('%s goes as the specification says', async (name, text) => {
  const scenario = parseScenario(text, name);
  const first = await runLife(scenario);
  expect(first.differences).toEqual([]);
  const ids = first.journal.flatMap((entry) => (entry as { readonly order?: string }).order ?? []);
  expect([...new Set(ids)]).toEqual(orderIds[name] ?? expect.anything());
  expect(first.journal.length).toBeGreaterThan(scenario.expect.calls.length);
  if (isTwice(name)) expect((await runLife(scenario)).journal).toEqual(first.journal);
});
