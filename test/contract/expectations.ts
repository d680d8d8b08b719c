import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { JsonSchema } from '../../src/app/manifest/output-schema.ts';
import { isObject } from '../../src/text/json.ts';
import { redact } from '../../src/text/redact.ts';
import type { Ended } from '../support/koo.ts';
import { secret } from './cases.ts';

/** The one JSON document that stdout must be. */
export function documentOf({ stdout }: Ended): unknown {
  expect(stdout, 'ends with a line feed').toMatch(/\n$/);
  return JSON.parse(stdout);
}

const ajv = new Ajv2020({ allErrors: true, strict: false });

/**
 * Expects a document to be what `schema/output.json` says of a command: no field is missing, and none is there that the
 * schema does not name.
 */
export function expectDocumented(document: unknown, output: JsonSchema): void {
  const isValid = ajv.validate(closed(output) as object, document);
  expect(isValid ? [] : ajv.errors, 'the type of run() must say what the command prints').toEqual([]);
}

/** A schema that allows no member beside those that it names; the published one leaves room for later versions. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const members = Object.entries(schema).map(([name, member]) => [name, closed(member)]);
  const isOpen = !isObject(schema.properties) || 'additionalProperties' in schema;
  return {
    ...Object.fromEntries(members),
    ...(!isOpen && schema.type === 'object' && { additionalProperties: false }),
  };
}

export function expectNoSecret({ stdout, stderr }: Ended): void {
  expect(redact(stdout, [secret])).toBe(stdout);
  expect(redact(stderr, [secret])).toBe(stderr);
}
