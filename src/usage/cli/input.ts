import type { BigIntStats } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { noInputError, openInputFile, unreadableFileError } from '../../cli/files/input-file.ts';
import { namedFile } from '../../cli/files/named-file.ts';
import { isReadError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { RawRecord } from '../read/json.ts';
import { readRecords } from '../read/records.ts';
import type { UsageInputOptions } from './flags.ts';

/** The records of a file or of stdin, before they are read. */
export interface UsageInput {
  /** Bytes of the file; unknown for a stream. */
  readonly size?: number;
  /** Identity of the input, whatever its name; unknown where the system has none. */
  readonly stats?: BigIntStats;
  /** Bytes read so far. */
  bytes(): number;
  /** Starts reading; the signal aborts it. @throws KooError (usage) when it cannot be read to the end */
  open(signal: AbortSignal): AsyncIterable<Iterable<RawRecord>>;
  /** Releases the input, read or not. */
  close(): void;
}

/**
 * Opens the input of a usage command.
 *
 * @param path of the file; `-` is stdin
 * @param notice reports GBK, which is guessed
 * @throws KooError (usage) `UNREADABLE_FILE`; `NO_INPUT` at a terminal
 */
export async function openUsageInput(
  path: string,
  options: UsageInputOptions,
  notice: (text: Localized) => void,
): Promise<UsageInput> {
  limitHeapGrowth();
  if (path === '-' && process.stdin.isTTY)
    throw noInputError(both('Give a file, or pipe the records to stdin.'));
  const { stream, stats } = openInputFile(path);
  let bytes = 0;
  return {
    ...(path !== '-' && stats?.isFile() && { size: Number(stats.size) }),
    ...(stats && { stats }),
    bytes: () => bytes,
    open: (signal) =>
      withReadErrors(
        readRecords(addAbortSignal(signal, stream), {
          format: options['input-format'],
          ignoreUnknown: options['ignore-unknown'],
          onBytes: (count) => {
            bytes = count;
          },
          target: options.legacy ? 'legacy' : 'new',
          onEncoding: (encoding) => {
            if (encoding === 'gb18030') notice(both('{file}: read as GBK', { file: namedFile(path) }));
          },
        }),
      ),
    close: () => {
      if (path !== '-') stream.destroy();
    },
  };
}

/** The same source, with system errors of reading as KooErrors. */
async function* withReadErrors<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw isReadError(error) ? unreadableFileError('-', error) : error;
  }
}

/**
 * Limits the growth of the heap: records are short-lived, and V8 would use 240 MB instead of 150 without being faster.
 * V8 reads these flags whenever the heap might grow, so they take effect at run time.
 */
function limitHeapGrowth(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=100');
}
