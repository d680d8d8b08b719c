import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { parseConfig } from '../../../src/account/cli/koo-yaml/document.ts';
import { openSettings } from '../../../src/account/settings.ts';
import { parseScenario, renderScenario } from '../../../src/callback/exploration/scenario/file.ts';
import { usageError } from '../../../src/errors/koo-error.ts';
import { readDocument } from '../../../src/product/document/read.ts';
import { parseScenario as parseLife } from '../../../src/sandbox/scenario/scenario-file.ts';
import { defaultSeed, readSeed } from '../../../src/sandbox/seed/seed.ts';
import { parseBaseline } from '../../../src/suite/baseline.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { readYaml } from '../../../src/text/yaml.ts';
import { assertThat, type Target, textOf } from '../target.ts';
import { now } from './requests.ts';

const yamlTokens = [
  ...[
    '&a [*a]',
    '&a ',
    '*a',
    '*b',
    '<<: ',
    '? [a]\n: b\n',
    '!!js/function ',
    '!!set ',
    '!<tag> ',
    '%YAML 1.1\n---\n',
  ],
  ...[
    '- - - ',
    '{a: {a: ',
    '[[[',
    '>-\n',
    '"\\x41"',
    "''",
    '~',
    'on',
    '0x1f',
    '.inf',
    '2001-01-01',
    '...\n',
    '\t',
  ],
];

/** The YAML examples in a page of the documentation. */
function examplesOf(page: string): string[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, example]) => example ?? []);
}

const noFile = usageError('UNREADABLE_FILE', verbatim(''), verbatim(''));

/** A configuration document of a product. */
export const productDocument: Target = {
  seeds: () => {
    const examples = examplesOf('product-document.md');
    return [...examples, JSON.stringify({ product: 'OFFI1', audience: { type: 'all' }, attributes: [] })];
  },
  tokens: [
    ...yamlTokens,
    ...[
      'product: ',
      'version: ',
      'audience:\n',
      'users: { file: /etc/passwd }',
      'users: []',
      'purchase_limits:\n',
    ],
    ...['attributes:\n', 'skus: ', 'type: specified', '"*": ', 'days: 1e9', 'max_quantity: -1'],
  ],
  async run(input) {
    const read = await readDocument(textOf(input), 'product.yaml', async () => {
      throw noFile;
    });
    const lines = textOf(input).split(/\r\n|\r|\n/).length;
    const faults = [...read.faults, ...read.ruleFaults({})];
    assertThat(
      faults.every(({ line, column }) => line >= 1 && line <= lines + 1 && column >= 1),
      'a fault is at a line of the document',
    );
    assertThat(
      read.document !== undefined || read.faults.some(({ severity }) => severity === 'error'),
      'a document without an error is read',
    );
  },
};

const config = {
  profile: 'shop',
  site: 'cn',
  callback: {
    url: 'https://isv.example.com/produce',
    protocols: ['v2', 'v2-kit'],
    sale: 'period',
    joint: true,
    require: ['upgradeInstance'],
    skip: [{ id: 'V2-AUTH-*', reason: 'later' }],
    set: { orderId: 'CS1', 'newInstance.productId': 'p' },
  },
};

/** `koo.yaml`. */
export const kooYaml: Target = {
  seeds: () => [stringify(config), JSON.stringify(config), '# empty\n'],
  tokens: [
    ...yamlTokens,
    'callback:\n',
    'url: ',
    'set: ',
    'accessKey: ',
    'protocols: [v1]',
    '  skip:\n',
    '__proto__: ',
  ],
  run(input) {
    const read = parseConfig(textOf(input), 'koo.yaml');
    // What is not a setting is refused, so that nothing else is left.
    const known = ['profile', 'site', 'callback'];
    assertThat(
      Object.keys(read).every((name) => known.includes(name)),
      'only settings are read',
    );
  },
};

/** Data for the sandbox, as YAML or JSON. */
export const sandboxSeed: Target = {
  seeds: () => {
    const whole = defaultSeed();
    const parts = Object.entries(whole).map(([kind, rows]) => ({ [kind]: rows.slice(0, 2) }));
    return [
      stringify(whole),
      ...parts.map((part) => JSON.stringify(part)),
      ...parts.map((part) => stringify(part)),
    ];
  },
  tokens: [
    ...yamlTokens,
    'instances: ',
    'products: ',
    'status: ',
    'amount: "1e9"',
    'from: 2026-13',
    'every: month',
  ],
  run(input) {
    const read = readYaml(textOf(input));
    if (!read.fault) readSeed(read.content);
  },
};

/** A scenario of callbacks; what koo writes of it is the same scenario. */
export const scenario: Target = {
  seeds: () => examplesOf('scenarios.md').filter((example) => example.includes('steps:')),
  tokens: [
    ...yamlTokens,
    ...[
      '{create.instanceId}',
      '{order:o1}',
      '{days:9e99}',
      '$',
      '{',
      '}',
      'repeat: 1000',
      'expect: ',
      'not: ',
      "'*'",
    ],
  ],
  run(input) {
    const read = parseScenario(textOf(input), 'scenario.yaml');
    const again = parseScenario(renderScenario(read), 'scenario.yaml');
    assertThat(JSON.stringify(again) === JSON.stringify(read), 'a scenario is read as it was written');
  },
};

/** A life at the marketplace. */
export const life: Target = {
  seeds: () => examplesOf('sandbox-scenarios.md').filter((example) => example.includes('steps:')),
  tokens: [
    ...yamlTokens,
    ...[
      'at: +999999d',
      '2026-02-30T00:00:00Z',
      '+25:00',
      'times: 10000',
      'every: 1s',
      'do: push',
      'O1-000001',
      'price:year',
    ],
  ],
  run(input) {
    const { start, steps, expect } = parseLife(textOf(input), 'life.yaml');
    for (const calls of [steps, expect.calls]) {
      let time = start;
      for (const { at } of calls) {
        assertThat(at >= time && at <= Date.UTC(2100, 0), 'what happens is in the order of time');
        time = at;
      }
    }
  },
};

/** An earlier report. */
export const baseline: Target = {
  seeds: () => {
    const checks = [{ id: 'V2-LIFE-NEW', status: 'passed' }];
    const report = { schema: 'koo.callback-report/1', target: 'x', startedAt: now.toISOString(), checks };
    return [JSON.stringify(report), Buffer.from(`\ufeff${JSON.stringify(report)}`, 'utf16le')];
  },
  run: (input) => parseBaseline(input, 'report.json', 'callback'),
};

const folder = mkdtempSync(join(tmpdir(), 'koo-fuzz-settings-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** `settings.json`. */
export const settings: Target = {
  seeds: () => [
    readFileSync(new URL('../../../test/account/settings-0.1.0.json', import.meta.url)),
    '{"current":"a","profiles":{"a":{"site":"cn","ak":"AK"}},"options":{"lang":"zh"},"__internal__":{"migrations":{"version":"0.2.0"}}}',
  ],
  tokens: [
    '"profiles":',
    '"options":',
    '"current":',
    '"endpoint":"http://x"',
    '"site":"sandbox"',
    '"version":"9.9.9"',
  ],
  async run(input) {
    writeFileSync(join(folder, 'settings.json'), input);
    let notices = 0;
    const store = openSettings(folder, () => {
      notices += 1;
    });
    const { profiles, options } = await store.read();
    assertThat(
      typeof profiles === 'object' && typeof options === 'object',
      'settings have profiles and options',
    );
    // A damaged file was moved aside.
    if (notices > 0)
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  },
};
