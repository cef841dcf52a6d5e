/** Brings the fields of a turn beside role and content into one spelling, whatever program wrote them. */
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { parseExactly } from './jsonText.ts';

/** Names under which a thought is published; templates know the first. */
const thoughts = ['reasoning_content', 'reasoning', 'thinking'];

/**
 * The fields as templates expect them. What is null, and an empty list of calls, counts as absent; a thought has one name;
 * arguments of a call that are the JSON text of an object become the object.
 */
export function turnFields(fields: JsonObject): Record<string, unknown> {
  const said = Object.entries(fields).filter(
    ([name, value]) => value !== null && value !== undefined && !thoughts.includes(name),
  );
  const thought = thoughts.map((name) => fields[name]).find((value) => value !== null && value !== undefined);
  const { tool_calls: calls, ...rest } = Object.fromEntries(said);
  return {
    ...rest,
    ...(hasCalls(calls) && { tool_calls: Array.isArray(calls) ? calls.map(withArguments) : calls }),
    ...(thought !== undefined && { reasoning_content: thought }),
  };
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
  try {
    const value: unknown = parseExactly(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}
