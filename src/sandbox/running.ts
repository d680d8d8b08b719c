import { createHmac, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { isProcessAlive } from '../files/draft-name.ts';
import { ensurePrivateFolder, isOwnFile } from '../files/private-path.ts';
import { readStateFile } from '../files/regular-file.ts';
import { type LoginFault, loginFaults } from './login/fault.ts';

/** Where the sandbox keeps its files below koo's state folder. */
export function sandboxFolder(stateFolder: string): string {
  return join(stateFolder, 'sandbox');
}

/** A sandbox that `koo sandbox start` runs. */
export interface RunningSandbox {
  readonly url: string;
  readonly pid: number;
  /** What goes wrong with every login (`--login-fault`). */
  readonly loginFault?: LoginFault;
}

/** The health endpoint of a sandbox; it needs no signature. */
export const healthPath = '/koo-sandbox/health';

/** Timeout of the health request, in milliseconds. */
const healthTimeoutMs = 2_000;

/** Where a sandbox announces itself, below koo's state folder. */
export function announcementFile(stateFolder: string): string {
  return join(sandboxFolder(stateFolder), 'running.json');
}

/** Lets other processes find a sandbox that this one runs. */
export function announceSandbox(
  stateFolder: string,
  { url, token, loginFault }: Pick<RunningSandbox, 'url' | 'loginFault'> & { readonly token: string },
): void {
  const file = announcementFile(stateFolder);
  ensurePrivateFolder(sandboxFolder(stateFolder), file);
  writeFileAtomically(file, JSON.stringify({ url, pid: process.pid, token, loginFault }), 0o600);
}

/** Takes the announcement of this process back. */
export function withdrawSandbox(stateFolder: string): void {
  if (readAnnouncement(stateFolder)?.pid === process.pid)
    rmSync(announcementFile(stateFolder), { force: true });
}

/**
 * The sandbox that was announced, if it is still alive: its process answers at its address. After a `kill -9` the
 * announcement is still there, and its process id may be someone else's.
 */
export async function runningSandbox(stateFolder: string): Promise<RunningSandbox | undefined> {
  const note = await aliveAnnouncement(stateFolder);
  if (!note) return undefined;
  const { url, pid, loginFault } = note;
  return { url, pid, ...(loginFault && { loginFault }) };
}

/** The address of the running sandbox, with the token for acts of the marketplace; a sandbox of an older koo has none. */
export async function runningMarket(
  stateFolder: string,
): Promise<{ readonly url: string; readonly token: string | undefined } | undefined> {
  return aliveAnnouncement(stateFolder);
}

/** Shows that a sandbox knows its token, without telling it. */
export function proofOf(token: string, challenge: string): string {
  return createHmac('sha256', token).update(challenge).digest('hex');
}

async function aliveAnnouncement(stateFolder: string): Promise<Announcement | undefined> {
  const note = readAnnouncement(stateFolder);
  if (!note || !isProcessAlive(note.pid)) return undefined;
  const challenge = randomBytes(16).toString('hex');
  const health = await fetchHealth(note.url, challenge);
  if (health?.pid !== note.pid) return undefined;
  // After a `kill -9`, another user's program may have the port and the process id; it is not to get access keys.
  if (note.token !== undefined && health.proof !== proofOf(note.token, challenge)) return undefined;
  return note;
}

/** The identity of a sandbox's state, which a reset changes; `undefined` without a response. */
export async function sandboxState(url: string): Promise<string | undefined> {
  const state = (await fetchHealth(url))?.state;
  return typeof state === 'string' && state !== '' ? state : undefined;
}

/** The process of the sandbox that answers at an address, whatever its state folder. */
export async function sandboxProcess(url: string): Promise<number | undefined> {
  const pid = (await fetchHealth(url))?.pid;
  return Number.isSafeInteger(pid) ? Number(pid) : undefined;
}

async function fetchHealth(
  url: string,
  challenge?: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const address = new URL(healthPath, url);
    if (challenge !== undefined) address.searchParams.set('challenge', challenge);
    const reply = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(healthTimeoutMs),
    });
    const health: unknown = await reply.json();
    return typeof health === 'object' && health !== null ? { ...health } : undefined;
  } catch {
    return undefined;
  }
}

interface Announcement extends RunningSandbox {
  readonly token: string | undefined;
}

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
