import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from './project.ts';

const mebibyte = 1024 * 1024;

/** Connections whose requests never become complete. */
export interface Load {
  readonly count: number;
  /** How many the server has neither ended nor answered. */
  waiting(): number;
  end(): void;
}

interface Body {
  readonly path: string;
  /** Of the body that is announced. */
  readonly length: number;
  /** Sent at once. */
  readonly first: number;
}

/**
 * Opens connections that announce a body, send a part of it, and then a byte each second.
 *
 * @returns when all have sent their first part, or can send no more because the server reads no more
 */
export async function holdRequests(server: Server, count: number, body: Body): Promise<Load> {
  const open = new Set<Socket>();
  const head = `POST ${body.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const first = Buffer.alloc(body.first, ' ');
  const sent = Array.from(
    { length: count },
    () =>
      new Promise<void>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: server.port });
        const end = () => {
          open.delete(socket);
          socket.destroy();
          resolve();
        };
        open.add(socket);
        socket.on('error', end).on('close', end).on('data', end);
        socket.on('connect', () => {
          socket.write(head);
          socket.write(first, () => resolve());
          // The server may have enough.
          setTimeout(resolve, 3000).unref();
        });
      }),
  );
  await Promise.all(sent);
  const drip = setInterval(() => {
    for (const socket of open) if (socket.writableLength === 0) socket.write(' ');
  }, 1000);
  // What has arrived is also to be read.
  await sleep(500);
  return {
    count,
    waiting: () => open.size,
    end() {
      clearInterval(drip);
      for (const socket of open) socket.destroy();
    },
  };
}

/**
 * Opens connections, makes a call on each, and leaves them open for another.
 *
 * @returns how to end those that the server has not ended
 */
export async function leaveIdle(server: Server, count: number): Promise<() => void> {
  const sockets = Array.from({ length: count }, () => connect({ host: '127.0.0.1', port: server.port }));
  const answers = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        const end = () => {
          socket.destroy();
          resolve();
        };
        socket.on('error', end).on('end', end).on('close', end);
        socket.once('data', () => resolve());
        socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      }),
  );
  await Promise.all(answers);
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** 200 requests of which a byte arrives from time to time. */
export const trickle: Body = { path: '/saasproduce', length: 1000, first: 10 };

/** Half of a body of 4 MiB. */
export const half: Body = { path: '/produceAPI/v2/userSync', length: 4 * mebibyte, first: 2 * mebibyte };

/** Memory in MiB that a server and its children occupy; only Linux tells it. */
export function memoryOf({ pid }: Pick<Server, 'pid'>): number {
  const own = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + memoryOf({ pid: Number(child) }), Number(own ?? 0) / 1024);
}

/** Files and sockets that a process has open; only Linux tells it. */
export function openFilesOf({ pid }: Pick<Server, 'pid'>): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
