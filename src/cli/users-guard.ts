import { type Comparison, compareUsers } from '../allowlist/compare.ts';
import { changedMeanwhile, type Meanwhile } from '../allowlist/meanwhile.ts';
import type { FileUser } from '../allowlist/user-file.ts';
import { userPages } from '../openapi/seller-config.ts';
import { Failure } from './failure.ts';
import type { ListOnServer } from './users-target.ts';

/** Keeps an eye on a list that was compared with a file: nobody is taken off one that others have changed since. */
export interface ListGuard {
  /** Of the list as it was compared, with what was sent since. */
  version(): string;
  /** A change was sent, and the list has this version now. */
  follow(version: string): void;
  /** Several changes were sent at once, and their answers had these versions. */
  followAll(versions: readonly string[], rejected: ReadonlySet<string>): Promise<void>;
  /** Reads and compares the list once more. */
  recheck(rejected: ReadonlySet<string>): Promise<void>;
  /** Looks whether the list still has the version that it was left with. */
  finish(rejected: ReadonlySet<string>): Promise<void>;
}

/** What was compared. */
export interface Compared {
  readonly users: readonly FileUser[];
  readonly comparison: Comparison;
  readonly version: string;
  /** False: whom others add may stay, as those do whom only the list has. */
  readonly removes: boolean;
}

/** Every method throws Failure (business, `VERSION_CONFLICT`) when others have changed the list. */
export function createListGuard(
  { api, product, ref }: ListOnServer,
  { users, comparison, version: compared, removes }: Compared,
): ListGuard {
  let version = compared;

  async function recheck(rejected: ReadonlySet<string>): Promise<void> {
    let first: string | undefined;
    const pages = userPages(api, product, ref, {
      onVersion: (one) => {
        // A change behind the first page makes it stale, and the next call is refused.
        first ??= one;
      },
    });
    const found = changedMeanwhile(comparison, await compareUsers(users, pages), rejected);
    if (found.removed + found.renamed + (removes ? found.added : 0) > 0) throw changed(found);
    version = first ?? version;
  }

  return {
    version: () => version,
    follow: (next) => {
      version = next;
    },
    followAll: async (versions, rejected) => {
      // A version grows by one with each change: when there was no other one, nothing has to be read.
      const last = Math.max(...versions.map(Number));
      if (last !== Number(version) + versions.length) return recheck(rejected);
      version = String(last);
    },
    recheck,
    finish: async (rejected) => {
      let now = version;
      const onVersion = (one: string) => {
        now = one;
      };
      for await (const _ of userPages(api, product, ref, { pageSize: 1, onVersion })) break;
      if (now !== version) await recheck(rejected);
    },
  };
}

function changed({ added, removed, renamed }: Meanwhile): Failure {
  const en = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(renamed > 0 ? [`${renamed} renamed`] : []),
  ];
  const zh = [
    ...(added > 0 ? [`新增 ${added} 个`] : []),
    ...(removed > 0 ? [`移除 ${removed} 个`] : []),
    ...(renamed > 0 ? [`更名 ${renamed} 个`] : []),
  ];
  return new Failure({
    category: 'business',
    code: 'VERSION_CONFLICT',
    message: {
      en: `Others have changed the list meanwhile (users: ${en.join(', ')}), and it is not equal to the file`,
      zh: `名单在此期间被他人修改（用户：${zh.join('，')}），与文件不一致`,
    },
    hint: {
      en: 'Nobody else was taken off it. Agree with them whose file counts, then sync it again.',
      zh: '已停止移除用户。请与对方确认以谁的文件为准，再重新同步。',
    },
    details: { added, removed, renamed },
  });
}
