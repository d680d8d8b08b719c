import { doctorFlags } from '../account/cli/api-flags.ts';
import type { Finding } from '../account/cli/doctor/model.ts';
import { type Diagnosis, runDoctor } from '../account/cli/doctor/run.ts';
import { ApiCommand } from '../app/api-command.ts';
import type { Effects } from '../cli/command.ts';
import { paint } from '../cli/output/colour.ts';
import { withProgress } from '../cli/progress.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both } from '../text/translate.ts';

export default class Doctor extends ApiCommand<Diagnosis> {
  static override summary = 'Look at what koo depends on: Node, settings, secrets, network, clock, keys.';
  static override description = 'Exit is 7 when something is wrong; a warning alone is success.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --offline --json',
  ];
  static override flags = doctorFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Diagnosis> {
    const { flags } = await this.parse(Doctor);
    return withProgress(
      both('Looking'),
      { language: this.language, quiet: flags.quiet || flags.debug || this.format !== 'table' },
      () => runDoctor(flags, this.host, process.env),
    );
  }

  protected override show({ checks, summary }: Diagnosis): string {
    const { passed, warned, failed } = summary;
    const total = this.text(
      both('{passed} passed, {warned} warned, {failed} failed', { passed, warned, failed }),
    );
    return [...checks.map((finding) => this.#line(finding)), '', total].join('\n');
  }

  protected override readonly optionalFields = ['hint'];

  protected override records({ checks }: Diagnosis): readonly Finding[] {
    return checks;
  }

  protected override exitCode({ summary }: Diagnosis): ExitCode {
    return summary.failed > 0 ? ExitCode.check : ExitCode.success;
  }

  #line({ id, status, detail, hint }: Finding): string {
    const { mark, colour } = marks[status];
    const line = `${paint(colour, mark)} ${id.padEnd(12)}  ${terminalSafe(this.text(detail))}`;
    return hint ? `${line}\n  ${' '.repeat(12)}  ${terminalSafe(this.text(hint))}` : line;
  }
}

const marks = {
  pass: { mark: '✓', colour: 'green' },
  warn: { mark: '!', colour: 'yellow' },
  fail: { mark: '✗', colour: 'red' },
  skip: { mark: '-', colour: 'dim' },
} as const;
