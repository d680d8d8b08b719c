import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { attempt } from '../text/attempt.ts';

/** The process that listens on a port. */
export interface PortOwner {
  readonly pid: number;
  /** Its program and script, such as `node server.js`, without the other arguments, which may be secrets. */
  readonly command: string;
}

/**
 * Finds the process that listens on a TCP port of this machine; `undefined` where that cannot be read: on another system
 * than Linux, or if it is another user's.
 *
 * @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export function findPortOwner(port: number): PortOwner | undefined {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  const pid = entriesOf('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      entriesOf(`/proc/${name}/fd`).some((fd) =>
        sockets.has(attempt(() => readlinkSync(`/proc/${name}/fd/${fd}`)) ?? ''),
      ),
  );
  return pid === undefined ? undefined : { pid: Number(pid), command: commandOf(pid) };
}

/** State of a listening socket in the tables of the kernel. */
const listening = '0A';

/** The sockets that listen on a port, as the links in `/proc/PID/fd` name them. */
function listeningSockets(table: string, port: number): string[] {
  const rows = readText(`/proc/net/${table}`).split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    const isWanted = state === listening && Number.parseInt(local.split(':')[1] ?? '', 16) === port;
    return isWanted ? [`socket:[${inode}]`] : [];
  });
}

function commandOf(pid: string): string {
  const [program = '', script = ''] = readText(`/proc/${pid}/cmdline`).split('\0');
  const names = [program, /\.[cm]?[jt]s$|\.py$|\.jar$/.test(script) ? script : ''];
  return names
    .filter(Boolean)
    .map((name) => basename(name))
    .join(' ');
}

function entriesOf(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

function readText(file: string): string {
  return attempt(() => readFileSync(file, 'utf8')) ?? '';
}
