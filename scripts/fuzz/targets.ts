import type { Target } from './target.ts';

/** The targets by name; each file is loaded by the process that executes one of its targets. */
const targets: Readonly<Record<string, () => Promise<Target>>> = {
  capture: async () => (await import('./targets/captures.ts')).capture,
  'capture-form': async () => (await import('./targets/captures.ts')).captureForm,
  'api-capture': async () => (await import('./targets/captures.ts')).apiCapture,
  shell: async () => (await import('./targets/captures.ts')).shell,
  cmd: async () => (await import('./targets/captures.ts')).cmd,
  'terminal-text': async () => (await import('./targets/texts.ts')).terminalText,
  layout: async () => (await import('./targets/texts.ts')).layout,
  suggestion: async () => (await import('./targets/texts.ts')).suggestion,
  redaction: async () => (await import('./targets/texts.ts')).redaction,
  decoding: async () => (await import('./targets/texts.ts')).decoding,
  'json-array': async () => (await import('./targets/texts.ts')).jsonArray,
  'printed-json': async () => (await import('./targets/texts.ts')).printedJson,
  usage: async () => (await import('./targets/tables.ts')).usage,
  users: async () => (await import('./targets/tables.ts')).users,
  delimited: async () => (await import('./targets/tables.ts')).delimited,
  credentials: async () => (await import('./targets/tables.ts')).credentials,
  'product-document': async () => (await import('./targets/documents.ts')).productDocument,
  'koo-yaml': async () => (await import('./targets/documents.ts')).kooYaml,
  'sandbox-seed': async () => (await import('./targets/documents.ts')).sandboxSeed,
  life: async () => (await import('./targets/documents.ts')).life,
  scenario: async () => (await import('./targets/documents.ts')).scenario,
  baseline: async () => (await import('./targets/documents.ts')).baseline,
  settings: async () => (await import('./targets/documents.ts')).settings,
  rendering: async () => (await import('./targets/outputs.ts')).rendering,
  annotation: async () => (await import('./targets/outputs.ts')).annotation,
  lookup: async () => (await import('./targets/outputs.ts')).lookup,
  'canonical-json': async () => (await import('./targets/signing.ts')).canonicalJson,
  'sensitive-field': async () => (await import('./targets/signing.ts')).sensitiveField,
  'signed-parts': async () => (await import('./targets/signing.ts')).signedParts,
  received: async () => (await import('./targets/callbacks.ts')).received,
  signed: async () => (await import('./targets/callbacks.ts')).signed,
  reply: async () => (await import('./targets/callbacks.ts')).reply,
  media: async () => (await import('./targets/media.ts')).media,
  'api-response': async () => (await import('./targets/open-api.ts')).apiResponse,
  'login-response': async () => (await import('./targets/login.ts')).loginResponse,
  sandbox: async () => (await import('./targets/sandbox.ts')).sandboxRequest,
  argv: async () => (await import('./targets/argv.ts')).argv,
};

export const targetNames: readonly string[] = Object.keys(targets);

/**
 * Loads a target.
 *
 * @param name or the URL of a module that exports the target as its default
 */
export async function loadTarget(name: string): Promise<Target> {
  return targets[name]?.() ?? (await import(name)).default;
}
