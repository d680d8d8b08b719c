import { type ApiOptions, apiFlags } from '../../account/cli/api-flags.ts';
import type { ChangedAttribute } from '../../product/cli/attribute.ts';
import {
  type ChangeOptions,
  changeFlags,
  ownContract,
  productArgs,
  skuFlags,
} from '../../product/cli/flags.ts';
import type { Changed, Outcome, SettableId, Setter } from '../../product/cli/set.ts';
import {
  renderAttributes,
  renderAudience,
  renderCredit,
  renderLimits,
  renderStock,
  renderTrials,
} from '../../product/cli/view.ts';
import { audienceRows, creditRow, limitRows, stockRowsFor, trialRows } from '../../product/rows.ts';
import { fieldArgs, fieldFlags, givenValues } from '../../seller/cli/fields.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { LiveState } from '../../seller/plan.ts';
import { attribute } from '../../seller/settings/attribute.ts';
import { audience } from '../../seller/settings/audience.ts';
import { credit } from '../../seller/settings/credit.ts';
import { limit } from '../../seller/settings/limit.ts';
import type { Setting } from '../../seller/settings/setting.ts';
import { stock } from '../../seller/settings/stock.ts';
import { trial } from '../../seller/settings/trial.ts';
import { t } from '../../text/translate.ts';
import { ApiCommand, type Effects } from './api-command.ts';
import { ChangingCommand } from './changing-command.ts';

/** A part of a product's configuration as commands show it. */
interface Part<View> {
  readonly setting: Setting;
  readonly rows: (state: LiveState, sku?: string) => View;
  readonly render: (view: View) => string;
}

const parts = {
  audience: { setting: audience, rows: audienceRows, render: renderAudience },
  credit: { setting: credit, rows: creditRow, render: renderCredit },
  stock: { setting: stock, rows: stockRowsFor, render: renderStock },
  limit: { setting: limit, rows: limitRows, render: renderLimits },
  trial: { setting: trial, rows: trialRows, render: renderTrials },
} as const;

type PartId = keyof typeof parts;
type View<Id extends PartId> = ReturnType<(typeof parts)[Id]['rows']>;

/** A part by its ID; TypeScript cannot see that the types correspond. */
function partOf<Id extends PartId>(id: Id): Part<View<Id>> {
  return parts[id] as unknown as Part<View<Id>>;
}

function settingHelp({ id, commands }: Setting, verb: string) {
  const help = commands[verb];
  if (!help) throw new TypeError(`koo product ${id} ${verb} is not declared`);
  const { summary, description = [], examples } = help;
  return {
    summary,
    description: [...description, ownContract].join('\n'),
    examples: examples.map((words) => `<%= config.bin %> <%= command.id %> ${words}`),
  };
}

/** The command that shows a part of a product's configuration. */
export function getCommand<Id extends PartId>(id: Id) {
  const { setting, rows, render } = partOf(id);
  const { summary, description, examples } = settingHelp(setting, 'get');
  return class extends ApiCommand<View<Id>> {
    static override summary = summary;
    static override description = description;
    static override examples = examples;
    static override args = productArgs;
    static override flags = { ...(id === 'stock' && skuFlags), ...apiFlags };
    static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

    override async run(): Promise<View<Id>> {
      const { args, flags } = await this.parse(this.ctor);
      const { readProductState } = await import('../../product/cli/state.ts');
      const options = flags as unknown as ApiOptions & { readonly sku?: string };
      return rows(await readProductState(args.id, options, this.host), options.sku);
    }

    protected override readonly render = render;
  };
}

/** The command that changes a part of a product's configuration, and shows it as it is then. */
export function setCommand<Id extends SettableId>(id: Id, verb: 'set' | 'clear' = 'set') {
  const { setting, render } = partOf(id);
  const { summary, description, examples } = settingHelp(setting, verb);
  const fields = verb === 'clear' ? {} : setting.fields;
  return class extends ChangingCommand<Changed<View<Id>>> {
    static override summary = summary;
    static override description = description;
    static override examples = examples;
    static override args = { ...productArgs, ...fieldArgs(fields) };
    static override flags = { ...(setting.skus && skuFlags), ...fieldFlags(fields), ...changeFlags };
    static readonly effects: Effects = { readOnly: false, destructive: verb === 'set', idempotent: true };

    override async run(): Outcome<View<Id>> {
      const { args, flags } = await this.parse(this.ctor);
      const { setters } = await import('../../product/cli/set.ts');
      const set = setters[id] as unknown as Setter<Setting, View<Id>, null>;
      const values = verb === 'clear' ? null : givenValues(fields, args, flags);
      return set(args.id, values, flags as unknown as ChangeOptions, this.context);
    }

    protected override readonly renderChange = ({ state }: Changed<View<Id>>) => render(state);
  };
}

const attributeActions = {
  add: { action: 'create', destructive: false, idempotent: false },
  update: { action: 'update', destructive: false, idempotent: true },
  remove: { action: 'remove', destructive: true, idempotent: false },
} as const;

/** The command that adds, changes or removes an attribute of the seller. */
export function attributeCommand(verb: keyof typeof attributeActions) {
  const { action, ...effects } = attributeActions[verb];
  const { fields } = attribute;
  const { summary, description, examples } = settingHelp(attribute, verb);
  return class extends ChangingCommand<ChangedAttribute> {
    static override summary = summary;
    static override description = description;
    static override examples = examples;
    static override args = fieldArgs(fields);
    static override flags = {
      ...(verb !== 'remove' && fieldFlags(fields, verb === 'update')),
      ...changeFlags,
    };
    static readonly effects: Effects = { readOnly: false, ...effects };

    override async run(): Promise<ChangedAttribute | WorksheetResult> {
      const { args, flags } = await this.parse(this.ctor);
      const { changeAttribute } = await import('../../product/cli/attribute.ts');
      return changeAttribute(
        action,
        givenValues(fields, args, flags),
        flags as unknown as ChangeOptions,
        this.context,
      );
    }

    protected override readonly renderChange = ({ code, attribute: changed }: ChangedAttribute) =>
      verb === 'remove' ? t('Removed: {code}', { code }) : renderAttributes(changed ? [changed] : []);
  };
}
