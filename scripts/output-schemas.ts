import { globSync } from 'node:fs';
import { join } from 'node:path';
import {
  API,
  type Checker,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Type,
  TypeFlags,
  type Symbol as TypeSymbol,
} from 'typescript/unstable/sync';
import type { JsonSchema, OutputSchemas } from '../src/app/manifest/output-schema.ts';

/**
 * What each command prints as JSON: the text of `schema/output.json`, a definition or a command a line. It is derived
 * from the types of the commands' results, which the compiler checks, with their comments as descriptions.
 */
export function outputSchemasText(root: string): string {
  const { $defs, commands } = outputSchemas(root);
  const lines = (members: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(members)
      .map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
      .join(',\n');
  return `{"$defs":{\n${lines($defs)}\n},\n"commands":{\n${lines(commands)}\n}}\n`;
}

function outputSchemas(root: string): OutputSchemas {
  const api = new API({ cwd: root });
  try {
    const config = join(root, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`${config} cannot be read`);
    const folder = join(root, 'src/commands');
    const types = new Map<string, readonly Type[]>();
    for (const file of globSync('**/*.ts', { cwd: folder }).sort()) {
      types.set(file.replace(/\.ts$/, '').replaceAll(/[\\/]/g, ':'), resultsOf(project, join(folder, file)));
    }
    return schemasOf(types, project.checker);
  } finally {
    api.close();
  }
}

/** The types of the documents that the command of a file prints: its result, and the lines of a log. */
function resultsOf({ program, checker }: Project, file: string): Type[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const command = module && checker.getExportsOfModule(module).find(({ name }) => name === 'default');
  const instance = command && checker.getDeclaredTypeOfSymbol(command);
  const signatureOf = (method: string) => {
    const symbol = instance && checker.getPropertyOfType(instance, method);
    const type = symbol && checker.getTypeOfSymbol(symbol);
    return type && checker.getSignaturesOfType(type, SignatureKind.Call)[0];
  };
  const [run, printLine] = [signatureOf('run'), signatureOf('printLine')];
  const promise = run && checker.getReturnTypeOfSignature(run);
  const [result] = promise?.isTypeReference() ? checker.getTypeArguments(promise) : [];
  const line = printLine && checker.getParameterType(printLine, 0);
  if (!result || !line) throw new Error(`${file}: its default export is no KooCommand`);
  return [result, line].flatMap((type) => (type.isUnionType() ? type.getTypes() : type)).filter(isPrinted);
}

function schemasOf(types: ReadonlyMap<string, readonly Type[]>, checker: Checker): OutputSchemas {
  const $defs: Record<string, JsonSchema> = {};
  const names = new Map<number, string>();

  /** A reference to the definition of a type with a name, or its schema. */
  function schemaOf(type: Type): JsonSchema {
    const symbol = type.getAliasSymbol() ?? type.getSymbol();
    if (symbol?.name === 'JsonValue') return {};
    if (symbol?.name === 'JsonObject') return { type: 'object' };
    if (!symbol || !isNamed(type, symbol)) return inline(type);
    const known = names.get(type.id);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const taken = [...names.values()].filter((name) => name.replace(/\d+$/, '') === symbol.name).length;
    const name = taken === 0 ? symbol.name : `${symbol.name}${taken + 1}`;
    names.set(type.id, name);
    $defs[name] = inline(type);
    return { $ref: `#/$defs/${name}` };
  }

  /** Whether others may refer to a type by its name: objects and unions of objects that are not generic. */
  function isNamed(type: Type, { name }: TypeSymbol): boolean {
    if (name.startsWith('__') || type.getAliasTypeArguments().length > 0) return false;
    if (type.isUnionType()) return type.getTypes().some((one) => one.isObjectType());
    return (
      type.isObjectType() &&
      !checker.isArrayLikeType(type) &&
      (type.getAliasSymbol() !== undefined || !type.isTypeReference() || type.getTarget().id === type.id)
    );
  }

  function inline(type: Type): JsonSchema {
    if (type.flags & TypeFlags.AnyOrUnknown) return {};
    if (type.flags & TypeFlags.Null) return { type: 'null' };
    if (type.isLiteralType()) return { const: type.value };
    if (type.flags & TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & TypeFlags.NumberLike) return { type: 'number' };
    if (type.flags & TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.isUnionType()) return unionOf(type.getTypes().filter(isPrinted));
    if (checker.isArrayLikeType(type) && type.isTypeReference()) return listOf(type);
    return objectOf(type);
  }

  function unionOf(members: readonly Type[]): JsonSchema {
    const literals = members.flatMap((one) => (one.isLiteralType() ? [one.value] : []));
    const isBoolean = literals.includes(true) && literals.includes(false);
    const values = isBoolean ? literals.filter((value) => typeof value !== 'boolean') : literals;
    const parts = [
      ...(isBoolean ? [{ type: 'boolean' }] : []),
      ...(values.length > 1 ? [{ enum: values }] : values.map((value) => ({ const: value }))),
      ...members.filter((one) => !one.isLiteralType()).map(schemaOf),
    ];
    const distinct = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
    return distinct.length === 1 && distinct[0] ? distinct[0] : { anyOf: distinct };
  }

  function listOf(type: Type): JsonSchema {
    const elements = type.isTypeReference() ? checker.getTypeArguments(type) : [];
    if (checker.isTupleType(type)) return { type: 'array', prefixItems: elements.map(schemaOf) };
    return { type: 'array', ...(elements[0] && { items: schemaOf(elements[0]) }) };
  }

  function objectOf(type: Type): JsonSchema {
    const schema = membersOf(type);
    if (JSON.stringify(schema) !== JSON.stringify(localized)) return schema;
    $defs.Localized = localized;
    return { $ref: '#/$defs/Localized' };
  }

  function membersOf(type: Type): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const member of checker.getPropertiesOfType(type)) {
      const memberType = checker.getTypeOfSymbol(member);
      if (!memberType || checker.getSignaturesOfType(memberType, SignatureKind.Call).length > 0) continue;
      const description = member.getDocumentationComment(checker).replace(/\s+/g, ' ').trim();
      properties[member.name] = { ...schemaOf(memberType), ...(description && { description }) };
      const parts = memberType.isUnionType() ? memberType.getTypes() : [memberType];
      if (!(member.flags & SymbolFlags.Optional) && parts.every(isPrinted)) required.push(member.name);
    }
    const others = checker.getIndexInfosOfType(type)[0];
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(others && { additionalProperties: schemaOf(others.valueType) }),
    };
  }

  const commands = Object.fromEntries([...types].map(([id, results]) => [id, unionOf(results)]));
  return { $defs: sorted($defs), commands };
}

/** A text in both languages; its name is lost in the types. */
const localized: JsonSchema = {
  type: 'object',
  properties: { en: { type: 'string' }, zh: { type: 'string' } },
  required: ['en', 'zh'],
};

/** Whether JSON has a value of the type. */
function isPrinted({ flags }: Type): boolean {
  return !(flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Never));
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
