import type { Target } from './target.ts';

/** The targets by name; each file is loaded by the process that executes one of its targets. */
const targets: Readonly<Record<string, () => Promise<Target>>> = {
  capture: async () => (await import('./targets/captures.ts')).capture,
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
