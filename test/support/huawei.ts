import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** Huawei's hosts, names that the sandbox must allow. */
export const huaweiHosts: readonly string[] = [
  'mkt.myhuaweicloud.com',
  'mkt-intl.myhuaweicloud.com',
  'mkt.myhuaweicloud.eu',
  'iam.myhuaweicloud.com',
  'iam.eu-west-101.myhuaweicloud.eu',
];

/** Huawei's hosts, played by a sandbox on this machine. */
export interface PlayedHuawei {
  /** Makes koo reach them: a proxy, and the certificate to trust. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/**
 * Plays Huawei's hosts: a proxy that ends the TLS of every connection, with a certificate made for this run, and hands it
 * to a sandbox. Nothing leaves this machine.
 *
 * @param folder for the certificate
 */
export async function playHuawei(sandbox: string, folder: string): Promise<PlayedHuawei> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = huaweiHosts.map((host) => `DNS:${host}`).join(',');
  const subject = ['-subj', '/CN=koo test', '-addext', `subjectAltName=${names}`];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      ...subject,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  const sockets = new Set<Socket>();
  const port = Number(new URL(sandbox).port);
  const relay = (from: Socket, to: Socket) => {
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    from.pipe(to).pipe(from);
  };
  const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) =>
    relay(socket, connect(port, '127.0.0.1')),
  );
  const proxy = createServer().on('connect', (_request, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    relay(socket, connect((tls.address() as AddressInfo).port, '127.0.0.1'));
  });
  for (const server of [tls, proxy]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const { port: proxyPort } = proxy.address() as AddressInfo;
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: cert },
    close() {
      for (const socket of sockets) socket.destroy();
      tls.close();
      proxy.close();
    },
  };
}
