import * as v from 'valibot';
import type { JsonValue } from './json.ts';

/** Any JSON value. */
export const jsonSchema: v.GenericSchema<JsonValue> = v.lazy(() =>
  v.union([
    v.string(),
    v.number(),
    v.boolean(),
    v.null(),
    v.array(jsonSchema),
    v.record(v.string(), jsonSchema),
  ]),
);
