import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON Schema, as far as one describes results of koo. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $schema?: string;
  readonly $defs?: Definitions;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** The shipped `schema/output.json`: `scripts/output-schemas.ts` derives it from the types of the results. */
export interface OutputSchemas {
  readonly $defs: Definitions;
  /** By id of the command; a document each line for a command that writes a log as long as it runs. */
  readonly commands: Definitions;
}

export function readOutputSchemas(root: string): OutputSchemas {
  return JSON.parse(readFileSync(join(root, 'schema/output.json'), 'utf8'));
}

/** The JSON Schema of what a command prints with `--json`, with all definitions that it refers to. */
export function outputSchema(id: string, { $defs, commands }: OutputSchemas): JsonSchema {
  const own = commands[id] ?? {};
  const used = new Set<string>();
  const collect = (schema: JsonSchema) => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      collect($defs[name] ?? {});
    }
  };
  collect(own);
  const definitions = Object.entries($defs).filter(([name]) => used.has(name));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...own,
    ...(definitions.length > 0 && { $defs: Object.fromEntries(definitions) }),
  };
}
