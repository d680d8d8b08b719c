import * as v from 'valibot';
import type { Secrets } from './model.ts';

export const secretsSchema = v.looseObject({
  endpoint: v.string(),
  ak: v.string(),
  sk: v.string(),
  securityToken: v.optional(v.string()),
  accessKeys: v.optional(v.record(v.string(), v.string()), {}),
});

/** Secrets from the text of a store; undefined when it is none of ours. */
export function parseSecrets(text: string): Secrets | undefined {
  try {
    const { success, output } = v.safeParse(secretsSchema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
