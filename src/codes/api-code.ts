import type { Localized } from '../text/localized.ts';

/** Who can end the error: the caller, the seller in the console, Huawei; or nobody needs to. */
type Actor = 'caller' | 'seller' | 'huawei' | 'nobody';

/** Whether the same request may succeed when sent again: never, after a while, or it has been done already. */
type Repeat = 'never' | 'later' | 'done';

/** A code that Huawei's open API answers with. */
export interface ApiCode {
  /** As it is sent; gateway codes without their prefix `APIGW.` or `APIG.`. */
  readonly code: string;
  readonly family: 'order-usage' | 'upload' | 'license' | 'gateway';
  /** Statuses it comes with, as documented. */
  readonly http: readonly number[];
  readonly meaning: Localized;
  readonly actor: Actor;
  readonly repeat: Repeat;
  readonly next: Localized;
  /** It refuses the credential or the permission, not the request. */
  readonly permission: boolean;
}

/** Codes that stand for the same trouble. */
export interface CodeRow {
  /** Separated by spaces. */
  readonly code: string;
  /** Default: 200, for errors that come as a success of HTTP. */
  readonly http?: readonly number[];
  readonly meaning: Localized;
  /** Default: the caller. */
  readonly actor?: Actor;
  /** Default: never. */
  readonly repeat?: Repeat;
  readonly next: Localized;
  readonly permission?: true;
}

/** The codes of a family, one entry each. */
export function codeFamily(family: ApiCode['family'], rows: readonly CodeRow[]): readonly ApiCode[] {
  return rows.flatMap(({ code, http, meaning, actor, repeat, next, permission }) =>
    code.split(' ').map((one) => ({
      code: one,
      family,
      http: http ?? [200],
      meaning,
      actor: actor ?? 'caller',
      repeat: repeat ?? 'never',
      next,
      permission: permission ?? false,
    })),
  );
}
