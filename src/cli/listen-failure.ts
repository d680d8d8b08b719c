import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { type KooError, systemCode, unreachableError } from '../errors/koo-error.ts';
import { attempt } from '../text/attempt.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../text/translate.ts';

const reasons: Readonly<Record<string, { readonly code: string; readonly text: Localized }>> = {
  EADDRINUSE: { code: 'PORT_IN_USE', text: both('the port is in use') },
  EACCES: { code: 'PORT_NOT_ALLOWED', text: both('this user is not permitted to use the port') },
  EADDRNOTAVAIL: { code: 'NO_SUCH_ADDRESS', text: both('this machine does not have this address') },
  ENOTFOUND: { code: 'NO_SUCH_ADDRESS', text: both('the host name cannot be resolved') },
};

/**
 * The error for a server that cannot listen. It is a network failure (exit 6), because the command may be correct.
 *
 * @param flags of the command that set the address
 * @param owner who uses the port, if the caller knows; default: as the system reports it
 */
export function listenError(
  error: unknown,
  host: string,
  port: number,
  flags: readonly [port: 'port' | 'order-api', host?: 'host'] = ['port', 'host'],
  owner: Localized | undefined = undefined,
): KooError {
  const reason = systemCode(error) ?? 'UNKNOWN';
  const known = reasons[reason];
  const code = known?.code ?? 'CANNOT_LISTEN';
  const text =
    owner ?? (reason === 'EADDRINUSE' ? ownerText(port) : undefined) ?? known?.text ?? verbatim(reason);
  return unreachableError(
    code,
    both('Cannot listen on {host}:{port}: {text}', { host, port, text }),
    both('Choose another address with {flags, or}; {flag} 0 takes any free port.', {
      flags: flags.map((flag) => `--${flag}`),
      flag: `--${flags[0]}`,
    }),
    { cause: error },
  );
}

function ownerText(port: number): Localized | undefined {
  const owner = findPortOwner(port);
  if (!owner) return undefined;
  const { pid, command } = owner;
  return both('the port is in use by process {pid} ({command})', {
    pid: String(pid),
    command: terminalSafe(command),
  });
}

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
