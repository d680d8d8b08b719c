import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOutputLog } from '../../cli/files/output-file.ts';
import { isAlive, pollMs, signalGroup, stopGroup } from '../../cli/process-group.ts';
import { interruptedError, type KooError, systemCode, unreachableError } from '../../errors/koo-error.ts';
import { resolvableName } from '../../http/loopback.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { createServerOutput } from './server-output.ts';

export interface ServerCommand {
  /** For the shell. */
  readonly command: string;
  readonly folder: string;
  /** Milliseconds until it must listen. */
  readonly timeoutMs: number;
  /** File for all of its output. */
  readonly logFile?: string;
  /** The koo.yaml that names the command; absent if the user has typed it. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether koo generates the keys in `env`, and a database, for this run. */
  readonly isGenerated?: true;
}

export interface ServerProcess {
  /** Aborts when the server ends by itself. */
  readonly ended: AbortSignal;
  /** Aborts, with a KooError, when its output cannot be logged. */
  readonly logFailed: AbortSignal;
  /** How the server ended by itself: `exit code 1`. */
  readonly end: () => Localized | undefined;
  /** The last lines of its output, safe for a terminal and without secrets. */
  readonly lastLines: () => string;
  /**
   * Kills the server with all processes that it has started, starts it again with these variables replaced, and waits
   * until it listens.
   *
   * @throws KooError (network) `PORT_IN_USE` if the server is not a process of its command, as in a container;
   * `SERVER_ENDED`, `SERVER_NOT_LISTENING`; (interrupted) `INTERRUPTED`
   */
  restart(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the server with all processes that it has started. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** To redact from its output. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** Receives its output as it was printed. */
  readonly onOutput?: (text: string) => void;
}

const connectMs = 1_000;
const portTries = 20;
/** How long to wait for output that a process outside the group may hold open, in milliseconds. */
const outputMs = 200;

/**
 * Starts the merchant's server and waits until its port accepts connections. The server inherits the environment of
 * koo, and so the keys that the user exported, and gets those that koo has generated for it, but no key that koo read elsewhere.
 *
 * @param target its URL
 * @throws KooError (network) `PORT_IN_USE`, `SERVER_ENDED`, `SERVER_NOT_LISTENING`; (interrupted) `INTERRUPTED`
 */
export async function startServerProcess(
  command: ServerCommand,
  target: string,
  { secrets, signal, onOutput }: StartOptions,
): Promise<ServerProcess> {
  const address = addressOf(new URL(target));
  if (await canConnect(address)) throw portInUse(address, command);
  const server = launch(command, secrets, onOutput);
  try {
    await waitUntilListening(server, address, command, signal);
    return {
      ...server,
      restart: async (environment) => {
        await server.kill();
        // The threads of a killed process may hold its port a moment longer.
        for (let tries = 0; await canConnect(address); tries += 1) {
          if (tries === portTries) throw portInUse(address, command);
          await sleep(pollMs);
        }
        server.begin(environment);
        await waitUntilListening(server, address, command, signal);
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Returns where a server with this URL listens. */
export function addressOf({ hostname, port, protocol }: URL): Address {
  const host = resolvableName(hostname.replace(/^\[|\]$/g, ''));
  return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function nameOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function canConnect(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket
      .setTimeout(connectMs, () => end(false))
      .once('connect', () => end(true))
      .once('error', () => end(false));
  });
}

async function waitUntilListening(
  server: Pick<ServerProcess, 'end' | 'lastLines'>,
  address: Address,
  command: ServerCommand,
  signal: AbortSignal,
): Promise<void> {
  const { timeoutMs } = command;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (signal.aborted) throw interrupted;
    const end = server.end();
    if (end) throw endedEarly(address, end, server.lastLines(), command);
    // A process that the server forked may end it: the port alone proves nothing.
    if (await canConnect(address)) return;
    if (performance.now() > deadline) throw notListening(address, server.lastLines(), command);
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function launch(
  { command, folder, logFile, env }: ServerCommand,
  secrets: readonly string[],
  onOutput: (text: string) => void = () => {},
) {
  const logFailed = new AbortController();
  const log =
    logFile === undefined
      ? undefined
      : openOutputLog(logFile, 'start-log', (error) => logFailed.abort(error));
  const output = createServerOutput((text) => log?.write(text), secrets);
  const ended = new AbortController();
  let end: Localized | undefined;
  const begin = (environment: Readonly<Record<string, string>> = {}) => {
    // In a process group of its own, which is ended as a whole. On Windows, `detached` would open a window.
    const child = spawn(command, {
      shell: true,
      cwd: folder,
      env: { ...process.env, ...env, ...environment },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const writers = [child.stdout, child.stderr].map((stream) => {
      const writer = output.addStream();
      stream.setEncoding('utf8').on('data', (text: string) => {
        onOutput(text);
        writer.write(text);
      });
      return writer;
    });
    let isStopping = false;
    // Handlers first: a signal may arrive at once. On every way out of koo, nothing of the server stays behind.
    const kill = () => signalGroup(child, 'SIGKILL');
    process.on('exit', kill);
    void untilEnded(child).then((how) => {
      if (isStopping) return;
      end = how;
      ended.abort();
    });
    stop = async (signal) => {
      isStopping = true;
      await stopGroup(child, signal);
      process.off('exit', kill);
      child.stdout.destroy();
      child.stderr.destroy();
      for (const writer of writers) writer.end();
    };
  };
  let stop: (signal?: NodeJS.Signals) => Promise<void> = async () => {};
  begin();
  return {
    ended: ended.signal,
    logFailed: logFailed.signal,
    end: () => end,
    lastLines: output.lastLines,
    begin,
    kill: () => stop('SIGKILL'),
    stop: async () => {
      await stop();
      log?.end();
    },
  };
}

/** Waits until the shell and all its processes have ended. */
async function untilEnded(child: ChildProcess): Promise<Localized> {
  const how = await new Promise<Localized>((resolve) => {
    child.once('exit', (code, signal) => resolve(describeEnd(code, signal)));
    child.once('error', (error) => resolve(verbatim(systemCode(error) ?? error.name)));
  });
  const closed = once(child, 'close');
  // A command may end once it has put the server into the background.
  while (isAlive(child)) await sleep(pollMs, undefined, { ref: false });
  await Promise.race([closed, sleep(outputMs, undefined, { ref: false })]);
  return how;
}

/** The exit code of a shell for an unknown command. */
const notFoundCode = 127;
const notFound = both('exit code {code}: the shell found no such command', { code: notFoundCode });

function describeEnd(code: number | null, signal: string | null): Localized {
  if (code === notFoundCode) return notFound;
  // A shell reports the signal that ended its command in this way.
  const ofCommand = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0];
  const name = signal ?? ofCommand;
  return name === undefined ? both('exit code {code}', { code: code ?? 0 }) : verbatim(name);
}

function portInUse(address: Address, { file, isGenerated }: ServerCommand): KooError {
  return unreachableError(
    'PORT_IN_USE',
    both('Another process is already listening on {address}, so the server was not started', {
      address: nameOf(address),
    }),
    both(
      '{free} Or test the server that is running: give its URL without --start, which also ignores callback.start in koo.yaml.',
      { free: freeAddress(file !== undefined, isGenerated === true) },
    ),
  );
}

/** Explains how to free the address. With generated keys, koo passes the port to the server. */
function freeAddress(isConfigured: boolean, isToldPort: boolean): Localized {
  if (!isConfigured) return both('Stop that process.');
  return isToldPort
    ? both(
        'Stop that process, or change the port of callback.url in koo.yaml. Addresses of an sso block have the port, too.',
      )
    : both(
        'Stop that process, or change the port of the server and of callback.url in koo.yaml. Addresses of an sso block have the port, too.',
      );
}

function endedEarly(address: Address, end: Localized, lines: string, command: ServerCommand): KooError {
  return unreachableError(
    'SERVER_ENDED',
    withLines(
      both('The server ended ({end}) before it listened on {address}', { end, address: nameOf(address) }),
      lines,
    ),
    withInstallation(
      end === notFound
        ? both('Install what the command needs, or correct the command.')
        : both('Run the command by itself: it must keep running and listen on this address.'),
      command,
    ),
  );
}

function notListening(address: Address, lines: string, command: ServerCommand): KooError {
  return unreachableError(
    'SERVER_NOT_LISTENING',
    withLines(
      both('The server did not listen on {address} within {seconds} s', {
        address: nameOf(address),
        seconds: command.timeoutMs / 1000,
      }),
      lines,
    ),
    withInstallation(
      both(
        'Check the address and the port on which the server listens, or give it more time with --start-timeout.',
      ),
      command,
    ),
  );
}

/** A koo.yaml may belong to a project that is not set up on this machine yet. */
function withInstallation(hint: Localized, { file }: ServerCommand): Localized {
  return file === undefined
    ? hint
    : both('{hint} In a new checkout, first install what the server needs (see its README).', { hint });
}

/** Appends the last lines of the server's output to a message. */
export function withLines(message: Localized, lines: string): Localized {
  return lines === ''
    ? both('{message}\nIt printed nothing.', { message })
    : both('{message}\nThe last lines of its output:\n{lines}', { message, lines });
}

const interrupted = interruptedError(
  'INTERRUPTED',
  both('Interrupted'),
  both('The server has been stopped. Nothing was tested.'),
);
