/** A run as people follow it: what is planned, a line that moves, and what is worth keeping on the screen. */
import type { StepMetrics, TrainEvent, TrainResult } from '../../shared/events.ts';
import { counted, english } from '../../shared/numbers.ts';
import type { Output } from './output.ts';
import { Progress } from './progress.ts';

/** Steps whose speed is averaged. */
const recent = 20;
/** Lines that a log spends on the steps of a run, however many there are. */
const stepLines = 20;

type Step = Extract<TrainEvent, { type: 'step' }>;
type Plan = Extract<TrainEvent, { type: 'plan' }>;

export class RunDisplay {
  readonly #output: Output;
  readonly #progress: Progress;
  readonly #steps: StepMetrics[] = [];

  constructor(output: Output) {
    this.#output = output;
    this.#progress = new Progress(output, 'loading model and data');
  }

  show(event: TrainEvent): void {
    if (event.type === 'step') this.#step(event);
    else for (const line of linesOf(event)) this.#output.say(line);
    if (event.type === 'plan') this.#progress.update('first step');
  }

  end(): void {
    this.#progress.end();
  }

  #step(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length > recent) this.#steps.shift();
    const speed = sum(this.#steps, 'tokens') / sum(this.#steps, 'seconds');
    const left = step.step === step.steps ? '' : `, ${english.duration(step.etaSeconds)} left`;
    const share = `${english.percent(step.step / step.steps).padStart(5)}  `;
    this.#progress.update(
      `${this.#output.live ? share : ''}step ${step.step}/${step.steps}  loss ${english.loss(step.loss)}, ${english.number(speed)} tokens/s${left}`,
      step.step === 1 || step.step === step.steps || step.step % Math.ceil(step.steps / stepLines) === 0,
    );
  }
}

function linesOf(event: TrainEvent): readonly string[] {
  switch (event.type) {
    case 'plan':
      return planLines(event);
    case 'eval': {
      const loss = `held-out loss ${english.loss(event.heldOutLoss)}`;
      if (event.step === 0) return [`before training: ${loss}`];
      return [`after step ${event.step}: ${loss}${event.best ? ', the best so far' : ''}`];
    }
    case 'sample':
      return [`after step ${event.step}, asked "${event.prompt}":`, ...indented(event.text)];
    case 'resumed':
      return [event.step === 0 ? 'starting anew' : `going on after step ${event.step}`];
    case 'warning':
      return [`note: ${event.message}`];
    case 'log':
      return [`step ${event.step}: ${event.message}`];
    default:
      return [];
  }
}

function planLines(plan: Plan): readonly string[] {
  const { rows, heldOutRows, tokens, trainable, total, steps, estimate } = plan;
  return [
    `${counted(rows, 'row')} to train on, ${english.number(heldOutRows)} held out; ${english.number(tokens)} tokens a pass`,
    `training ${english.number(trainable)} of ${english.number(total)} numbers (${english.share(trainable / total)})`,
    `on ${plan.deviceReason}`,
    `${counted(steps, 'step')}, about ${english.duration(estimate.seconds)}, ${english.bytes(estimate.memoryBytes)} of memory, ${english.bytes(estimate.diskBytes)} of disk`,
  ];
}

/** How a run went, in a line. */
export function resultLine(result: TrainResult): string {
  const { heldOutLoss, heldOutLossBefore, seconds, tokensPerSecond, peakMemoryBytes } = result;
  const losses =
    heldOutLoss === null
      ? ''
      : `held-out loss ${heldOutLossBefore === null ? '' : `${english.loss(heldOutLossBefore)} -> `}${english.loss(heldOutLoss)}, `;
  return `${losses}${english.duration(seconds)}, ${english.number(tokensPerSecond)} tokens/s, ${english.bytes(peakMemoryBytes)} at the peak`;
}

/** The lines of a text, set in. */
function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `    ${line}`);
}

function sum(steps: readonly StepMetrics[], field: 'tokens' | 'seconds'): number {
  return steps.reduce((total, step) => total + step[field], 0);
}
