import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { boundaryFaults } from '../../scripts/boundaries.ts';

/** What is wrong with a project of these files; a list stands for a file of that many lines. */
function faultsOf(files: Readonly<Record<string, string | number>>): string[] {
  const project = mkdtempSync(join(tmpdir(), 'koo-boundaries-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    const text = typeof content === 'number' ? 'export {};\n'.repeat(content) : content;
    writeFileSync(join(project, path), text);
  }
  return boundaryFaults(project);
}

const imports = (name: string) => `import { something } from '${name}';\n`;

test.each<[string, Readonly<Record<string, string | number>>, string]>([
  [
    'an import that runs up',
    { 'src/openapi/client.ts': imports('../seller/plan.ts') },
    'src/openapi/client.ts: must not import ../seller/plan.ts',
  ],
  [
    'a type that is imported from above',
    { 'src/text/language.ts': "import type { Session } from '../account/session.ts';\n" },
    'src/text/language.ts: must not import ../account/session.ts',
  ],
  [
    'an import() from above',
    { 'src/cli/prompts.ts': "const { main } = await import('../app/main.ts');\n" },
    'src/cli/prompts.ts: must not import ../app/main.ts',
  ],
  [
    'a file that prints past the edge of output',
    { 'src/commands/whoami.ts': "process.stdout.write('text');\n" },
    'src/commands/whoami.ts: prints with process.stdout.write, past src/cli/output/edge.ts',
  ],
  [
    'a file that prints with console',
    { 'src/usage/push.ts': "console.error('text');\n" },
    'src/usage/push.ts: prints with console.error(, past src/cli/output/edge.ts',
  ],
  [
    'a feature that imports another one',
    { 'src/usage/push.ts': imports('../users/read.ts') },
    'src/usage/push.ts: must not import ../users/read.ts',
  ],
  [
    'a feature that imports the terminal part of another one',
    { 'src/usage/cli/push.ts': imports('../../users/cli/sync.ts') },
    'src/usage/cli/push.ts: must not import ../../users/cli/sync.ts',
  ],
  [
    'the login test that imports the terminal part of the callbacks',
    { 'src/sso/cli/suite.ts': imports('../../callback/cli/send.ts') },
    'src/sso/cli/suite.ts: must not import ../../callback/cli/send.ts',
  ],
  [
    'the terminal of all suites that imports a feature',
    { 'src/suite/cli/watch.ts': imports('../../callback/sign.ts') },
    'src/suite/cli/watch.ts: must not import ../../callback/sign.ts',
  ],
  [
    'a core that imports its own terminal part',
    { 'src/users/read.ts': imports('./cli/sync.ts') },
    'src/users/read.ts: a core knows no terminal, must not import ./cli/sync.ts',
  ],
  [
    'a core that imports the kernel of the commands',
    { 'src/seller/plan.ts': "import {\n  ask,\n} from '../cli/prompts.ts';\n" },
    'src/seller/plan.ts: a core knows no terminal, must not import ../cli/prompts.ts',
  ],
  [
    'main importing a feature',
    { 'src/app/main.ts': imports('../account/session.ts') },
    'src/app/main.ts: knows no feature, must not import ../account/session.ts',
  ],
  [
    'a builtin in a pure layer',
    { 'src/signing/v2.ts': imports('node:crypto') + imports('node:fs') },
    'src/signing/v2.ts: must not import node:fs',
  ],
  [
    'a package in a pure layer',
    { 'src/callback/protocols/v2.ts': imports('yaml') },
    'src/callback/protocols/v2.ts: must not import yaml',
  ],
  [
    'a folder that is not in the plan',
    { 'src/strange/file.ts': '' },
    'src/strange/file.ts: its folder has no place in scripts/boundaries.ts',
  ],
  [
    'a circle',
    {
      'src/text/a.ts': imports('./b.ts') + imports('./d.ts'),
      'src/text/b.ts': "import type { C } from './words/c.ts';\nexport * from './d.ts';\n",
      'src/text/d.ts': 50,
      'src/text/words/c.ts': `const a = await import('../a.ts');\n${'\n'.repeat(50)}`,
    },
    'import in a circle: src/text/a.ts → src/text/b.ts → src/text/words/c.ts → src/text/a.ts',
  ],
  [
    'an import that runs up inside a feature',
    {
      'src/usage/record/fields.ts': imports('../journal/tables.ts') + imports('./units.ts'),
      'src/usage/record/units.ts': 50,
      'src/usage/journal/tables.ts': 50,
    },
    'src/usage/record/fields.ts: is below src/usage/journal/tables.ts, must not import it',
  ],
  [
    'a folder without a floor',
    { 'src/usage/drawer/file.ts': 50 },
    'src/usage/drawer/file.ts: its folder has no floor in scripts/floors.ts',
  ],
  [
    'folders that import each other',
    {
      'src/guides/pages/read.ts': imports('../steps/step.ts'),
      'src/guides/steps/step.ts': 50,
      'src/guides/steps/all.ts': imports('../pages/page.ts'),
      'src/guides/pages/page.ts': 50,
    },
    'folders in a knot: src/guides/pages, src/guides/steps',
  ],
  [
    'a file that imports itself',
    { 'src/text/self.ts': `export type { Self } from './self.ts';\n${'\n'.repeat(50)}` },
    'import in a circle: src/text/self.ts → src/text/self.ts',
  ],
  [
    'a file of the kernel that is named after a feature',
    { 'src/cli/output/user-table.ts': 50 },
    'src/cli/output/user-table.ts: is named after a feature (users), and belongs there',
  ],
  [
    'a small file with one importer',
    { 'src/text/small.ts': 39, 'src/text/large.ts': imports('./small.ts') },
    'src/text/small.ts: has 39 lines and one importer, and belongs into src/text/large.ts',
  ],
])('reports %s', (_, files, fault) => {
  expect(faultsOf(files).filter((line) => !isSide(line, fault))).toEqual([fault]);
});

/** The files of a circle are small as well, and their folders in a knot. */
function isSide(line: string, fault: string): boolean {
  return fault.startsWith('import in a circle') && /one importer|in a knot/.test(line);
}

test.each<[string, Readonly<Record<string, string | number>>]>([
  [
    'imports that run down',
    { 'src/users/cli/sync.ts': imports('../read.ts') + imports('../../cli/prompts.ts') },
  ],
  [
    'imports that run down inside a feature',
    { 'src/usage/read/rows.ts': imports('../record/fields.ts'), 'src/usage/record/fields.ts': 50 },
  ],
  [
    'a small file with two importers',
    { 'src/text/a.ts': 3, 'src/text/b.ts': imports('./a.ts'), 'src/text/c.ts': imports('./a.ts') },
  ],
  [
    'a small file that is loaded later than its importer',
    { 'src/text/a.ts': 3, 'src/text/b.ts': "import type { A } from './a.ts';\nawait import('./a.ts');\n" },
  ],
  ['a file of some size with one importer', { 'src/text/a.ts': 40, 'src/text/b.ts': imports('./a.ts') }],
])('accepts %s', (_, files) => {
  expect(faultsOf(files)).toEqual([]);
});
