import * as Flags from '@oclif/core/flags';
import type { Session } from '../../account/cli/session.ts';
import type { OpenApi } from '../../openapi/model.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { type Localized, t } from '../../text/translate.ts';
import type { Attribute, ListRef, Product, SpecifiedUser } from '../contract.ts';
import type { Change, KnownConfiguration } from '../plan.ts';
import type { WorksheetStep } from '../settings/worksheet.ts';

/** The result of a changing command with `--worksheet`. */
export interface WorksheetResult {
  /** `attributes` for the seller's attributes. */
  readonly product: string;
  readonly site: SiteId;
  /** Absent when it is printed, and when there is nothing to do. */
  readonly file?: string;
  readonly changes: readonly Change[];
  /** The command that checks whether everything is done. */
  readonly check?: string;
  /** What the person at the console has to know beside the steps. */
  readonly notes: readonly Localized[];
  /** What has to be done beside the steps, since the present state was not given. */
  readonly remaining: readonly Localized[];
  /** Empty when there is nothing to do. */
  readonly markdown: string;
  /** The worksheet as data. */
  readonly steps: readonly WorksheetStep[];
}

/** Whether a command's result is a worksheet. */
export function isWorksheet(result: unknown): result is WorksheetResult {
  return typeof result === 'object' && result !== null && 'markdown' in result && 'changes' in result;
}

/** Renders a worksheet for people: its text, or the file that has it. */
export function renderWorksheet({ changes, file, markdown }: WorksheetResult): string {
  if (changes.length === 0) return t('Nothing to change, as far as koo knows. No worksheet was written.');
  if (file === undefined) return markdown;
  return t('Worksheet: {file}', { file });
}

/** The flag of commands that compare with the present state. */
export const fromFlags = {
  from: Flags.string({
    helpValue: 'FILE',
    summary: 'Compare with this document instead of asking the server; - reads stdin.',
  }),
};

/** The flags of every command that changes a seller configuration. */
export const worksheetFlags = {
  worksheet: Flags.string({
    helpValue: 'FILE',
    summary:
      'Write the steps in the seller console as a Markdown checklist and send nothing; - writes to stdout.',
  }),
  from: Flags.string({
    helpValue: 'FILE',
    summary: 'File with the present state, for --worksheet and --dry-run; - reads stdin.',
  }),
};

/** The present state: from the server, from a given file, or unknown. */
export interface Present {
  readonly kind: 'live' | 'file' | 'unknown';
  /** `undefined` when it is not known. */
  product(id: string): Promise<Product | undefined>;
  /** All of it when live; else the part that is known, or `undefined` when nothing is. */
  configuration(id: string): Promise<KnownConfiguration | undefined>;
  /** The known attributes of the seller. */
  attributes(): Promise<readonly Attribute[]>;
  /** Whether it is known who is on a list. */
  hasList(ref: ListRef): boolean;
  /** A page at a time; nothing when the list is not known. */
  users(id: string, ref: ListRef): AsyncIterable<readonly SpecifiedUser[]>;
}

/** The present state is unknown. */
export const unknownPresent: Present = {
  kind: 'unknown',
  product: async () => undefined,
  configuration: async () => undefined,
  attributes: async () => [],
  hasList: () => false,
  users: async function* () {},
};

export interface WorksheetPlan {
  /** `sellerAttributes` for the seller's attributes. */
  readonly product: string;
  readonly changes: readonly Change[];
  /** Notes for the person at the console. */
  readonly notes?: readonly Localized[];
  /** Checks that only the pages allow, since the present state was not given. */
  readonly remaining?: readonly Localized[];
  /**
   * The command that checks the result against what the console then shows, a list or a document. The flags for profile
   * and site are appended.
   */
  readonly check?: { readonly of: 'list' | 'document'; readonly command: string };
}

/** The two ways to make a change: send it to a server, or write it down for a person. */
export interface SellerConfigWork<T> {
  live(api: OpenApi, session: Session): Promise<T>;
  /** By the same computation as `live`. */
  plan(present: Present): Promise<WorksheetPlan>;
  /** A dry run against a given present state; absent when the change is to be made. */
  dryRun?: ((present: Present) => Promise<T>) | undefined;
}
