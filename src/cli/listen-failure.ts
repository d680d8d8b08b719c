import { type KooError, systemCode, unreachableError } from '../errors/koo-error.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../text/translate.ts';
import { findPortOwner } from './port-owner.ts';

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
