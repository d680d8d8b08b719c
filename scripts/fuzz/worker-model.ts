/** Why an execution is a finding. */
export interface Failure {
  /** The same for executions that fail in the same way. */
  readonly key: string;
  readonly reason: string;
}

/** Executes the inputs with the numbers `from`, `from + step`, … for some time. */
export interface FuzzRequest {
  readonly kind: 'fuzz';
  readonly target: string;
  readonly seed: string;
  readonly from: number;
  readonly step: number;
  readonly ms: number;
  /** Keys of failures that need not be reported again. */
  readonly known: readonly string[];
}

/** Executes one input, which is given in base64. */
export interface RunRequest {
  readonly kind: 'run';
  readonly target: string;
  readonly input: string;
}

/** Tells the input of a number, in base64, without executing it. */
export interface InputRequest {
  readonly kind: 'input';
  readonly target: string;
  readonly seed: string;
  readonly index: number;
}

export type WorkerReply =
  | { readonly kind: 'ready'; readonly pool: number }
  | { readonly kind: 'finding'; readonly index: number; readonly failure: Failure }
  | { readonly kind: 'done'; readonly executions: number; readonly repeated: number }
  | { readonly kind: 'ran'; readonly failure: Failure | null }
  | { readonly kind: 'input'; readonly input: string };
