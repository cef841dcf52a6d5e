/** Reverse-mode differentiation: one walk over the nodes from the loss back to the parameters asked for. */

import type { Graph } from '../onnx/graph.ts';
import { broadcast, operators, sameShape, ShapeError } from '../onnx/shapes.ts';
import type { Node, RecomputeLevel, Value } from '../onnx/types.ts';
import { type Frame, type GradientRule, gradientRules } from './rules.ts';

/**
 * What is not kept for the backward pass: nothing; what is cheap to compute again (norms, activations, attention
 * probabilities); or everything inside a layer but its input. Chen et al. 2016, "Training deep nets with sublinear
 * memory cost".
 */
export type Recompute = 'none' | RecomputeLevel;

/**
 * Adds the nodes that compute d loss / d p for each `p` of `parameters`, and no others: nothing is propagated
 * below the parameters, and no gradient of any other input or weight is built.
 *
 * @param loss scalar; its gradient is 1.
 * @param parameters any values of the graph; the walk stops at them.
 * @returns each parameter's gradient, of its shape. A parameter that the loss does not depend on throws.
 */
export function backward(
  g: Graph,
  loss: Value,
  parameters: readonly Value[],
  recompute: Recompute = 'none',
): ReadonlyMap<Value, Value> {
  const forward = [...g.nodes];
  const wanted = new Set<Value>(parameters);
  for (const node of forward)
    if (!wanted.has(node.output) && node.inputs.some((input) => wanted.has(input))) wanted.add(node.output);
  for (const parameter of parameters) if (!wanted.has(parameter)) throw new ShapeError(`${parameter.name} is unknown`);

  const leaves = new Set(parameters);
  const kept = recomputer(g, recompute);
  const gradients = new Map<Value, Value>([[loss, g.scalar(1)]]);
  g.inSection('gradient', () => {
    for (const node of forward.reverse()) {
      const dy = gradients.get(node.output);
      if (!dy || !wanted.has(node.output) || leaves.has(node.output)) continue;
      gradients.delete(node.output);
      g.scope(`d/${node.name}`, () => propagate(g, node, dy, wanted, kept, gradients));
    }
  });
  return new Map(
    parameters.map((parameter) => {
      const gradient = gradients.get(parameter);
      if (!gradient) throw new ShapeError(`the loss does not depend on ${parameter.name}`);
      return [parameter, g.inSection('gradient', () => expand(g, gradient, parameter))];
    }),
  );
}

/** Adds `node`'s contribution to the gradients of its operands. */
function propagate(
  g: Graph,
  node: Node,
  dy: Value,
  wanted: ReadonlySet<Value>,
  kept: (value: Value) => Value,
  gradients: Map<Value, Value>,
): void {
  const frame: Frame<never> = {
    g,
    attributes: node.attributes as never,
    operands: node.inputs.length,
    x: (i) => kept(node.inputs[i] as Value),
    y: () => kept(node.output),
    dy: operators[node.op].elementwise ? dy : expand(g, dy, node.output),
  };
  const rules = (gradientRules[node.op] as GradientRule<never>)(frame);
  node.inputs.forEach((input, i) => {
    const rule = rules[i];
    if (!wanted.has(input) || typeof rule !== 'function') return;
    const part = unbroadcast(g, rule(), input, node);
    const sofar = gradients.get(input);
    gradients.set(input, sofar ? g.add(sofar, part) : part);
  });
}

/**
 * A gradient may be smaller than its value where all its entries along an axis are equal; here it becomes whole.
 */
function expand(g: Graph, gradient: Value, like: Value): Value {
  return sameShape(gradient.shape, like.shape) ? gradient : g.expandLike(gradient, like);
}

/** Sums `gradient` over the axes along which `operand` was repeated to the shape of the node's result. */
function unbroadcast(g: Graph, gradient: Value, operand: Value, node: Node): Value {
  const target = operand.shape;
  const fits = broadcast(gradient.shape, target);
  if (fits && sameShape(fits, target)) return gradient;
  const shape = node.output.shape;
  const lead = shape.length - target.length;
  const axes = shape.flatMap((dim, i) => (i < lead || (target[i - lead] === 1 && dim !== 1) ? [i] : []));
  const complete = axes.every((axis) => gradient.shape[axis - shape.length + gradient.shape.length] === shape[axis]);
  const full = complete && gradient.shape.length === shape.length ? gradient : expand(g, gradient, node.output);
  const summed = g.reduceSum(full, axes);
  const rest = summed.shape.slice(lead);
  return lead === 0 ? summed : g.reshape(summed, rest);
}

/** Gives a forward value back, or a copy computed again from what was kept, each at most once. */
function recomputer(g: Graph, recompute: Recompute): (value: Value) => Value {
  const copies = new Map<Value, Value>();
  const dropped = (node: Node) =>
    node.recompute !== undefined && (node.recompute === recompute || recompute === 'layer');
  const kept = (value: Value): Value => {
    const node = value.producer;
    if (recompute === 'none' || !node || !dropped(node)) return value;
    const known = copies.get(value);
    if (known) return known;
    const copy = g.repeat(node, node.inputs.map(kept));
    copies.set(value, copy);
    return copy;
  };
  return kept;
}
