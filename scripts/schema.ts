import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../src/cli/config-schema.ts';

/** The JSON Schema by which editors check and complete a `koo.yaml`: the text of `schema/koo.schema.json`. */
export function schemaText(): string {
  return `${JSON.stringify(toJsonSchema(configSchema, { target: 'draft-07' }), null, 2)}\n`;
}
