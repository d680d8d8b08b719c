import { configurationError, type KooError } from '../../errors/koo-error.ts';
import { clockSkewMs, responseOf, skewHint } from '../../openapi/errors.ts';
import type { ApiResponse, OpenApi } from '../../openapi/model.ts';
import { maxSkewMs } from '../../signing/sdk-date.ts';
import { both } from '../../text/translate.ts';

/** The time as the responses to the calls of an API report it. */
export interface ServerTime {
  /** The API, whose responses are watched. */
  readonly api: OpenApi;
  /** The server's time in the last response that had one, in milliseconds since 1970. */
  latest(): number | undefined;
  /** The error for clocks that differ by more than the open API allows. */
  skewError(): KooError | undefined;
}

export function watchServerTime(api: OpenApi, now: () => Date): ServerTime {
  let latest: number | undefined;
  let skew = 0;
  function note(response: ApiResponse | undefined): void {
    const time = Date.parse(response?.headers.date ?? '');
    if (!response || Number.isNaN(time)) return;
    latest = time;
    skew = clockSkewMs(response, now());
  }
  return {
    api: {
      ...api,
      call: async (call) => {
        try {
          const response = await api.call(call);
          note(response);
          return response;
        } catch (error) {
          note(responseOf(error));
          throw error;
        }
      },
    },
    latest: () => latest,
    skewError: () => (Math.abs(skew) > maxSkewMs ? clocksDiffer(skew) : undefined),
  };
}

function clocksDiffer(skew: number): KooError {
  const message = both(
    "This machine's clock differs from the server's, and the old interface would count twice what a wrong clock lets koo forget",
  );
  return configurationError('CLOCK_SKEW', message, skewHint(skew));
}
