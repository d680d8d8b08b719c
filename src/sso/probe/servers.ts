import { type LoginServerOptions, startLoginServer } from '../center/server.ts';

/** An origin of the login centre on this machine. */
export interface CenterServer {
  readonly origin: string;
  /** Whether a client has begun TLS, after a short wait for it. */
  hadHandshake(): Promise<boolean>;
  close(): Promise<void>;
}

/** The longest wait for a handshake, and the time between two looks, in milliseconds. */
const [handshakeMs, lookMs] = [500, 20];

/**
 * Starts an origin of the login centre at any free port.
 *
 * @param hostName under which the merchant's server reaches it
 * @param sleep waits, in milliseconds
 * @throws the error of `listen`
 */
export async function startCenterServer(
  { handle, tls }: Pick<LoginServerOptions, 'handle' | 'tls'>,
  hostName: string,
  sleep: (ms: number) => Promise<void>,
): Promise<CenterServer> {
  let handshakes = 0;
  const { port, close } = await startLoginServer({
    handle,
    tls,
    port: 0,
    names: [hostName],
    onHandshake: () => {
      handshakes += 1;
    },
  });
  return {
    origin: `${tls ? 'https' : 'http'}://${hostName}:${port}`,
    async hadHandshake() {
      for (let waited = 0; waited < handshakeMs && handshakes === 0; waited += lookMs) await sleep(lookMs);
      return handshakes > 0;
    },
    close,
  };
}
