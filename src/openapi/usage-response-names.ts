/**
 * The meanings of names and texts in a response to the usage push. Only what is listed is known: a prefix such as `un` or
 * `discarded` turns a meaning around.
 */

export const successCode = 'MKT.0000';

const codeName = /^(error_|err_|result_|ret_|status_|abnormal_|fail(ed|ure)?_|reject(ed|ion)?_)?code$/;
const messageName =
  /^(error_|err_|result_|ret_|abnormal_|fail(ed|ure)?_|reject(ed|ion)?_)?(msg|message|desc|description|reason)$/;
/** Names of what identifies a call, and of its times. */
const callName =
  /^(x_)?(request|req|trace|span|log)_?id$|^(ts|date|((server|response|request|system)_)?time(_?stamp)?)$/;
/** Names of the id of a record, the clearest one first. */
const idNames = [/^metering_?sn$/, /(^|_)sn$/, /^((record|usage)_)?(unique_)?id$/] as const;

const failed = 'fail failed failure failures error errors abnormal rejected invalid';
const accepted = 'success succeeded successful accepted ok';
const counted = 'total all count counts num number size';
const things = 'data result results list lists info infos item items record records usage has is';

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const failedWords = wordsOf(failed);
const acceptedWords = wordsOf(accepted);
const countWords = wordsOf(counted);
const plainWords = wordsOf([failed, accepted, counted, things].join(' '));

const successText =
  /^((the )?(operation|request|push|call) )?(is |was )?(ok|success|succeeded|successful|successfully)[.!]?$|^(操作|请求|推送|上报|处理|提交|调用)?成功[。！]?$/i;

/** `error_code` for `errorCode`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

export const isCodeName = (name: string): boolean => codeName.test(snakeCase(name));
export const isMessageName = (name: string): boolean => messageName.test(snakeCase(name));
export const isCallName = (name: string): boolean => callName.test(snakeCase(name));

/** Whether a text says that all went well, and no more than that. */
export const isSuccessText = (text: string): boolean => successText.test(text.trim());

/** Whether a code may mean a success, but is not the documented one. */
export const isUnclearCode = (code: string): boolean => /^(0+|200|true|ok|succ\w*|成功)$/i.test(code);

/** Whether every word of a name is known. */
export function isPlainName(name: string): boolean {
  return snakeCase(name)
    .split('_')
    .every((word) => plainWords.has(word));
}

/** The records that a count, a flag or a list with this name is about; `undefined` if that is not clear. */
export function tallyOf(name: string): 'failed' | 'accepted' | 'all' | undefined {
  if (!isPlainName(name)) return undefined;
  const words = snakeCase(name).split('_');
  const [hasFailed, hasAccepted] = [failedWords, acceptedWords].map((known) =>
    words.some((word) => known.has(word)),
  );
  if (hasFailed && hasAccepted) return undefined;
  if (hasFailed) return 'failed';
  if (hasAccepted) return 'accepted';
  return words.some((word) => countWords.has(word)) ? 'all' : undefined;
}

/** Whether a name of a response means something by itself, so that it names no record. */
export function isKnownName(name: string): boolean {
  const isCount = snakeCase(name)
    .split('_')
    .some((word) => countWords.has(word));
  return (
    isCodeName(name) || isMessageName(name) || isCallName(name) || (isCount && tallyOf(name) !== undefined)
  );
}

/** How clearly a name is that of the id of a record: 0 is the clearest, {@link noIdRank} stands for any other name. */
export function idRank(name: string): number {
  const rank = idNames.findIndex((pattern) => pattern.test(snakeCase(name)));
  return rank === -1 ? noIdRank : rank;
}

export const noIdRank = idNames.length;
