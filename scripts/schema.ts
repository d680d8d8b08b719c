import { mkdirSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../src/cli/config-schema.ts';

/** Writes `schema/koo.schema.json`, by which editors check and complete a `koo.yaml`. */
export function writeSchema(root: string): void {
  mkdirSync(`${root}schema`, { recursive: true });
  writeFileSync(`${root}schema/koo.schema.json`, schemaText());
}

export function schemaText(): string {
  return `${JSON.stringify(toJsonSchema(configSchema, { target: 'draft-07' }), null, 2)}\n`;
}
