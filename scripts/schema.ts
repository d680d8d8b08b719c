import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../src/account/cli/koo-yaml/document.ts';
import { productSchema } from '../src/product/document/schema.ts';

/** The JSON Schema by which editors check and complete a `koo.yaml`: the text of `schema/koo.schema.json`. */
export function schemaText(): string {
  return `${JSON.stringify(toJsonSchema(configSchema, { target: 'draft-07' }), null, 2)}\n`;
}

/** The same of a product's configuration document: the text of `schema/product.schema.json`. */
export function productSchemaText(): string {
  const schema = toJsonSchema(productSchema, { target: 'draft-07', ignoreActions: ['metadata'] });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
