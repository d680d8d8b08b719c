import { wrappedTable } from '../../cli/output/table.ts';
import { isSameMessage } from '../../openapi/errors.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import type { PushCounts } from '../push.ts';
import { type Reject, snReusedCode } from '../rejects.ts';

/** Where records are pushed to. */
export interface PushTarget {
  readonly site: SiteId;
  readonly endpoint: string;
  /** `null` where the keys come from the environment. */
  readonly profile: string | null;
}

/** The result of a push, as `--json` prints it. */
export interface UsagePushResult extends PushCounts, PushTarget {
  /** Ctrl-C stopped it; the same command continues from there. */
  readonly interrupted: boolean;
  readonly durationMs: number;
  /** How many records were not accepted for each code. */
  readonly byCode: Readonly<Record<string, number>>;
  /** File with all rejected records, as given with `--rejects`. */
  readonly rejects?: string;
  /** The first of them. */
  readonly firstRejected: readonly Reject[];
}

/** Renders the result of a push: the first rejected records, then the counts. */
export function renderPush(result: UsagePushResult): string {
  return `${rejectLines(result)}${localize(pushSummary(result))}`;
}

function rejectLines({ firstRejected, rejected, invalid, maybeThere, rejects }: UsagePushResult): string {
  if (firstRejected.length === 0) return '';
  const ours = firstRejected.filter(isOwnFault);
  const theirs = firstRejected.filter((reject) => !isOwnFault(reject));
  const tables = [
    ...(ours.length > 0
      ? [wrappedTable([t('LINE'), t('CODE'), t('PROBLEM')], ours.flatMap(rejectRows))]
      : []),
    ...(theirs.length > 0
      ? [wrappedTable([t('LINE'), t('RESULT CODE'), t('MEANING')], theirs.map(rejectRow))]
      : []),
  ];
  const more = rejected + invalid + maybeThere - firstRejected.length;
  const rest = more > 0 ? [moreText(more, rejects)] : [];
  return [tables.join('\n\n'), ...rest, ''].join('\n');
}

function moreText(more: number, file: string | undefined): string {
  return file === undefined
    ? t('… and {more} more; --rejects FILE writes all of them to a file', { more })
    : t('… and {more} more: see {file}', { more, file });
}

/** Whether the code is koo's own, not one that KooGallery returned. */
function isOwnFault({ by, code }: Reject): boolean {
  return by !== 'server' || code === snReusedCode;
}

function rejectRows(reject: Reject): readonly (readonly string[])[] {
  return (reject.problems ?? [reject]).map((problem) => rejectRow({ ...reject, ...problem }));
}

function rejectRow({ line, code, meaning, message }: Reject): readonly string[] {
  return [String(line), code, terminalSafe(withServerMessage(meaning, message))];
}

export function pushSummary(result: UsagePushResult): Localized {
  const { records, accepted, alreadyAccepted, durationMs } = result;
  const seconds = (durationMs / 1000).toFixed(1);
  const { skipped, duplicates, maybeThere, unknown, notSent, rejected, invalid } = result;
  const parts: readonly (readonly [number, Localized])[] = [
    [accepted, both('{accepted} accepted', { accepted })],
    [alreadyAccepted, both('{alreadyAccepted} already accepted before', { alreadyAccepted })],
    [skipped, both('{skipped} skipped (acknowledged in an earlier run)', { skipped })],
    [duplicates, both('{duplicates} skipped (duplicates in the input)', { duplicates })],
    [
      maybeThere,
      both(
        '{maybeThere} uncertain and not sent again: the response was lost, and the old interface would count them twice (--rejects lists them, --no-resume sends them)',
        { maybeThere },
      ),
    ],
    [rejected, both('{rejected} rejected', { rejected })],
    [invalid, both('{invalid} invalid (not sent)', { invalid })],
    [unknown, both('{unknown} sent with an unknown outcome (the next push sends them again)', { unknown })],
    [notSent, both('{notSent} not sent because the push ended early', { notSent })],
  ];
  const counts = parts.filter(([count], index) => count > 0 || index === 0).map(([, text]) => text);
  const facts = { records, counts, seconds, target: targetText(result) };
  return result.interrupted
    ? both(
        '{records, plural, one {# record} other {# records}} to {target}: {counts}, {seconds} s. Interrupted: run the same command again to continue.',
        facts,
      )
    : both('{records, plural, one {# record} other {# records}} to {target}: {counts}, {seconds} s.', facts);
}

function targetText({ site, endpoint, profile }: PushTarget): Localized {
  return profile === null
    ? both('{endpoint} (site {site})', { endpoint, site })
    : both('{endpoint} (site {site}, profile {profile})', { endpoint, site, profile });
}

/** The meaning of a code, with the server's own message where it says more. */
function withServerMessage(meaning: Localized, message: string | undefined): string {
  if (!message || isSameMessage(message, meaning)) return localize(meaning);
  return t('{meaning} ({message})', { meaning, message });
}
