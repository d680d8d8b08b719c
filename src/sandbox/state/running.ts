import { createHmac, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KooError, unreachableError } from '../../errors/koo-error.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { isProcessAlive } from '../../files/draft-name.ts';
import { ensurePrivateFolder, isOwnFile } from '../../files/private-path.ts';
import { readStateFile } from '../../files/regular-file.ts';
import { askLocally } from '../../http/ask-locally.ts';
import { both, type Localized } from '../../text/translate.ts';
import { isLifeHeld } from './life-lock.ts';

export function sandboxFolder(stateFolder: string): string {
  return join(stateFolder, 'sandbox');
}

export const loginFaults = ['slow', '500', 'expired-certificate', 'wrong-tenant', 'rotated-secret'] as const;
export type LoginFault = (typeof loginFaults)[number];

/** A sandbox that `koo sandbox start` runs. */
export interface RunningSandbox {
  readonly url: string;
  readonly pid: number;
  /** What goes wrong with every login (`--login-fault`). */
  readonly loginFault?: LoginFault;
}

/** Path of the health endpoint; it needs no signature. */
export const healthPath = '/koo-sandbox/health';

/** Timeouts of the health request, in milliseconds: for whether a sandbox responds, and for its state. */
const healthTimeoutMs = 2_000;
const stateTimeoutMs = 20_000;

export function announcementFile(stateFolder: string): string {
  return join(sandboxFolder(stateFolder), 'running.json');
}

/** Lets other processes find the sandbox of this process. */
export function announceSandbox(
  stateFolder: string,
  { url, token, loginFault }: Pick<RunningSandbox, 'url' | 'loginFault'> & { readonly token: string },
): void {
  const file = announcementFile(stateFolder);
  ensurePrivateFolder(sandboxFolder(stateFolder), file);
  writeFileAtomically(file, JSON.stringify({ url, pid: process.pid, token, loginFault }), 0o600);
}

export function withdrawSandbox(stateFolder: string): void {
  if (readAnnouncement(stateFolder)?.pid === process.pid)
    rmSync(announcementFile(stateFolder), { force: true });
}

/** Longest wait for a sandbox that is alive and does not respond, in milliseconds. */
const patienceMs = 60_000;
const pollMs = 100;

/** An announced sandbox that is alive. */
export interface LivingSandbox extends RunningSandbox {
  /** Whether it responds within two seconds. Otherwise it is busy or suspended. */
  readonly responds: boolean;
}

/** Returns the announced sandbox if it is alive, without waiting for it. */
export async function livingSandbox(stateFolder: string): Promise<LivingSandbox | undefined> {
  return withoutToken(await findLiving(stateFolder));
}

/**
 * Returns the announced sandbox if it is alive. Waits for one that does not respond.
 *
 * @param notice called if it has to wait
 * @throws KooError (network, `SANDBOX_NOT_RESPONDING`)
 */
export async function runningSandbox(
  stateFolder: string,
  notice: Notice,
): Promise<RunningSandbox | undefined> {
  const living = withoutToken(await awaitSandbox(stateFolder, notice));
  if (!living) return undefined;
  const { responds: _, ...running } = living;
  return running;
}

function withoutToken(living: Living | undefined): LivingSandbox | undefined {
  if (!living) return undefined;
  const { token: _, ...sandbox } = living;
  return sandbox;
}

/**
 * Returns the address of the running sandbox, with the token for acts of the marketplace; a sandbox of an older koo has
 * none.
 *
 * @param notice called if it has to wait
 * @param signal ends the wait
 * @throws KooError (network, `SANDBOX_NOT_RESPONDING`)
 */
export async function runningMarket(
  stateFolder: string,
  notice: Notice,
  signal?: AbortSignal,
): Promise<{ readonly url: string; readonly token: string | undefined } | undefined> {
  return awaitSandbox(stateFolder, notice, signal);
}

type Notice = (text: Localized) => void;

