/** Says what an export will take before it begins: disk space, from headers alone, and time, from the last export here. */
import { AppError } from '../../../shared/errors.ts';
import type { ExportDtype, ExportTarget } from '../../../shared/exportTargets.ts';
import type { ExportForecast } from '../../../shared/records/exports.ts';
import { amount, say } from '../../../shared/sentence.ts';
import { diskFree, exportSizes, openBaseModel, readAdapter } from '../../engine/index.ts';
import { exportPaces, keepExportPace } from '../../store/exportPace.ts';
import type { Store } from '../../store/store.ts';

interface Planned {
  /** Folders of base and adapter. */
  readonly model: string;
  readonly adapter: string;
  readonly target: ExportTarget;
  readonly dtype: ExportDtype;
  /** Folder to be made. */
  readonly out: string;
}

/** @throws AppError what the export would be refused for, as far as headers tell; what opening model and adapter throws */
export function forecastExport(store: Store, { target, dtype, out, ...from }: Planned): ExportForecast {
  const [model, adapter] = [openBaseModel(from.model), readAdapter(from.adapter)];
  const { kept, meanwhile } = exportSizes(target, { model, adapter }, dtype);
  const paces = exportPaces(store);
  // Another form is a better guess than none: most of the time goes into comparing, which all have in common.
  const pace = paces[target] ?? Object.values(paces)[0];
  return {
    bytes: Math.round(kept),
    neededBytes: Math.round(kept + meanwhile),
    freeBytes: diskFree(out),
    seconds: pace ? (pace.seconds * model.parameters) / pace.parameters : null,
  };
}

/** @throws AppError `disk` where there is no room for the export; else as {@link forecastExport} */
export function requireExportRoom(store: Store, planned: Planned): void {
  const { neededBytes, freeBytes } = forecastExport(store, planned);
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'disk',
    say`the export needs ${amount.bytes(neededBytes, 'up')} until it is compared, and ${amount.bytes(freeBytes, 'down')} are free where ${planned.out} would be`,
    say`Make room, choose a folder on another disk, or fewer bits a number.`,
  );
}

/** Remembers how long one took, from its first byte to its certificate. */
export function learnPace(store: Store, { model, target }: Planned, seconds: number): void {
  keepExportPace(store, target, { parameters: openBaseModel(model).parameters, seconds });
}
