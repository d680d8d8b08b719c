import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Localized } from '../text/localized.ts';

/** A record that was not accepted, as a line of the rejects file. */
export interface Reject {
  /** Where it stands in the input. */
  readonly line: number;
  /** `input`: koo did not send it; `server`: KooGallery refused it. */
  readonly by: 'input' | 'server';
  /** Code of the rule, or KooGallery's code of the record. */
  readonly code: string;
  readonly meaning: Localized;
  readonly field?: string;
  readonly meteringSn?: string;
  /** What KooGallery said in its own words. */
  readonly message?: string;
  /** The record as it was sent. */
  readonly record?: unknown;
}

/** Takes rejected records one by one. */
export interface RejectsWriter {
  add(reject: Reject): void;
  /** The file appears, whole, under its name. */
  finish(): void;
}

/**
 * Writes rejected records as NDJSON. Until it is finished the file has another name, beside its own: whoever reads
 * the file never sees half of it.
 *
 * @throws NodeJS.ErrnoException when the file cannot be written
 */
export function createRejectsWriter(path: string): RejectsWriter {
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w', 0o600);
  let waiting = '';
  const flush = () => {
    if (waiting !== '') writeSync(file, waiting);
    waiting = '';
  };
  return {
    add: (reject) => {
      waiting += `${JSON.stringify(reject)}\n`;
      if (waiting.length > 1 << 16) flush();
    },
    finish: () => {
      flush();
      fsyncSync(file);
      closeSync(file);
      renameSync(partial, path);
    },
  };
}
