import { doctorFlags } from '../account/cli/api-flags.ts';
import type { Finding } from '../account/cli/doctor/model.ts';
import { type Diagnosis, runDoctor } from '../account/cli/doctor/run.ts';
import { ApiCommand, type Effects } from '../app/base/api-command.ts';
import { paint } from '../cli/output/colour.ts';
import { wrapForTerminal } from '../cli/output/terminal-text.ts';
import { withProgress } from '../cli/progress.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { marks, terminalSafe } from '../text/terminal-safe.ts';
import { both, t } from '../text/translate.ts';

export default class Doctor extends ApiCommand<Diagnosis> {
  static override summary =
    'Check what koo depends on: Node.js, settings, secret store, network, clock and AK/SK.';
  static override description = 'The exit code is 7 if a check fails. Warnings alone are a success.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --offline --json',
  ];
  static override flags = doctorFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Diagnosis> {
    const { flags } = await this.parse(Doctor);
    return withProgress(
      both('Checking'),
      { quiet: flags.quiet || flags.debug || this.format !== 'table' },
      () => runDoctor(flags, this.host, process.env),
    );
  }

  protected override readonly render = ({ checks, summary }: Diagnosis): string => {
    const total = t('{passed} passed, {warned} warned, {failed} failed', { ...summary });
    return [...checks.map(renderFinding), '', total].join('\n');
  };

  protected override readonly optionalFields = ['hint'];

  protected override readonly records = ({ checks }: Diagnosis) => checks;

  protected override readonly exitCode = ({ summary }: Diagnosis) =>
    summary.failed > 0 ? ExitCode.check : ExitCode.success;
}

const styles = {
  pass: { mark: marks.passed, colour: 'green' },
  warn: { mark: marks.warned, colour: 'yellow' },
  fail: { mark: marks.failed, colour: 'red' },
  skip: { mark: marks.skipped, colour: 'dim' },
} as const;

const idWidth = 12;

function renderFinding({ id, status, detail, hint }: Finding): string {
  const { mark, colour } = styles[status];
  const indent = ' '.repeat(idWidth + 4);
  const text = [detail, ...(hint ? [hint] : [])]
    .map((part) => wrapForTerminal(terminalSafe(part), process.stdout, indent))
    .join(`\n${indent}`);
  return `${paint(colour, mark)} ${id.padEnd(idWidth)}  ${text}`;
}
