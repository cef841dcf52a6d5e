/** Whether a run would fit into the memory of this machine, and why. */
import { Chip, type ChipProps, Tooltip } from '@mui/material';
import type { Preview } from '../../../../shared/records/runs.ts';
import { deviceText } from '../../format.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

const colours = { fits: 'success', tight: 'warning', tooLarge: 'error' } as const satisfies Record<
  NonNullable<Preview['memory']>['fit'],
  ChipProps['color']
>;

export function FitBadge({ preview }: { readonly preview: Preview | undefined }) {
  const t = useText();
  const { bytes } = useFormats();
  const memory = preview?.memory;
  if (!memory) return null;
  const why = t.newRun.model.fitWhy(
    bytes(memory.total),
    bytes(memory.available),
    preview.device ? deviceText(preview.device) : '',
  );
  return (
    <Tooltip title={why} describeChild>
      <Chip variant="outlined" color={colours[memory.fit]} label={t.newRun.model.fit[memory.fit]} />
    </Tooltip>
  );
}
