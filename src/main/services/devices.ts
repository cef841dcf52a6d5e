/** The self-test: which devices there are and which one would be used, remembered until somebody asks again. */
import type { Emit, Implementation } from '../../shared/api.ts';
import type { DeviceReport } from '../../shared/records/app.ts';
import { probeDevices } from '../engine/index.ts';

/**
 * Everybody who asks while a test runs waits for that one test; a failed test is not remembered.
 * @param probe trains one real step on each device; the engine's own unless a test brings another
 */
export function deviceMethods(emit: Emit, probe: () => Promise<DeviceReport[]> = probeDevices) {
  let running: Promise<DeviceReport[]> | undefined;
  let last: DeviceReport[] | undefined;

  const test = async () => {
    try {
      last = await probe();
      emit('devices.tested', last);
      return last;
    } finally {
      running = undefined;
    }
  };

  return {
    'devices.selfTest': async ({ again }) => {
      if (last && !again && !running) return last;
      running ??= test();
      return running;
    },
  } satisfies Partial<Implementation>;
}
