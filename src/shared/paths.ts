/** Paths as a type of the contract: a schema says where a path may lead when it comes over the network. */
import { z } from 'zod';

/**
 * Where a path may lead; whoever sits at the machine itself may name any.
 * `library`: to what the library knows, and into the home's folders of library and results. `home`: into those folders
 * only. `anywhere`: it is shown to somebody and opens nothing.
 */
export type PathPlace = 'library' | 'home' | 'anywhere';

interface PathRule {
  readonly place: PathPlace;
  /** Whether the id or the name of an entry of the library stands for its path. */
  readonly named: boolean;
}

/** A path of an input, by the field that holds it. */
export interface GivenPath extends PathRule {
  readonly value: string;
}

const rules = new WeakMap<z.ZodType, PathRule>();
const drafts = new WeakMap<z.ZodType, z.ZodObject>();

/** A path that may lead there. @param text what else holds of it; nothing may be added to what this returns */
export function pathIn(place: PathPlace, text: z.ZodString = z.string()): z.ZodString {
  rules.set(text, { place, named: false });
  return text;
}

/** A model or a dataset of the library by its id, its name or its path. */
export function libraryEntry(text: z.ZodString = z.string()): z.ZodString {
  rules.set(text, { place: 'library', named: true });
  return text;
}

/** The fields of an object as a form has them, perhaps wrong: its paths are held to what the object says of them. */
export function draftOf(schema: z.ZodObject): z.ZodRecord<z.ZodString, z.ZodUnknown> {
  const draft = z.record(z.string(), z.unknown());
  drafts.set(draft, schema);
  return draft;
}

/** The paths of an input, which the schema accepts. */
export function pathsIn(schema: z.ZodType, input: unknown): GivenPath[] {
  const inner = withoutWrappers(schema);
  const rule = rules.get(inner);
  if (rule) return typeof input === 'string' ? [{ ...rule, value: input }] : [];
  if (inner instanceof z.ZodUnion) {
    // As zod does: the first that accepts it decides what it is.
    const option = inner.options.find((each) => (each as z.ZodType).safeParse(input).success);
    return option ? pathsIn(option as z.ZodType, input) : [];
  }
  if (input === null || typeof input !== 'object') return [];
  const fields = fieldsOf(inner);
  return Object.entries(input).flatMap(([name, value]) => {
    const field = fields?.[name] ?? elementOf(inner);
    // An empty field of a form names nothing.
    return field && !(value === '' && drafts.has(inner)) ? pathsIn(field, value) : [];
  });
}

/** Fields called like a path whose schema says nothing of where it may lead, and those that may hold anything. */
export function undeclaredPaths(schema: z.ZodType, name = 'the input'): string[] {
  const inner = withoutWrappers(schema);
  if (rules.has(inner) || holdsNoText(inner)) return [];
  if (inner instanceof z.ZodString) return calledLikePath.test(name) ? [name] : [];
  if (inner instanceof z.ZodUnion)
    return inner.options.flatMap((option) => undeclaredPaths(option as z.ZodType, name));
  const [fields, element] = [fieldsOf(inner), elementOf(inner)];
  if (!fields && !element) return [name];
  return [
    ...Object.entries(fields ?? {}).flatMap(([field, each]) => undeclaredPaths(each, field)),
    ...(element ? undeclaredPaths(element, name) : []),
  ];
}

const calledLikePath = /path|folder|directory|file|^(dir|out|from|to|home|root|location)$/i;

/** What an object or the draft of one holds by name. */
function fieldsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const object = drafts.get(schema) ?? schema;
  return object instanceof z.ZodObject ? (object.shape as Record<string, z.ZodType>) : undefined;
}

/** What a list, a record or an object that takes more than its fields holds besides. */
function elementOf(schema: z.ZodType): z.ZodType | undefined {
  if (drafts.has(schema)) return undefined; // what the object does not know is refused with the draft
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodObject && !(schema.def.catchall instanceof z.ZodNever))
    return schema.def.catchall as z.ZodType | undefined;
  return undefined;
}

function holdsNoText(schema: z.ZodType): boolean {
  return [z.ZodNumber, z.ZodBoolean, z.ZodEnum, z.ZodLiteral, z.ZodUndefined, z.ZodNull].some(
    (kind) => schema instanceof kind,
  );
}

/** Without what only says that a value may be left out, or what it is then. */
function withoutWrappers(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodExactOptional ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodDefault
  )
    inner = inner.unwrap() as z.ZodType;
  return inner;
}
