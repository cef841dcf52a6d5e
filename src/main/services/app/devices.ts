/** The self-test: which devices there are and which one would be used, remembered until somebody asks again. */

import type { Emit, Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { say } from '../../../shared/sentence.ts';

/**
 * Everybody who asks while a test runs waits for that one test; a failed test is not remembered. One that was cancelled
 * leaves the answer there was before, or none until somebody asks to test again.
 * @param probe trains one real step on each device, until it is called off
 */
export function deviceMethods(emit: Emit, probe: (signal: AbortSignal) => Promise<DeviceReport[]>) {
  let running: { readonly controller: AbortController; readonly answer: Promise<DeviceReport[]> } | undefined;
  let last: DeviceReport[] | undefined;
  let cancelled = false;

  const test = async ({ signal }: AbortController) => {
    try {
      cancelled = false;
      last = await probe(signal);
      emit('devices.tested', last);
      return last;
    } catch (error) {
      if (!signal.aborted) throw error;
      cancelled = true;
      if (last) return last;
      throw wasCancelled();
    } finally {
      running = undefined;
    }
  };

  return {
    'devices.selfTest': async ({ again }) => {
      if (running) return running.answer;
      if (last && !again) return last;
      if (cancelled && !again) throw wasCancelled();
      const controller = new AbortController();
      running = { controller, answer: test(controller) };
      return running.answer;
    },
    'devices.cancelSelfTest': async () => running?.controller.abort(),
  } satisfies Partial<Implementation>;
}

function wasCancelled(): AppError {
  return new AppError(
    'interrupted',
    say`The self-test was cancelled.`,
    say`Test again to see which devices work here.`,
  );
}