async function awaitSandbox(
  stateFolder: string,
  notice: Notice,
  signal?: AbortSignal,
): Promise<Living | undefined> {
  let isTold = false;
  for (const until = performance.now() + patienceMs; ; await sleep(pollMs)) {
    const living = await findLiving(stateFolder);
    if (!living || living.responds || signal?.aborted) return living;
    if (performance.now() >= until) throw notResponding(living);
    const pid = String(living.pid);
    if (!isTold) notice(both('The sandbox (process {pid}) does not respond yet. koo waits for it.', { pid }));
    isTold = true;
  }
}

function notResponding({ pid }: RunningSandbox): KooError {
  return unreachableError(
    'SANDBOX_NOT_RESPONDING',
    both('The sandbox (process {pid}) has not responded for {seconds} seconds', {
      pid: String(pid),
      seconds: patienceMs / 1000,
    }),
    both(
      'If it is suspended, continue it: kill -CONT {pid}. To end it: kill -9 {pid}; no acknowledged data is lost.',
      { pid: String(pid) },
    ),
  );
}

/** Proves knowledge of a token without revealing it. */
export function proofOf(token: string, challenge: string): string {
  return createHmac('sha256', token).update(challenge).digest('hex');
}

/**
 * Returns the announcement of a sandbox that is alive: its process answers at its address, or holds its lock. After a
 * `kill -9` the announcement remains, and its process id may belong to another process.
 */
async function findLiving(stateFolder: string): Promise<Living | undefined> {
  const note = readAnnouncement(stateFolder);
  if (!note || !isProcessAlive(note.pid)) return undefined;
  const challenge = randomBytes(16).toString('hex');
  const health = await fetchHealth(note.url, healthTimeoutMs, challenge);
  // After a `kill -9`, another user's program may have the port and the process id; it must not get access keys.
  const isProven = note.token === undefined || health?.proof === proofOf(note.token, challenge);
  if (health?.pid === note.pid && isProven) return { ...note, responds: true };
  return isLifeHeld(sandboxFolder(stateFolder)) ? { ...note, responds: false } : undefined;
}

/** Returns the identity of a sandbox's state, which a reset changes; `undefined` without a response. */
export async function sandboxState(url: string): Promise<string | undefined> {
  const state = (await fetchHealth(url, stateTimeoutMs))?.state;
  return typeof state === 'string' && state !== '' ? state : undefined;
}

/** Returns the process of the sandbox that answers at an address, whatever its state folder. */
export async function sandboxProcess(url: string): Promise<number | undefined> {
  const pid = (await fetchHealth(url, healthTimeoutMs))?.pid;
  return Number.isSafeInteger(pid) ? Number(pid) : undefined;
}

function fetchHealth(url: string, timeoutMs: number, challenge?: string) {
  const address = new URL(healthPath, url);
  if (challenge !== undefined) address.searchParams.set('challenge', challenge);
  return askLocally(address, { timeoutMs });
}

interface Announcement extends RunningSandbox {
  readonly token: string | undefined;
}

type Living = Announcement & Pick<LivingSandbox, 'responds'>;

function readAnnouncement(stateFolder: string): Announcement | undefined {
  try {
    const file = announcementFile(stateFolder);
    // Another user could announce a sandbox of his own.
    if (!isOwnFile(file)) return undefined;
    const note: unknown = JSON.parse(readStateFile(file));
    if (typeof note !== 'object' || note === null || !('url' in note && 'pid' in note)) return undefined;
    const { url, pid } = note;
    const isValidUrl = typeof url === 'string' && /^http:\/\/127\.0\.0\.1:\d+$/.test(url);
    if (!isValidUrl || !Number.isSafeInteger(pid) || Number(pid) <= 0) return undefined;
    const token = 'token' in note && typeof note.token === 'string' ? note.token : undefined;
    const loginFault = loginFaults.find((one) => 'loginFault' in note && note.loginFault === one);
    return { url, pid: Number(pid), token, ...(loginFault && { loginFault }) };
  } catch {
    return undefined;
  }
}
