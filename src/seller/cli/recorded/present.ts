import type { DatabaseSync } from 'node:sqlite';
import type { Target } from '../../../account/cli/session-target.ts';
import { KooError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { minute } from '../../../text/minute.ts';
import { shellWord } from '../../../text/shell-word.ts';
import type { ListRef } from '../../model.ts';
import { sellerAttributes } from '../../recorded/recorded.ts';
import type { Present } from '../model.ts';
import { elsewhere, ownScope } from './scope.ts';
import { recordedState } from './state.ts';
import { openRecordedDatabase } from './store.ts';

/** The recorded state as the present one; what is not recorded is not known. */
export function recordedPresent(database: DatabaseSync, scope: string): Present {
  const state = recordedState(database, scope);
  return {
    kind: state.revision === 0 ? 'unknown' : 'recorded',
    product: async () => undefined,
    configuration: async (id) => state.configuration(id),
    attributes: async () => state.attributes(),
    recordedAt: (id) => state.recordedAt(id),
    users: async function* (id, ref) {
      yield* state.users(id, ref);
    },
  };
}

/**
 * Reads the recorded state in place of the server's; a notice tells its date.
 *
 * @param isOffered whether the server could be asked instead
 * @param refusal thrown for what is not recorded; default `NOT_RECORDED`
 * @throws KooError (configuration)
 */
export async function readRecorded<T>(
  target: Target,
  notice: (text: Localized) => void,
  isOffered: boolean,
  refusal: KooError | undefined,
  read: (present: Present) => Promise<T>,
): Promise<T> {
  const database = await openRecordedDatabase(process.env, true, notice);
  try {
    const scope = ownScope(database, target, notice);
    const present = recordedPresent(database, scope);
    const state = recordedState(database, scope);
    let isTold = false;
    const require = (product: string, ref?: ListRef) => {
      const recordedAt = state.recordedAt(product);
      if (recordedAt === undefined || (ref && !state.hasList(product, ref))) {
        const others = elsewhere(database, scope, product);
        throw recordedAt === undefined && refusal
          ? withReadHint(refusal, product, others)
          : notRecorded(product, isOffered, others);
      }
      if (!isTold) notice(recordedNotice(recordedAt));
      isTold = true;
    };
    return await read({
      ...present,
      configuration: async (id) => {
        require(id);
        return present.configuration(id);
      },
      attributes: async () => {
        require(sellerAttributes);
        return present.attributes();
      },
      users: async function* (id, ref) {
        require(id, ref);
        yield* present.users(id, ref);
      },
    });
  } finally {
    database.close();
  }
}

/**
 * Compares a wish with the recorded state. What is not recorded counts as new; a notice tells so, and the date of what is.
 *
 * @param isOffered whether the server could be asked instead: of a product that is not recorded it is to be asked
 * @throws KooError (configuration) `NOT_RECORDED`
 */
export async function compareRecorded<T>(
  target: Target,
  notice: (text: Localized) => void,
  compare: (present: Present) => Promise<T>,
  isOffered = false,
): Promise<T> {
  const database = await openRecordedDatabase(process.env, true, notice);
  try {
    const scope = ownScope(database, target, notice);
    const present = recordedPresent(database, scope);
    const state = recordedState(database, scope);
    const told = new Set<string>();
    const tell = (text: Localized) => {
      if (!told.has(text.en)) notice(text);
      told.add(text.en);
    };
    const look = (product: string) => {
      const recordedAt = state.recordedAt(product);
      const others = recordedAt === undefined ? elsewhere(database, scope, product) : undefined;
      if (recordedAt === undefined && isOffered) throw notRecorded(product, true, others);
      tell(recordedAt === undefined ? joined(allIsNew(product), others) : recordedNotice(recordedAt));
      return recordedAt !== undefined;
    };
    return await compare({
      ...present,
      configuration: async (id) => {
        look(id);
        return present.configuration(id);
      },
      users: async function* (id, ref) {
        if (look(id) && !state.hasList(id, ref)) tell(listIsNew(ref));
        yield* present.users(id, ref);
      },
    });
  } finally {
    database.close();
  }
}

function allIsNew(product: string): Localized {
  return {
    en: `Nothing is recorded of ${product}: all that is wanted counts as new, and what is to go is not known.`,
    zh: `没有 ${product} 的记录：所有期望的内容均视为新增，需要移除的内容未知。`,
  };
}

function listIsNew({ list, sku_code: sku }: ListRef): Localized {
  const name = list.replace('_', '-');
  return {
    en: `The list ${name}${sku === undefined ? '' : ` of ${sku}`} is not recorded: all of its users count as new, and who is to go is not known.`,
    zh: `名单 ${name}${sku === undefined ? '' : `（规格 ${sku}）`}没有记录：其所有用户均视为新增，需要移除的用户未知。`,
  };
}

/** A command that reads has no --worksheet. */
function withReadHint({ facts }: KooError, product: string, others: Localized | undefined): KooError {
  return new KooError({ ...facts, hint: joined(worksheetsTell(product), others) });
}

/** Sentences one after the other. */
function joined({ en, zh }: Localized, more: Localized | undefined): Localized {
  return more ? { en: `${en} ${more.en}`, zh: zh + more.zh } : { en, zh };
}

function worksheetsTell(product: string): Localized {
  return {
    en: `koo knows what worksheets have told, and none has told this: make a change with --worksheet, carry it out, then koo product confirm ${shellWord(product)}. To try it without an account: --site sandbox.`,
    zh: `koo 只知道操作清单记录的内容，目前尚无相应记录：请先用 --worksheet 生成更改清单，完成后运行 koo product confirm ${shellWord(product)}。无需账号即可试用：--site sandbox。`,
  };
}

/** The recorded state of nothing has no date. */
function notRecorded(product: string, isOffered: boolean, others: Localized | undefined): KooError {
  return new KooError({
    category: 'configuration',
    code: 'NOT_RECORDED',
    message: {
      en: `Nothing of the kind is recorded of ${product} for this profile or site`,
      zh: `该配置或站点下没有 ${product} 的相应记录`,
    },
    hint: joined(
      isOffered
        ? {
            en: 'This site tells its present state itself: leave out --recorded.',
            zh: '该站点可直接查询当前状态，请去掉 --recorded。',
          }
        : worksheetsTell(product),
      others,
    ),
  });
}

/** Tells that what is shown is not asked from a server. */
function recordedNotice(recordedAt: string): Localized {
  const day = minute(recordedAt);
  return {
    en: `Recorded on this machine on ${day} UTC; what was changed in the console otherwise is not in it.`,
    zh: `以下为本机于 ${day}（UTC）记录的状态，不包含此外在控制台所做的更改。`,
  };
}
