// The modules that most commands use. The build makes every other file import this one, so that they are one file of the
// bundle, and not one for each set of commands that happens to use the same part. (A builtin is loaded on first use.)
import 'node:crypto';
import '@oclif/core/args';
import '../codes/families.ts';
import '../cli/command.ts';
import '../cli/flags/value.ts';
import '../cli/interrupt.ts';
import '../account/cli/keys.ts';
import '../cli/output/table.ts';
