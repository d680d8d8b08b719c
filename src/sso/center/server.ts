import { getRequestListener } from '@hono/node-server';
import { type LocalServer, type LocalServerOptions, startLocalServer } from '../../http/local-server.ts';
import { keepAliveTimeout, maxHeaderSize } from './limits.ts';

export interface LoginServerOptions
  extends Pick<LocalServerOptions, 'port' | 'host' | 'names' | 'tls' | 'onHandshake'> {
  /** A login domain, or unified login ({@link Center}). */
  readonly handle: (request: Request) => Promise<Response>;
}

/**
 * Serves an origin of a login centre. Pages of other websites may lead the browser here, and do nothing else.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export function startLoginServer({ handle, ...options }: LoginServerOptions): Promise<LocalServer> {
  const serve = getRequestListener(handle, { overrideGlobalObjects: false });
  return startLocalServer({
    ...options,
    listener: (request, response) => void serve(request, response),
    openPaths: ['/'],
    maxHeaderSize,
    keepAliveTimeout,
    // The response says why.
    onRefused: () => {},
  });
}

/**
 * A certificate for localhost that expired in February 2020, to test what a client makes of it. Its private key protects
 * nothing, and is no secret.
 */
export const expiredCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUQSfGJkBfPz/Nt6Ea8KwmtaGlHfkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTIwMDEwMTAwMDAwMFoXDTIwMDIwMTAw
MDAwMFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEXX7rtMbQgx1mNEiavomdC+YgpfNM6rZwrRu4AqIY4WP9ztSDhZI94xqv
8TqRsb5NC69qPWkFh0ckAtEju+o7GaNvMG0wHQYDVR0OBBYEFAeXMKNDsvOWW4p1
iE/eKoXzvQadMB8GA1UdIwQYMBaAFAeXMKNDsvOWW4p1iE/eKoXzvQadMA8GA1Ud
EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49
BAMCA0gAMEUCIHv2OOyRlSPYLBkTZtTIIHsgxBfN7P1OaskB+25U7eqhAiEAm1SL
EhmwAr/H3eBdgUQRCz3+A5+UOlevf5nv866UCFs=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgY1uGOFEIZol2kuSY
4PQXvs8vMHN4jAqiE6u9nKQBrXShRANCAARdfuu0xtCDHWY0SJq+iZ0L5iCl80zq
tnCtG7gCohjhY/3O1IOFkj3jGq/xOpGxvk0Lr2o9aQWHRyQC0SO76jsZ
-----END PRIVATE KEY-----
`,
} as const;
