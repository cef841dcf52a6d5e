/** Which devices can train here: each proves it with a real step, and where it cannot, says why in a plain sentence. */

import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records.ts';
import { selfTest } from './selfTest.ts';
import { type Device, deviceName } from './session.ts';

const candidates: readonly Device[] = [{ kind: 'cuda', index: 0 }, { kind: 'webgpu' }, { kind: 'cpu' }];

/** Tries every device, in the order of preference; the first that works is the chosen one. */
export async function probeDevices(devices: readonly Device[] = candidates): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const device of devices) {
    const report = await probe(device);
    reports.push({ ...report, chosen: report.available && !reports.some(({ chosen }) => chosen) });
  }
  return reports;
}

/** The device a run uses, and one line on why. */
export interface DeviceChoice {
  readonly device: Device;
  readonly reason: string;
}

/**
 * @param setting "auto", or a device by name
 * @throws AppError `device` when the one asked for cannot train, with the fix
 */
export async function chooseDevice(setting: string): Promise<DeviceChoice> {
  const asked = parseDevice(setting);
  const tried = asked ? [asked] : candidates;
  const failed: string[] = [];
  for (const device of tried) {
    const report = await probe(device);
    if (report.available) {
      const why = asked
        ? 'as asked'
        : device.kind === 'cpu'
          ? 'no graphics device can be used'
          : 'the fastest that works';
      return { device, reason: [`${report.device}: ${why}`, ...failed].join('; ') };
    }
    if (asked) throw new AppError('device', report.reason, report.fix);
    failed.push(report.reason);
  }
  throw new AppError(
    'device',
    `no device can train: ${failed.join('; ')}`,
    'Run `lowrank doctor` for details.',
  );
}

/** A device by its name on the command line; undefined for "auto". */
export function parseDevice(setting: string): Device | undefined {
  const [kind, index = '0'] = setting.split(':') as [string, string?];
  if (kind === 'cuda') return { kind, index: Number(index) };
  if (kind === 'cpu' || kind === 'webgpu') return { kind };
  return undefined;
}

async function probe(device: Device): Promise<Omit<DeviceReport, 'chosen'>> {
  const name = deviceName(device);
  try {
    const stepSeconds = await selfTest(device);
    const reason = `${name} trained a small step in ${(1000 * stepSeconds).toFixed(1)} ms`;
    return { device: name, available: true, reason, stepSeconds };
  } catch (error) {
    return {
      device: name,
      available: false,
      ...explain(name, error instanceof Error ? error.message : String(error)),
    };
  }
}

/** onnxruntime's words for what commonly goes wrong, and ours. */
const explanations: readonly { readonly pattern: RegExp; readonly reason: string; readonly fix: string }[] = [
  {
    pattern: /Providers?_Cuda: Failed to load shared library|libonnxruntime_providers_(shared|cuda)/i,
    reason: 'the CUDA provider of onnxruntime is not installed',
    fix: 'With an NVIDIA card: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node, which downloads it.',
  },
  {
    pattern: /libcu(blas|dnn|dart|rand|fft)/i,
    reason: 'a CUDA or cuDNN library is missing',
    fix: 'Install the CUDA 12 runtime and cuDNN 9.',
  },
  {
    pattern: /CUDA driver version is insufficient|no CUDA-capable device|CUDA failure (35|100)/i,
    reason: 'no NVIDIA card or driver was found',
    fix: 'Install the NVIDIA driver, if this machine has such a card.',
  },
  {
    pattern: /adapter|vulkan|dawn|no supported.*gpu/i,
    reason: 'no graphics driver that WebGPU can use was found',
    fix: 'Install a Vulkan driver (Linux), or update the graphics driver.',
  },
  {
    pattern: /backend not found|not available|unsupported.*provider/i,
    reason: 'this build of onnxruntime does not have it',
    fix: 'Use another device.',
  },
];

function explain(name: string, message: string): { readonly reason: string; readonly fix: string } {
  const known = explanations.find(({ pattern }) => pattern.test(message));
  if (known) return { reason: `${name}: ${known.reason}`, fix: known.fix };
  return {
    reason: `${name}: ${message.split('\n')[0]}`,
    fix: 'Use another device, and report this message.',
  };
}
