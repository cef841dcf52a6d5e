/** What a model under training answers to a few fixed prompts, so that its progress can be read and not only plotted. */

import { AppError, messageOf } from '../../../shared/errors.ts';
import { say, told } from '../../../shared/sentence.ts';
import type { AdapterInputs } from '../adapters/kind.ts';
import { Generator, type ModelVariant } from '../infer/generate.ts';
import { answerTokens } from './measurements.ts';
import type { Prepared, TrainOptions } from './prepare.ts';
import type { TrainState } from './trainState.ts';

/**
 * A session of its own over the same weights, loaded with the first answer: for good, or, of a large model, for the answers
 * of one measurement, while the train state's own are not.
 */
export class Samples {
  readonly #prepared: Prepared;
  readonly #options: TrainOptions;
  #prompts: readonly string[];
  #generator: Generator | undefined;

  constructor(prepared: Prepared, options: TrainOptions) {
    this.#prepared = prepared;
    this.#options = options;
    this.#prompts = options.prompts ?? [];
  }

  /**
   * Sends the train state's answers as it is now. Where memory does not suffice, training goes on without them.
   * @throws AppError `interrupted`; `bad-config` for a prompt that is too long
   */
  async answer(step: number, trainState: TrainState): Promise<void> {
    const { onEvent } = this.#options;
    const { model, method } = this.#prepared;
    try {
      if (this.#prompts.length === 0) return;
      if (trainState.oneAtATime) await trainState.unload();
      const variant = method.variant(model, trainState.parameters());
      for (const prompt of this.#prompts)
        onEvent({ type: 'sample', step, prompt, text: await this.#generate(prompt, variant) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'memory') throw error;
      this.#prompts = [];
      await this.release();
      const message = say`${messageOf(error)}: the prompts are not answered from here on`;
      onEvent({ type: 'log', level: 'warning', step, ...told(message) });
    } finally {
      if (trainState.oneAtATime) await this.release();
    }
  }

  /** Greedy, by the model's chat template. */
  async #generate(prompt: string, variant: ModelVariant): Promise<string> {
    const { text, config } = this.#prepared;
    const { signal } = this.#options;
    const system = config.system ? [{ role: 'system', content: config.system } as const] : [];
    const messages = [...system, { role: 'user', content: prompt } as const];
    const rendered = text.template.render({ messages }, true);
    const { ids } = await text.tokenizer.encode(rendered, { addSpecialTokens: false });
    this.#generator ??= await this.#load(variant.adapter);
    const options = { maxTokens: answerTokens, temperature: 0, stopIds: text.stopIds, signal };
    const answer = await this.#generator.generate(ids, { ...options, ...variant });
    if (answer.ending === 'interrupted')
      throw new AppError('interrupted', say`stopped on request`, say`Start it again.`);
    return text.tokenizer.decode(answer.ids);
  }

  async release(): Promise<void> {
    await this.#generator?.release();
    this.#generator = undefined;
  }

  async #load(adapter: AdapterInputs | undefined): Promise<Generator> {
    const { model, choice, config, method } = this.#prepared;
    return await Generator.load(
      model,
      // Casting half-precision weights anew for each token is a quarter slower; keeping them would double them.
      { device: choice.device, foldConstants: false, ...(config.threads && { threads: config.threads }) },
      { trained: method.replaced(model), kind: adapter?.kind, feeds: adapter?.feeds },
    );
  }
}
