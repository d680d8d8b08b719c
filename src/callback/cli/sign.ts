import { type KeyFileFlags, resolveKeys } from '../../account/cli/keys.ts';
import { readInput } from '../../cli/files/text-input.ts';
import type { Localized } from '../../text/localized.ts';
import { freshNonce } from '../delivery/fresh.ts';
import { protocolOf } from '../protocols/index.ts';
import type { ProtocolId } from '../protocols/model.ts';
import { protocolOfText, type Signed, sign, signReply, textOf } from '../sign.ts';
import { keyFor } from './keys.ts';

/** Values of the flags of `koo callback sign`. */
export interface SignWish extends KeyFileFlags {
  readonly protocol?: ProtocolId | undefined;
  readonly reply: boolean;
  readonly curl?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly nonce?: string | undefined;
}

/**
 * Signs what was given.
 *
 * @param notice tells the user something beside the result
 * @throws KooError for what cannot be understood
 */
export async function runSign(
  argument: string | undefined,
  wish: SignWish,
  notice: (text: Localized) => void,
): Promise<Signed> {
  const input = await readInput(argument, wish);
  const text = wish.reply ? '' : textOf(input);
  const protocol = protocolOf(wish.protocol ?? (wish.reply ? 'v1' : protocolOfText(text)));
  const key = keyFor(await resolveKeys(wish), protocol, notice);
  if (!wish.reply) {
    return sign({
      protocol,
      text,
      key,
      timestamp: wish.timestamp,
      nonce: wish.nonce ?? freshNonce(),
      now: new Date(),
      target: wish.curl,
    });
  }
  if (input.at(-1) === 0x0a) notice(newlineSigned);
  return signReply(input, key);
}

const newlineSigned: Localized = {
  en: 'The body ends with a line feed, which is signed with the rest: leave it out if your server does not send it.',
  zh: '应答体末尾有换行符，它也参与了签名：如果服务器不发送该换行，请去掉。',
};
