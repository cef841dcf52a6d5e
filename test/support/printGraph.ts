/** A graph as short text, one line a node, for snapshots that a reviewer can read. */

import { arrange } from '../../src/main/engine/onnx/arrange.ts';
import type { Graph } from '../../src/main/engine/onnx/graph.ts';
import { attributeForms } from '../../src/main/engine/onnx/operators.ts';
import { describe, type Node, type Value } from '../../src/main/engine/onnx/types.ts';

/** Inputs, nodes in the order written, outputs; values numbered where their names are ours. */
export function print(graph: Graph): string {
  const { nodes, values } = arrange(graph);
  const numbers = new Map(
    nodes.flatMap(({ outputs }, i) => outputs.map((output, j) => [output, j === 0 ? `%${i}` : `%${i}.${j}`])),
  );
  const reference = (value: Value) => numbers.get(value) ?? value.name;
  const line = (node: Node) => {
    const operands = node.inputs.map(reference).join(', ');
    const results = node.outputs.map((output) => `${reference(output)}: ${describe(output)}`).join(', ');
    return `${results} = ${node.op}(${operands})${attributesOf(node)}`;
  };
  return [
    ...graph.inputs
      .filter((input) => values.has(input))
      .map((input) => `input ${input.name}: ${describe(input)}`),
    ...nodes.map(line),
    `return ${[...graph.outputs].map(([name, value]) => `${name}=${reference(value)}`).join(', ')}`,
  ].join('\n');
}

/** Flags only where set, factors only where not 1, and no shape, since the result's is shown. */
function attributesOf(node: Node): string {
  const hints = Object.entries(attributeForms(node.op)).flatMap(([name, form]) =>
    form === 'hint' ? [name] : [],
  );
  const hidden: readonly string[] = [...hints, 'shape'];
  const shown = Object.entries<unknown>(node.attributes).flatMap(([name, value]) => {
    if (hidden.includes(name) || value === false || (/alpha|beta/.test(name) && value === 1)) return [];
    return [value === true ? name : `${name}: ${JSON.stringify(value)}`];
  });
  return shown.length === 0 ? '' : ` {${shown.join(', ')}}`;
}
