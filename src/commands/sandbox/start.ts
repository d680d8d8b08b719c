import { once } from 'node:events';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { parseFault } from '../../sandbox/api/gateway/fault.ts';
import type { LogEntry } from '../../sandbox/api/log/log.ts';
import { startFlags } from '../../sandbox/cli/flags.ts';
import { type LogDocument, logDocument, logLine, selectionHint } from '../../sandbox/cli/log-view.ts';
import { assertNoneRunning, detach, startSharedSandbox } from '../../sandbox/cli/start.ts';
import { sandboxSeller } from '../../sandbox/state/accounts.ts';
import { type RunningSandbox, withdrawSandbox } from '../../sandbox/state/running.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';

const { credential, temporary } = sandboxSeller;
const howToOpen = both('`koo sandbox open` shows it in the browser.');

export default class SandboxStart extends KooCommand<RunningSandbox | undefined, LogDocument> {
  static override summary = 'Run a local sandbox of the KooGallery open API, with its state on disk.';
  static override description = [
    'The sandbox verifies signatures and handles order query, usage push, licences, event upload and IAM as the service does.',
    'A profile with the site "sandbox" uses it. Acknowledged data survives kill -9.',
    'As long as it runs, what follows from purchases (koo sandbox buy) happens when it is due by a real clock.',
    `Your server calls it with the AK ${credential.ak} and the SK ${credential.sk}.`,
    `To try temporary credentials, set KOO_AK=${temporary.ak}, KOO_SK=${temporary.sk} and`,
    `KOO_SECURITY_TOKEN=${temporary.securityToken}. These credentials are public and work only with a sandbox.`,
    'Users of organisations that are bound (koo sandbox bind) can log in to products with a login address.',
    'With --login-fault slow, token, userinfo and CAS validation take 30 s; with 500, they fail; with wrong-tenant, userinfo and CAS validation name another tenant.',
    'With --login-fault expired-certificate, organisations that are bound meanwhile get a login domain whose certificate has expired.',
    'With --login-fault rotated-secret, the client secrets of before fail until an instance is unbound and bound again.',
    'Logs each request as a line on stdout; with --json or -o ndjson, as a JSON object.',
    'With --detach, runs in the background and prints the address. Exits with 130 on Ctrl-C and with 0 on SIGTERM.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --detach --port 0 --json',
    '<%= config.bin %> <%= command.id %> --fault reset=0.1,429=0.05,latency=50ms',
    '<%= config.bin %> <%= command.id %> --fault MKT.0999=20%,APIGW.0302=0.01',
    '<%= config.bin %> <%= command.id %> --login-fault rotated-secret',
  ];
  static override flags = startFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<RunningSandbox | undefined> {
    const { flags } = await this.parse(SandboxStart);
    const fault = flags.fault === undefined ? undefined : parseFault(flags.fault);
    const folder = stateFolder(process.env);
    await assertNoneRunning(folder);
    if (flags.detach) return detach(folder, flags, (text) => this.notice(text));
    this.assertStreamable(selectionHint);
    const log = (entry: LogEntry) => this.printLine(logDocument(entry), () => logLine(entry));
    const { port, 'allow-host': names = [], 'login-fault': loginFault } = flags;
    const sandbox = await startSharedSandbox({
      stateFolder: folder,
      port,
      names,
      readUsers: async (source, file) => (await import('../../users/read.ts')).readUsers(source, file),
      notice: (text: Localized) => this.notice(text),
      log,
      ...(fault && { fault }),
      ...(loginFault && { loginFault }),
    });
    // Listen for signals before the notice: a reader of it may stop the sandbox at once.
    const stop = interruption();
    const end = Promise.race([once(stop, 'abort'), once(process, 'SIGTERM')]);
    this.notice(both('Listening on {url} (press Ctrl-C to stop)', { url: sandbox.url }));
    this.notice(howToOpen);
    await end;
    withdrawSandbox(folder);
    await sandbox.close();
    if (stop.aborted) process.exitCode = ExitCode.interrupted;
    return undefined;
  }

  protected override readonly render = ({ url, pid }: RunningSandbox) =>
    [t('Listening on {url} (process {pid})', { url, pid }), localize(howToOpen)].join('\n');
}
