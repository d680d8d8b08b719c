import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../../cli/command.ts';
import { chineseOf, type Localized } from '../../text/translate.ts';
import { type JsonSchema, type OutputSchemas, outputSchema, readOutputSchemas } from './output-schema.ts';

export interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly summary?: string;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly env?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
}

/** An argument as the shipped manifest has it. */
export interface ManifestArg {
  readonly name: string;
  readonly description?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly hidden?: boolean;
}

export interface ManifestCommand {
  /** `product:stock:add` */
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<Record<string, ManifestArg>>;
  readonly hidden?: boolean;
  readonly effects: Effects;
  /** The JSON Schema of what it prints with `--json`; read from its own file when it is asked for. */
  readonly output: JsonSchema;
}

/** The manifest of the commands by id, so that help need not load them. */
export type Commands = Readonly<Record<string, ManifestCommand>>;

/** The shipped manifest: `scripts/manifest.ts` writes it. */
interface Manifest {
  /** Flags that every command has, and that are left out of it. */
  readonly globalFlags: Readonly<Record<string, ManifestFlag>>;
  readonly commands: Readonly<Record<string, Omit<ManifestCommand, 'output'>>>;
}

/** The commands of the shipped manifest, which koo's own build wrote. */
export function readCommands(root: string): Commands {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  // Words of users are looked up in it: `constructor` is no command.
  const commands: Record<string, ManifestCommand> = Object.create(null);
  let schemas: OutputSchemas | undefined;
  for (const [id, command] of Object.entries(manifest.commands)) {
    commands[id] = {
      ...command,
      flags: { ...manifest.globalFlags, ...command.flags },
      get output() {
        schemas ??= readOutputSchemas(root);
        return outputSchema(id, schemas);
      },
    };
  }
  return commands;
}

/** A text of the manifest in both languages; the catalogue has it line by line. */
export function bilingual(english = ''): Localized {
  return {
    en: english,
    get zh() {
      return english.split('\n').map(chineseOf).join('\n');
    },
  };
}

/** An example as one types it. */
export function exampleLine(example: string, id: string): string {
  return example
    .replaceAll('<%= config.bin %>', 'koo')
    .replaceAll('<%= command.id %>', id.replaceAll(':', ' '));
}
