import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../errors/koo-error.ts';
import { attempt } from '../text/attempt.ts';

/** Extension of a draft. Only a killed process leaves one behind. */
export const draftEnding = '.tmp';

/** Age in ms from which a draft of another machine, or of an earlier start of this one, is taken for abandoned. */
const foreignAgeMs = 7 * 24 * 3600 * 1000;

let ownMachine: string | undefined;

/**
 * Identifies the space of process ids: this start of this machine, and this container. Two living processes
 * with the same id and the same tag are one.
 */
function machineTag(): string {
  ownMachine ??= createHash('sha256').update(describeMachine()).digest('hex').slice(0, 6);
  return ownMachine;
}

function describeMachine(): string {
  const read = () =>
    readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
  return attempt(read) ?? hostname();
}

/** A new name for a draft of a file: it says which process writes it, as in `report.json.koo-1f2e3d-4711-0a1b2c3d.tmp`. */
export function draftName(path: string): string {
  return `${path}.koo-${machineTag()}-${process.pid}-${randomBytes(4).toString('hex')}${draftEnding}`;
}

/**
 * Removes the drafts of a file whose writers are dead: processes that were killed while they wrote. Drafts that may
 * still be written stay, and so does everything else that cannot be removed.
 *
 * @param own names of the drafts that this process writes
 */
export function removeDeadDrafts(path: string, own: ReadonlySet<string>): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.koo-`;
  for (const name of attempt(() => readdirSync(folder)) ?? []) {
    if (!name.startsWith(prefix)) continue;
    const [, tag, pid] = /^([\da-f]{6})-(\d{1,10})-[\da-f]{8}\.tmp$/.exec(name.slice(prefix.length)) ?? [];
    const draft = join(folder, name);
    // If it cannot be removed, another run removes it.
    if (tag !== undefined && !own.has(name) && isAbandoned(draft, tag, Number(pid)))
      attempt(() => rmSync(draft, { force: true }));
  }
}

function isAbandoned(draft: string, tag: string, pid: number): boolean {
  // An earlier process may have had the id of this one.
  if (tag === machineTag()) return pid === process.pid || !isProcessAlive(pid);
  const stats = lstatSync(draft, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > foreignAgeMs;
}

/** Whether a process with this id exists. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there, and another user's.
    return systemCode(error) === 'EPERM';
  }
}
