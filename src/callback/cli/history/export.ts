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

const exports: Readonly<
  Record<
    ExportedCalls['format'],
    (calls: readonly RecordedCall[], version: string) => Partial<ExportedCalls> & Pick<ExportedCalls, 'text'>
  >
> = {
  har: (calls, version) => ({ text: toJson(toHar(calls, version), 2) }),
  curl: (calls) => ({ text: toCurlScript(calls) }),
  scenario: toScenario,
};

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
  const { text, notes = [] } = exports[format](calls, version);
  return { format, calls: calls.length, notes, text: text.trimEnd() };
}
