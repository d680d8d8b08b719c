import { resolveKeys } from '../../account/cli/keys.ts';
import { readInputFile } from '../../cli/files/input-file.ts';
import { readInput } from '../../cli/files/text-input.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { readCapture } from '../capture/read.ts';
import { inferProtocol } from '../infer-protocol.ts';
import { protocolOf } from '../protocols/index.ts';
import { type Verification, verify } from '../verify.ts';
import type { VerifyOptions } from './flags.ts';
import { keyFor } from './keys.ts';

/**
 * Verifies a captured request or reply.
 *
 * @param path of the capture; `-` or nothing is stdin
 * @param notice tells the user something beside the result
 * @throws KooError for what cannot be understood
 */
export async function runVerify(
  path: string | undefined,
  options: VerifyOptions,
  notice: (text: Localized) => void,
): Promise<Verification> {
  const input =
    path === undefined || path === '-' ? await readInput('-', options) : await readInputFile(path);
  const captured = readCapture(input, { entry: options.entry, ...(options.reply && { side: 'reply' }) });
  const protocol = options.protocol ? protocolOf(options.protocol) : inferProtocol(captured);
  const keys = await resolveKeys(options);
  const key = keyFor(keys, protocol, notice);
  const signedText = options['signed-text'];
  return verify(captured, {
    protocol,
    key,
    otherKeys: (Object.entries(keys) as [KeyClass, string][]).filter(([, other]) => other !== key),
    now: new Date(),
    at: options.at === undefined ? undefined : readMoment(options.at),
    signedText:
      signedText === undefined
        ? undefined
        : Buffer.from(await readInputFile(signedText, 'signed-text')).toString('utf8'),
  });
}

function readMoment(text: string): Date {
  const moment = /^\d{13}$/.test(text) ? new Date(Number(text)) : new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw usageError(
    'INVALID_TIME',
    { en: `--at ${text} is not a time`, zh: `--at ${text} 不是时间` },
    {
      en: 'Give ISO 8601 or milliseconds, such as 2026-01-31T08:00:00Z.',
      zh: '请使用 ISO 8601 或毫秒数，例如 2026-01-31T08:00:00Z。',
    },
  );
}
