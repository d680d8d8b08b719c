import { keyFor } from '../../account/cli/fallback-key.ts';
import { callbackKeys } from '../../account/cli/keys.ts';
import { inputLimits, readInput } from '../../cli/files/input-file.ts';
import { both, type Localized } from '../../text/translate.ts';
import { randomNonce } from '../delivery/random.ts';
import { protocolOf } from '../protocols/index.ts';
import { decodeInput, inferProtocolOfText, type Signed, sign, signReply } from '../sign.ts';
import type { SignOptions } from './flags.ts';

/**
 * Signs a request or a response body.
 *
 * @param notice prints a message to stderr
 * @throws KooError for invalid input
 */
export async function runSign(
  argument: string | undefined,
  options: SignOptions,
  notice: (text: Localized) => void,
): Promise<Signed> {
  const input = await readInput(argument, { limit: inputLimits.text, flags: options });
  const text = options.reply ? '' : decodeInput(input);
  const protocol = protocolOf(options.protocol ?? (options.reply ? 'v1' : inferProtocolOfText(text)));
  const key = keyFor(await callbackKeys(options, notice), protocol, notice);
  if (!options.reply) {
    return sign({
      protocol,
      text,
      key,
      timestamp: options.timestamp,
      nonce: options.nonce ?? randomNonce(),
      now: new Date(),
      target: options.curl,
    });
  }
  if (input.at(-1) === 0x0a) notice(newlineSigned);
  return signReply(input, key);
}

const newlineSigned: Localized = both(
  'The body ends with a line feed, which is part of the signature. Remove it if your server does not send it.',
);
