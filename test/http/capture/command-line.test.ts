import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import { looksLikeCmd, splitCmd, splitShell } from '../../../src/http/capture/command-line.ts';
import { runs } from '../../support/property-runs.ts';

/** Text with what the two shells treat in their own way. */
const commandLine = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom("$'", "'", '"', '\\', '^', '&', '|', '\n', ' ', '$', '`', '$(', '#', 'a', 'é', '\\x'),
    )
    .map((pieces) => pieces.join('')),
);

/** What a function returns, or the error it throws. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test('any text is split into words, or refused with an error of its own', () => {
  fc.assert(
    fc.property(commandLine, (text) => {
      const words = outcome(() => splitShell(text));
      if (!Array.isArray(words)) expect(words).toBeInstanceOf(KooError);
      expect(splitCmd(text).every((word) => typeof word === 'string')).toBe(true);
      expect(typeof looksLikeCmd(text)).toBe('boolean');
    }),
    { numRuns: runs(500) },
  );
});

test('quoted words come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
      const bash = words.map((word) => `'${word.replaceAll("'", "'\\''").replaceAll('\r\n', '\n')}'`);
      expect(splitShell(bash.join(' '))).toEqual(words.map((word) => word.replaceAll('\r\n', '\n')));
    }),
  );
});

const long = 1_000_000;

describe('a long command is read in one pass', () => {
  test.each([
    ['words', 'a '.repeat(long), long, 'a'],
    ['a plain word', 'a'.repeat(long), 1, 'a'.repeat(long)],
    ['backslashes', '\\a'.repeat(long), 1, 'a'.repeat(long)],
    ['double quotes', `"${'a'.repeat(long)}"`, 1, 'a'.repeat(long)],
    ['escapes in double quotes', `"${'\\"'.repeat(long)}"`, 1, '"'.repeat(long)],
    ["$'…'", `$'${'a\\n'.repeat(long / 4)}'`, 1, 'a\n'.repeat(long / 4)],
    ["pieces of $'…'", "$'a'".repeat(long / 4), 1, 'a'.repeat(long / 4)],
    ['a comment', `a #${'a'.repeat(long)}`, 1, 'a'],
    ['blanks before the end of the command', `a &${' '.repeat(long)}`, 1, 'a'],
    ['dollar signs', '$ '.repeat(long / 4), long / 4, '$'],
  ])('bash: %s', (_, text, count, first) => {
    const words = splitShell(text);
    expect(words).toHaveLength(count);
    expect(words[0] === first).toBe(true);
  });

  test.each([
    ['words', 'a '.repeat(long), long, 'a'],
    ['carets', '^a'.repeat(long), 1, 'a'.repeat(long)],
    ['backslashes', '\\'.repeat(long), 1, '\\'.repeat(long)],
    ['backslashes before a quote', `${'\\'.repeat(long)}"`, 1, '\\'.repeat(long / 2)],
    ['quotes', '""a '.repeat(long / 4), long / 4, 'a'],
    ['blanks in quotes', `"${' '.repeat(long)}"`, 1, ' '.repeat(long)],
  ])('cmd: %s', (_, text, count, first) => {
    const words = splitCmd(text);
    expect(words).toHaveLength(count);
    expect(words[0] === first).toBe(true);
  });
});

test('cmd: backslashes stand for themselves, except before a quote', () => {
  expect(splitCmd(String.raw`a\\b "c\\" "d\\\"e" f\"g \\`)).toEqual([
    String.raw`a\\b`,
    'c\\',
    String.raw`d\"e`,
    'f"g',
    String.raw`\\`,
  ]);
});

test('a message quotes only the start of a long expansion', () => {
  const error = outcome(() => splitShell(`curl $(${'a'.repeat(long)})`));
  expect(String(error)).toContain('$(aaa');
  expect(String(error).length).toBeLessThan(400);
});
