import { toJson } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { toCurlScript, toHar } from '../../history/export/har.ts';
import { toScenario } from '../../history/export/scenario.ts';
import type { RecordedCall } from '../../history/model.ts';
import type { exportFormats } from './flags.ts';

/** Calls in a format for other tools. */
export interface ExportedCalls {
  readonly format: (typeof exportFormats)[number];
  /** Number of calls that were selected. */
  readonly calls: number;
  /** The file. */
  readonly text: string;
  /** What of the calls it does not have. */
  readonly notes: readonly Localized[];
}

/**
 * Exports calls.
 *
 * @param version of koo
 * @throws KooError (usage) like {@link toScenario}
 */
export function exportCalls(
  calls: readonly RecordedCall[],
  format: ExportedCalls['format'],
  version: string,
): ExportedCalls {
  return { format, calls: calls.length, notes: [], ...contentOf(calls, format, version) };
}

function contentOf(
  calls: readonly RecordedCall[],
  format: ExportedCalls['format'],
  version: string,
): Pick<ExportedCalls, 'text'> & Partial<Pick<ExportedCalls, 'notes'>> {
  switch (format) {
    case 'har':
      return { text: toJson(toHar(calls, version), 2) };
    case 'curl':
      return { text: toCurlScript(calls) };
    case 'scenario': {
      const { text, notes } = toScenario(calls);
      return { text: text.trimEnd(), notes };
    }
  }
}
