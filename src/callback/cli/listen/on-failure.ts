import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { withoutKeys } from '../../../account/child-environment.ts';
import { concealed } from '../../../cli/output/edge.ts';
import { signalGroup } from '../../../cli/process-group.ts';
import { systemCode } from '../../../errors/koo-error.ts';
import { toJson } from '../../../text/json.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { CallLine } from './line.ts';

export interface FailureCommand {
  run(call: CallLine): void;
  /** Ends what is running, with all processes that it has started. */
  stop(): void;
}

export interface FailureOutput {
  /** Called for what goes wrong with the command. */
  readonly report: (text: Localized) => void;
  /** Called with what it prints. */
  readonly print: (text: string) => void;
}

/** Most calls that wait for the command. */
const maxWaiting = 100;
/** Longest value of a variable, in characters. */
const maxValue = 200;

/** Creates what runs a shell command for each call, one after another. The command gets no key of koo. */
export function createFailureCommand(command: string, { report, print }: FailureOutput): FailureCommand {
  const waiting: CallLine[] = [];
  let running: ChildProcess | undefined;
  let isWorking = false;
  let isFull = false;
  let isStopped = false;
  const kill = () => running && signalGroup(running, 'SIGKILL');
  process.on('exit', kill);

  async function work(): Promise<void> {
    isWorking = true;
    for (let call = waiting.shift(); call && !isStopped; call = waiting.shift()) {
      isFull = false;
      const failure = await runFor(call);
      if (failure && !isStopped) report(failure);
    }
    running = undefined;
    isWorking = false;
  }

  /** Runs the command until it ends, and describes its failure. */
  async function runFor(call: CallLine): Promise<Localized | undefined> {
    try {
      running = start(command, call, print);
      const [code, signal] = (await once(running, 'exit')) as [number | null, NodeJS.Signals | null];
      if (code === 0) return undefined;
      const end = signal ?? both('exit code {code}', { code: code ?? 0 });
      return both('--on-failure ended with {end} for call {id}', { end, id: call.id });
    } catch (error) {
      const code = systemCode(error) ?? (error instanceof Error ? error.name : String(error));
      return both('--on-failure could not be run: {code}', { code });
    }
  }

  return {
    run(call) {
      if (isStopped) return;
      if (waiting.length < maxWaiting) {
        waiting.push(call);
        if (!isWorking) void work();
        return;
      }
      const { id } = call;
      if (!isFull)
        report(both('--on-failure is too slow: it is not run for call {id} and those that follow', { id }));
      isFull = true;
    },
    stop() {
      isStopped = true;
      kill();
      process.off('exit', kill);
    },
  };
}

function start(command: string, call: CallLine, print: FailureOutput['print']): ChildProcess {
  // In a process group of its own, which is ended as a whole. On Windows, `detached` would open a window.
  const child = spawn(command, {
    shell: true,
    env: { ...withoutKeys(process.env), ...variables(call) },
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // It may end without reading.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${toJson(concealed(call))}\n`);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
  return child;
}

/** Values that the sender has chosen become one line without control characters. */
function variables(call: CallLine): Record<string, string> {
  const values = {
    ID: call.id,
    VERDICT: call.verdict,
    PROTOCOL: call.protocol,
    ACTIVITY: call.activity,
    INSTANCE: call.instanceId,
    ORDER: call.orderId,
    RESULT_CODE: call.resultCode,
    STATUS: call.status,
    SIGNATURE: call.signature,
    MEANING: call.meaning?.en,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `KOO_CALL_${name}`,
      oneLine(concealed(String(value ?? ''))).slice(0, maxValue),
    ]),
  );
}
