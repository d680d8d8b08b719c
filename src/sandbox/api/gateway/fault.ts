import { apiCode, successCodes } from '../../../codes/openapi.ts';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';

export const faultKinds = ['reset', '429', '406', '500', 'half'] as const;
type FaultKind = (typeof faultKinds)[number];

/** A documented error code, as it is sent: `MKT.0999`, `92020001`, `APIGW.0302`, `APIG.0302`. */
type FaultCode = `${'MKT' | 'CBC' | 'APIGW' | 'APIG'}.${number}` | `9${number}`;

export function isFaultCode(name: string | undefined): name is FaultCode {
  return (
    name !== undefined &&
    /^((MKT|CBC|APIGW?)\.\d{4}|CBC\.\d{8}|9\d{7})$/.test(name) &&
    apiCode(name) !== undefined &&
    !successCodes.has(name)
  );
}

export interface FaultOptions {
  /** Shares of the requests, 0 to 1; together at most 1. A code comes only where its family answers. */
  readonly rates: Readonly<{ [name in FaultKind | FaultCode]?: number }>;
  /** Delay of every answer, in milliseconds. */
  readonly latencyMs: number;
  /** The same seed makes the same faults in the same order. */
  readonly seed: number;
}

/**
 * The fault of one request. A `lost` response belongs to a request that was carried out; `silent` has none until the
 * client hangs up, and `denied` is an error with HTTP 200.
 */
export type InjectedFault = FaultKind | FaultCode | 'lost' | 'silent' | 'denied' | undefined;

const maxLatency = 600_000;

/**
 * Reads `reset=0.1,429=0.05,latency=50ms`, or `20%` for a mix in equal parts; `seed=7` for other faults in the same
 * amount. A rate is a number from 0 to 1 or a percentage. Besides what is in the mix any documented error code has a
 * rate: `MKT.9004=0.1,APIGW.0302=1%`.
 *
 * @throws KooError (usage, `INVALID_FAULT`) with the part that cannot be read
 */
export function parseFault(text: string): FaultOptions {
  const rates: { [name in FaultKind | FaultCode]?: number } = {};
  let latencyMs = 0;
  let seed = 1;
  for (const part of text.split(',').map((word) => word.trim())) {
    const [name = '', value = ''] = part.includes('=') ? part.split('=', 2) : ['mix', part];
    if (name === 'latency') {
      const read = readLatency(value);
      if (read === undefined) throw invalidFault(part);
      latencyMs = read;
    } else if (name === 'seed') {
      if (!/^\d{1,9}$/.test(value)) throw invalidFault(part);
      seed = Number(value);
    } else {
      const rate = readRate(value);
      const kinds = isFaultCode(name) ? [name] : faultKinds.filter((kind) => kind === name || name === 'mix');
      if (rate === undefined || kinds.length === 0) throw invalidFault(part);
      for (const kind of kinds) rates[kind] = rate / kinds.length;
    }
  }
  const total = Object.values(rates).reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
  if (total > 1.000001) throw invalidFault(text);
  return { rates, latencyMs, seed };
}

function invalidFault(part: string): KooError {
  return usageError(
    'INVALID_FAULT',
    both('--fault: cannot read "{part}"', { part }),
    both(
      'Use 20% for a mix, or reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7, or a documented error code: MKT.9004=0.1. The rates must not exceed 1 in total.',
    ),
  );
}

function readRate(text: string): number | undefined {
  if (!/^\d*\.?\d+%?$/.test(text)) return undefined;
  const rate = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  return rate <= 1 ? rate : undefined;
}

function readLatency(text: string): number | undefined {
  const parts = /^(\d+)(ms|s)?$/.exec(text);
  const ms = parts ? Number(parts[1]) * (parts[2] === 's' ? 1000 : 1) : Number.NaN;
  return ms <= maxLatency ? ms : undefined;
}

export function createFaultInjector({ rates, seed }: FaultOptions): () => InjectedFault {
  const random = createRandom(seed);
  // In an order that does not depend on how they were written down.
  const kinds = [...faultKinds, ...Object.keys(rates).filter(isFaultCode).sort()];
  return () => {
    let left = random();
    for (const kind of kinds) {
      left -= rates[kind] ?? 0;
      // Half of the resets happen before the request is carried out, half after it; the sender cannot tell which.
      if (left < 0) return kind === 'reset' && random() < 0.5 ? 'lost' : kind;
    }
    return undefined;
  };
}

/** Mulberry32: numbers from 0 to 1 that look random and are the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
