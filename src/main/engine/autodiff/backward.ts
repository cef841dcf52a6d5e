/** Reverse-mode differentiation: one walk over the nodes from the loss back to the parameters asked for. */

import type { Graph } from '../onnx/graph.ts';
import { operators } from '../onnx/operators.ts';
import { broadcast, ShapeError, sameShape } from '../onnx/shapes.ts';
import { describe, type ElementType, type Node, type RecomputeLevel, type Value } from '../onnx/types.ts';
import { type Frame, type GradientRule, gradientRules } from './rules.ts';

/**
 * What is not kept for the backward pass: casts of weights only; what is cheap to compute again (norms, activations, attention
 * probabilities); or everything inside a layer but its input. Chen et al. 2016, "Training deep nets with sublinear
 * memory cost".
 */
export type Recompute = 'none' | Exclude<RecomputeLevel, 'always'>;

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
  if (loss.shape.length > 0) throw new ShapeError(`the loss must be a scalar, not ${describe(loss)}`);
  const forward = [...g.nodes];
  const wanted = new Set<Value>(parameters);
  for (const { op, inputs, outputs } of forward)
    if (op !== 'Identity' && inputs.some((input) => wanted.has(input)))
      for (const output of outputs) if (isFloat(output.type)) wanted.add(output);

  const leaves = new Set(parameters);
  const kept = recomputer(g, recompute);
  const gradients = new Map<Value, Value>([[loss, g.scalar(1)]]);
  g.inSection('gradient', () => {
    for (const node of forward.reverse()) {
      const passedOn = node.outputs.map((output) => wanted.has(output) && !leaves.has(output));
      const dys = node.outputs.map((output, i) => (passedOn[i] ? gradients.get(output) : undefined));
      if (!dys.some((dy) => dy)) continue;
      node.outputs.forEach((output, i) => {
        if (passedOn[i]) gradients.delete(output);
      });
      g.scope(`d/${node.name}`, () => propagate(g, node, dys, wanted, kept, gradients));
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

/** Integers and truth values are steps: nothing flows back through them. */
function isFloat(type: ElementType): boolean {
  return type === 'float32' || type === 'float16' || type === 'bfloat16';
}

/**
 * Adds `node`'s contribution to the gradients of its operands. Where no operand was repeated, an elementwise rule may
 * take dy as small as it comes.
 * @param dys of each result; undefined where the loss does not depend on it
 */
function propagate(
  g: Graph,
  node: Node,
  dys: readonly (Value | undefined)[],
  wanted: ReadonlySet<Value>,
  kept: (value: Value) => Value,
  gradients: Map<Value, Value>,
): void {
  const alike = node.inputs.every((x) => !wanted.has(x) || sameShape(x.shape, node.outputs[0].shape));
  const small = operators[node.op].elementwise && alike;
  const whole = node.outputs.map((output, i) => {
    const dy = dys[i] ?? g.scalar(0);
    return small ? dy : expand(g, dy, output);
  });
  const frame: Frame<never> = {
    g,
    attributes: node.attributes as never,
    operands: node.inputs.length,
    x: (i) => kept(node.inputs[i] as Value),
    y: (i = 0) => kept(node.outputs[i] as Value),
    dy: whole[0] as Value,
    dys: whole,
  };
  const rules = (gradientRules[node.op] as GradientRule<never>)(frame);
  node.inputs.forEach((input, i) => {
    const rule = rules[i];
    if (!wanted.has(input) || typeof rule !== 'function') return;
    const part = unbroadcast(g, rule(), input);
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

/** Sums `gradient` over the axes along which `operand` was repeated; a smaller gradient stays as it is. */
function unbroadcast(g: Graph, gradient: Value, operand: Value): Value {
  const fits = broadcast(gradient.shape, operand.shape);
  if (fits && sameShape(fits, operand.shape)) return gradient;
  const lead = gradient.shape.length - operand.shape.length;
  const repeated = gradient.shape.flatMap((_, i) => (i < lead || operand.shape[i - lead] === 1 ? [i] : []));
  const summed = g.reduceSum(gradient, repeated);
  return lead === 0 ? summed : g.reshape(summed, operand.shape);
}

/**
 * Gives a forward value back, or a copy computed again from what was kept, each node at most once; what is always
 * computed again is so for each use, since it would otherwise be held from the first to the last.
 */
function recomputer(g: Graph, recompute: Recompute): (value: Value) => Value {
  const copies = new Map<Node, readonly Value[]>();
  const dropped = ({ recompute: level }: Node) =>
    level !== undefined && (level === 'always' || level === recompute || recompute === 'layer');
  const kept = (value: Value): Value => {
    const node = value.producer;
    if (!node || !dropped(node)) return value;
    const copied = copies.get(node) ?? g.repeat(node, keptInputs(node));
    if (node.recompute !== 'always') copies.set(node, copied);
    return copied[node.outputs.indexOf(value)] as Value;
  };
  /** What is always computed again is made first: onnxruntime then runs it last, just before its use. */
  const keptInputs = ({ inputs }: Node): readonly Value[] => {
    const again = new Map<Value, Value>();
    for (const input of inputs) if (input.producer?.recompute === 'always') again.set(input, kept(input));
    return inputs.map((input) => again.get(input) ?? kept(input));
  };
  return kept;
}
