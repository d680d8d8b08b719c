import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Each match of an expression in files, with its file. */
function found(pattern: string, expression: RegExp): string[] {
  return globSync(pattern, { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(expression)].map(([, one]) => `${path}: ${one}`),
  );
}

test('the workflow uses other actions at a commit only, with the name of its version', () => {
  const uses = found('.github/workflows/*.yml', /uses: (.+)/g);
  expect(uses.length).toBeGreaterThan(5);
  expect(uses.filter((one) => !/@[\da-f]{40} # v?\d+\.\d+/.test(one))).toEqual([]);
});
