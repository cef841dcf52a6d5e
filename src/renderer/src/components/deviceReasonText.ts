/** Why a device is used or is not, in the reader's language; what no code stands for stays as it was said. */

import {
  type DeviceFix,
  type DeviceReason,
  deviceFixes,
  deviceReasons,
} from '../../../shared/deviceReasons.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { deviceText } from '../format.ts';
import type { Catalogue } from '../text/catalogues.ts';

type Words = Catalogue['home']['selfTest'];

/** `CPU: no other device helps`: a line for each device that a run's reason speaks of. */
export function deviceLines(reason: string, words: Words): readonly string[] {
  return reason.split('; ').map((part) => {
    const [, device = '', why = ''] = /^(cpu|webgpu|cuda:\d+): (.+)$/s.exec(part) ?? [];
    return device === '' ? part : `${deviceText(device)}: ${reasonText(why, words)}`;
  });
}

/** What a self-test says of a device, and what would change it. */
export function reportText({ device, available, reason, fix }: DeviceReport, words: Words) {
  const fixed = fix && keyOf(deviceFixes, fix);
  return {
    why: available ? words.slower : reasonText(reason.replace(`${device}: `, ''), words),
    fix: fixed ? words.fixes[fixed as DeviceFix] : fix,
  };
}

function reasonText(reason: string, words: Words): string {
  const known = keyOf(deviceReasons, reason);
  return known ? words.reasons[known as DeviceReason] : reason;
}

function keyOf(table: Readonly<Record<string, string>>, text: string): string | undefined {
  return Object.keys(table).find((key) => table[key] === text);
}
