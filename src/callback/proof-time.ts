import type { Localized } from '../text/localized.ts';
import type { Protocol } from './protocols/model.ts';
import { isMillisText } from './protocols/time.ts';

/** The time in a proof, and how old it is. */
export interface ProofTime {
  /** As it goes over the wire. */
  readonly value: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Seconds; negative when it lies ahead. */
  readonly age: number;
}

const hour = 3_600_000;

/** Reads the time of a proof as its family writes it; `undefined` when it is no time. */
export function readTime(protocol: Protocol, value: string, reference: Date): ProofTime | undefined {
  const at = protocol.proof.nonce ? readMillis(value) : readDigits(value, protocol.method === 'GET' ? 0 : 8);
  if (at === undefined || Number.isNaN(at.getTime())) return undefined;
  return { value, at: at.toISOString(), age: (reference.getTime() - at.getTime()) / 1000 };
}

/** A V2 time in seconds is the commonest of its faults; as milliseconds it lies in January 1970. */
export function secondsNote(protocol: Protocol, value: string): Localized | undefined {
  if (!protocol.proof.nonce || !/^\d{10}$/.test(value)) return undefined;
  return {
    en: 'The timestamp looks like seconds: V2 counts milliseconds (13 digits).',
    zh: '时间戳像是以秒为单位：V2 使用毫秒（13 位）。',
  };
}

function readMillis(value: string): Date | undefined {
  return /^\d{1,15}$/.test(value) ? new Date(Number(value)) : undefined;
}

/** `yyyyMMddHHmmssSSS` in a zone so many hours ahead of UTC. */
function readDigits(value: string, hoursAhead: number): Date | undefined {
  if (!isMillisText(value)) return undefined;
  const iso = value.replace(/^(....)(..)(..)(..)(..)(..)(...)$/, '$1-$2-$3T$4:$5:$6.$7Z');
  return new Date(Date.parse(iso) - hoursAhead * hour);
}
