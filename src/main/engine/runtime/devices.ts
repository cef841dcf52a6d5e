/** Which devices can train here: each proves it with a real step, and where it cannot, says why in a plain sentence. */

import {
  type DeviceFix,
  type DeviceReason,
  deviceFixes,
  deviceReasons,
} from '../../../shared/deviceReasons.ts';
import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { processorSeconds, selfTest } from './selfTest.ts';
import { type Device, deviceName } from './session.ts';

const candidates: readonly Device[] = [{ kind: 'cuda', index: 0 }, { kind: 'webgpu' }, { kind: 'cpu' }];

/** Tries every device, in the order of preference; the first that works and helps is the chosen one. */
export async function probeDevices(devices: readonly Device[] = candidates): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const device of devices) {
    const { helps, ...report } = await probe(device);
    reports.push({ ...report, chosen: helps && !reports.some(({ chosen }) => chosen) });
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
  const cpu: Device = { kind: 'cpu' };
  if (asked?.kind === 'cpu') return { device: cpu, reason: because(cpu, 'asked') };
  if (asked) {
    const { available, reason, fix } = await probe(asked);
    if (!available) throw new AppError('device', reason, fix);
    return { device: asked, reason: because(asked, 'asked') };
  }
  const passed: string[] = [];
  for (const device of candidates.filter(({ kind }) => kind !== 'cpu')) {
    const { helps, reason } = await probe(device);
    if (helps) return { device, reason: [because(device, 'fastest'), ...passed].join('; ') };
    passed.push(reason);
  }
  return { device: cpu, reason: [because(cpu, 'onlyOne'), ...passed].join('; ') };
}

function because(device: Device, reason: DeviceReason): string {
  return `${deviceName(device)}: ${deviceReasons[reason]}`;
}

/** A device by its name on the command line; undefined for "auto". */
export function parseDevice(setting: string): Device | undefined {
  const [kind, index = '0'] = setting.split(':') as [string, string?];
  if (kind === 'cuda') return { kind, index: Number(index) };
  if (kind === 'cpu' || kind === 'webgpu') return { kind };
  return undefined;
}

/** A device's step; it `helps` where it works and is not slower than the processor, as software drivers are. */
async function probe(device: Device): Promise<Omit<DeviceReport, 'chosen'> & { readonly helps: boolean }> {
  const name = deviceName(device);
  try {
    const stepSeconds = await selfTest(device);
    const processor = await processorSeconds();
    const helps = device.kind === 'cpu' || stepSeconds < processor;
    const trained = `${name} trained a small step in ${english.duration(stepSeconds)}`;
    const reason = helps ? trained : `${trained}, slower than the processor's ${english.duration(processor)}`;
    return { device: name, available: true, helps, reason, stepSeconds };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { device: name, available: false, helps: false, ...explain(name, message) };
  }
}

/** onnxruntime's words for what commonly goes wrong. */
const problems: Readonly<Record<DeviceFix, RegExp>> = {
  noCudaProvider: /Providers?_Cuda: Failed to load shared library|libonnxruntime_providers_(shared|cuda)/i,
  noCudaLibrary: /libcu(blas|dnn|dart|rand|fft)/i,
  noNvidia: /CUDA driver version is insufficient|no CUDA-capable device|CUDA failure (35|100)/i,
  noWebGpu: /adapter|vulkan|dawn|no supported.*gpu/i,
  notBuilt: /backend not found|not available|unsupported.*provider/i,
};

function explain(name: string, message: string): { readonly reason: string; readonly fix: string } {
  const known = (Object.keys(problems) as DeviceFix[]).find((problem) => problems[problem].test(message));
  if (known) return { reason: `${name}: ${deviceReasons[known]}`, fix: deviceFixes[known] };
  return {
    reason: `${name}: ${message.split('\n')[0]}`,
    fix: 'Use another device, and report this message.',
  };
}
