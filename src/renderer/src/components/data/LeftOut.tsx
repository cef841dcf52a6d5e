/** What a file holds and nothing is learned from, a line each: other sheets, splits and files, columns, keys of turns. */
import InfoIcon from '@mui/icons-material/InfoOutlined';
import { Stack, Typography } from '@mui/material';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { partNames } from './hubParts.ts';
import { noteText } from './noteText.ts';

/** Whether there is anything to tell. */
export function hasLeftOut({ dataset: { unused, source, mapping } }: DatasetReport): boolean {
  return unused.length + source.left.length + source.notes.length + (mapping.hub?.left.length ?? 0) > 0;
}

export function LeftOut({ report }: { readonly report: DatasetReport }) {
  const t = useText();
  const formats = useFormats();
  const { share, number } = formats;
  const { unused, source, mapping } = report.dataset;
  const { hub } = mapping;
  const lines = [
    ...(hub && hub.left.length > 0
      ? [t.data.hubLeft(hub.split, partNames(hub.left, hub, t.datasets.hub, number))]
      : []),
    ...source.left.map(({ kind, name }) => t.data.left[kind](name)),
    ...unused.map(({ kind, name, share: rows }) => t.data.unused[kind](name, share(rows))),
    ...source.notes.map((note) => noteText(note, t.data, formats)),
  ];
  return lines.map((line) => (
    <Stack component="li" key={line} direction="row" spacing={1}>
      <InfoIcon color="action" fontSize="small" />
      <Typography>{line}</Typography>
    </Stack>
  ));
}
