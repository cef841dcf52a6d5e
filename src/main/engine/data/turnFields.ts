/** Brings the fields of a turn beside role and content into one spelling, whatever program wrote them. */
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { parseExactly } from './jsonText.ts';

/** Names under which a thought is published; templates know the first. */
const thoughts = ['reasoning_content', 'reasoning', 'thinking'];

/**
 * The fields as templates expect them. What is null, and an empty list of calls, counts as absent; a thought has one name;
 * arguments of a call that are the JSON text of an object become the object; a `function_call` is the only one of a list of calls.
 */
export function turnFields(fields: JsonObject): Record<string, unknown> {
  const said = Object.entries(fields).filter(
    ([name, value]) => value !== null && value !== undefined && !thoughts.includes(name),
  );
  const thought = thoughts.map((name) => fields[name]).find((value) => value !== null && value !== undefined);
  const { tool_calls: named, function_call: alone, ...rest } = Object.fromEntries(said);
  const calls = hasCalls(named) || !isCall(alone) ? named : [asCall(alone)];
  return {
    ...rest,
    ...(alone !== undefined && !isCall(alone) && { function_call: alone }),
    ...(hasCalls(calls) && { tool_calls: Array.isArray(calls) ? calls.map(withArguments) : calls }),
    ...(thought !== undefined && { reasoning_content: thought }),
  };
}

/** The calls that a text spells as JSON: `{"name": ..., "arguments": ...}` or a list of such; undefined where it is none. */
export function callsIn(value: unknown): object[] | undefined {
  const said = typeof value === 'string' ? jsonOf(value) : value;
  const calls: readonly unknown[] = Array.isArray(said) ? said : [said];
  return calls.length > 0 && calls.every(isCall) ? calls.map(asCall) : undefined;
}

function isCall(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value.name === 'string' && value.arguments !== undefined;
}

function asCall(call: JsonObject): object {
  return { type: 'function', function: call };
}

function hasCalls(calls: unknown): boolean {
  return calls !== undefined && !(Array.isArray(calls) && calls.length === 0);
}

/** `{"function": {"name", "arguments"}}` or the same without the shell. */
function withArguments(call: unknown): unknown {
  if (!isJsonObject(call)) return call;
  if (isJsonObject(call.function)) return { ...call, function: withArguments(call.function) };
  return typeof call.arguments === 'string' ? { ...call, arguments: objectOf(call.arguments) } : call;
}

function objectOf(text: string): unknown {
  const value = jsonOf(text);
  return isJsonObject(value) ? value : text;
}

function jsonOf(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}
