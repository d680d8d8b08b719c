import type { JsonValue } from '../../text/json.ts';
import type { Parameter, ProofPart, Sealed } from '../protocols/model.ts';

/** The value of a part of the proof in a sealed delivery. */
export function readPart(sealed: Sealed, part: ProofPart): string | undefined {
  const list = part.in === 'header' ? sealed.headers : sealed.query;
  return list.find(([name]) => name.toLowerCase() === part.name.toLowerCase())?.[1];
}

/** The delivery with a part of the proof replaced, or taken out (`undefined`); nothing is signed anew. */
export function withPart(sealed: Sealed, part: ProofPart, value: string | undefined): Sealed {
  const replace = (list: readonly Parameter[]) =>
    list.flatMap((entry): Parameter[] => {
      if (entry[0].toLowerCase() !== part.name.toLowerCase()) return [entry];
      return value === undefined ? [] : [[entry[0], value]];
    });
  if (part.in === 'header') return { ...sealed, headers: replace(sealed.headers) };
  if (part.in === 'query') return { ...sealed, query: replace(sealed.query) };
  return withBodyField(sealed, part.name, value);
}

/** The delivery with a field of its payload replaced, added or taken out; nothing is signed anew. */
export function withField(sealed: Sealed, name: string, value: JsonValue | undefined): Sealed {
  if (sealed.body !== undefined) return withBodyField(sealed, name, value);
  const others = sealed.query.filter(([key]) => key !== name);
  return { ...sealed, query: value === undefined ? others : [...others, [name, String(value)]] };
}

function withBodyField(sealed: Sealed, name: string, value: JsonValue | undefined): Sealed {
  const body: Record<string, unknown> = JSON.parse(sealed.body ?? '{}');
  if (value === undefined) delete body[name];
  else body[name] = value;
  return { ...sealed, body: JSON.stringify(body) };
}
