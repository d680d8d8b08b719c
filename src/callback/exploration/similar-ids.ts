import { own } from '../../text/json.ts';
import type { OrderIds } from '../probe/model.ts';

/** How ids of one life resemble each other. */
interface Likeness {
  /** The documents give ids no form; only their examples have one. */
  readonly isDoubtful?: true;
  /** The parts of the id with this number, from 1 on: of an order, and of its line if that does not follow from it. */
  readonly id: (base: string, number: number, longest: number) => string | readonly [string, string];
}

/**
 * Ids that careless code takes for one another: cut at the end, read as numbers, compared without case, or joined. They
 * are strings of at most 64 characters.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export const likenesses: Readonly<Record<string, Likeness>> = {
  longest: { id: (base, number, longest) => base.padEnd(longest - String(number).length, '0') + number },
  digits: { id: (base, number) => withDigits(`${digitsOf(base)}0000${String(number).padStart(3, '0')}`) },
  zeros: { id: (base, number) => withDigits('0'.repeat(number) + digitsOf(base)) },
  exponent: {
    id: (base, number) => `${digitsOf(base)}${number + (number % 2)}${number % 2 === 0 ? '00' : 'e2'}`,
  },
  case: {
    isDoubtful: true,
    id: (base, number) =>
      base + number.toString(2).padStart(6, '0').replaceAll('0', 'x').replaceAll('1', 'X'),
  },
  joined: {
    isDoubtful: true,
    id: (base, number) => {
      const start = `${base}${number + (number % 2)}`;
      return number % 2 === 0 ? [`${start}1`, start] : [start, `1${start}`];
    },
  },
};

/** The id, and a line that consists of digits as well. */
function withDigits(id: string): readonly [string, string] {
  return [id, `${id}000001`];
}

/** 13 digits that do not begin with 0. */
function digitsOf(base: string): string {
  return `9${base.replace(/\D/g, (letter) => String(letter.charCodeAt(0) % 10)).slice(-12)}`;
}

/**
 * The ids that a name such as `exponent2` stands for; `undefined` if it is the name of no likeness.
 *
 * @param base what no other run begins with
 */
export function similarIds(name: string, base: string, hasLines: boolean): OrderIds | undefined {
  const [, form = '', number] = /^([a-z]+)(\d+)$/.exec(name) ?? [];
  const id = own(likenesses, form)?.id(base, Number(number), hasLines ? longest - suffix.length : longest);
  if (id === undefined) return undefined;
  const [orderId, orderLineId] = typeof id === 'string' ? [id, id + suffix] : id;
  return { orderId, orderLineId };
}

/** The documented length of the ids of orders and of their lines. */
const longest = 64;
const suffix = '-000001';
