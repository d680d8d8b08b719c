import { type KooError, usageError } from '../../errors/koo-error.ts';
import { isObject, type JsonValue } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';

/** Longest expression, in characters. */
const maxExpression = 10_000;
/** Most values that an expression may select, with those of nested lists and objects. */
const maxSelected = 20_000_000;

/**
 * Applies a JMESPath to a result. Only members of the result itself are found, no inherited ones.
 *
 * @throws KooError (usage) `INVALID_QUERY`
 */
export async function runQuery(result: unknown, expression: string): Promise<JsonValue> {
  await assertQuery(expression);
  const { search } = await import('@jmespath-community/jmespath');
  try {
    const selected = search(JSON.parse(JSON.stringify(result), withoutPrototype), expression);
    if (countValues(selected, maxSelected) > maxSelected) throw new RangeError('too many values');
    // Drops the inherited functions that can be selected of objects which the expression itself creates.
    return JSON.parse(JSON.stringify(selected) ?? 'null');
  } catch (error) {
    throw queryError(error);
  }
}

/** Refuses what is no JMESPath, before a command does anything. @throws KooError (usage) `INVALID_QUERY` */
export async function assertQuery(expression: string): Promise<void> {
  if (expression.length > maxExpression) {
    throw invalidQuery(
      both('the expression is longer than {count} characters', { count: maxExpression }),
      both('Select less, or process the output of --json with another program.'),
    );
  }
  const { compile } = await import('@jmespath-community/jmespath');
  try {
    compile(expression);
  } catch (error) {
    throw queryError(error);
  }
}

function queryError(error: unknown): KooError {
  // The stack, or the length of a string, was exceeded.
  if (error instanceof RangeError) {
    return invalidQuery(
      both('the expression is nested too deeply, or it selects too much'),
      both('Select less, or process the output of --json with another program.'),
    );
  }
  return invalidQuery(
    describeError(error instanceof Error ? error.message : String(error)),
    both('Use a JMESPath expression, for example "[].name". See https://jmespath.org'),
  );
}

/** The library looks up any member, so objects must not inherit any. */
function withoutPrototype(_: string, value: unknown): unknown {
  return isObject(value) ? Object.setPrototypeOf(value, null) : value;
}

/** Counts the values in a value, but not further than a limit: an expression can select the same ones again and again. */
function countValues(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    count += countValues(member, limit - count);
    if (count > limit) break;
  }
  return count;
}

function invalidQuery(reason: Localized, hint: Localized): KooError {
  return usageError('INVALID_QUERY', both('--query: {reason}', { reason }), hint);
}

/** Describes an error in an expression, from the library's message. */
function describeError(message: string): Localized {
  if (/\bEOF\b|unexpected end/.test(message)) return both('unexpected end of the expression');
  const character = /unknown character: (.*)$/s.exec(message)?.[1];
  if (character) return both('unexpected character "{character}"', { character });
  const value = /token(?: type)?.*(?:value: |: )"?([^":]+)"?$/s.exec(message)?.[1];
  if (value) return both('unexpected "{value}"', { value });
  const name = /^Unknown function: (.*)$/s.exec(message)?.[1];
  if (name) return both('unknown function {name}', { name });
  return verbatim(message);
}
