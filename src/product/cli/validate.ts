import { KooError } from '../../errors/koo-error.ts';
import { assertOneStdin, type ConfigHost, type ConfigOptions, withPresent } from '../../seller/cli/run.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import type { Known } from '../../seller/rules/rules.ts';
import type { Localized } from '../../text/localized.ts';
import { byPlace, type DocumentFault, sourceOf } from '../document/faults.ts';
import type { CheckedDocument } from '../document/read.ts';
import { type DocumentHost, loadDocument } from './document-input.ts';
import { knownOf } from './set.ts';
import { ownProducts, readState } from './state.ts';

/** Values of the flags of `koo product validate`. */
export interface ValidateOptions extends ConfigOptions {
  readonly file: string;
  readonly offline: boolean;
}

/** What is wrong with a configuration document. */
export interface Validation {
  readonly file: string;
  /** No fault is an error. */
  readonly valid: boolean;
  /** What it was judged against: the server, a document that was given, or nothing but itself. */
  readonly against: Present['kind'];
  /** Of the document, and of the files of users that it names. */
  readonly faults: readonly DocumentFault[];
}

/**
 * Judges a configuration document: its form, its files of users, and all rules; those that need the product itself where
 * it can be read.
 *
 * @returns with the text of a line of the document, for people
 * @throws KooError (usage) when the text is no document; any failure of the server but that it cannot be asked
 */
export async function validateDocument(
  { file, offline, ...options }: ValidateOptions,
  host: DocumentHost & ConfigHost,
): Promise<{ readonly validation: Validation; readonly line: CheckedDocument['line'] }> {
  assertOneStdin(file, options.from);
  const checked = await loadDocument(file, host.readUsers);
  const { against, known, faults: refused = [] } = offline ? nothing : await present(checked, options, host);
  const faults = [...checked.faults, ...refused, ...checked.judge(known)].sort(byPlace);
  const valid = faults.every(({ severity }) => severity !== 'error');
  return { validation: { file: checked.file, valid, against, faults }, line: checked.line };
}

interface Basis {
  readonly against: Present['kind'];
  readonly known: Known;
  readonly faults?: readonly DocumentFault[];
}

const nothing: Basis = { against: 'unknown', known: {} };

async function present(checked: CheckedDocument, options: ConfigOptions, host: ConfigHost): Promise<Basis> {
  const { content } = checked;
  const id = content.product;
  if (id === '') return nothing;
  try {
    return await withPresent(options, host, async (source) => {
      const state = await readState(source, id);
      const own = source.kind === 'live' ? await ownProducts(source.product, content.audience) : {};
      return { against: source.kind, known: { ...knownOf(state), ...own } };
    });
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    if (isOfProduct(error)) return { ...nothing, faults: [unknownProduct(checked, error)] };
    if (!isOutOfReach(error)) throw error;
    host.notice(alone(error));
    return nothing;
  }
}

/** There is no such product, or it is another seller's. */
function isOfProduct({ facts }: KooError): boolean {
  return facts.resultCode === 'MKT.9001' || facts.resultCode === 'MKT.0150';
}

function unknownProduct({ locate }: CheckedDocument, { facts }: KooError): DocumentFault {
  const path = ['product'];
  const rule = 'product-unknown';
  return { ...locate(path), path, rule, severity: 'error', message: facts.message, source: sourceOf(rule) };
}

function isOutOfReach({ facts }: KooError): boolean {
  return facts.category === 'configuration' || facts.category === 'network';
}

function alone({ facts: { message } }: KooError): Localized {
  return {
    en: `${message.en}: rules that need the product itself were not applied (--offline leaves them out without asking).`,
    zh: `${message.zh}：未检查需要商品信息的规则（--offline 可直接跳过）。`,
  };
}
