/** The columns of the table of runs. */
import { Box, Chip, Typography } from '@mui/material';
import type { GridColDef } from '@mui/x-data-grid';
import type { Run } from '../../../../shared/records/runs.ts';
import { RouterLink } from '../../components/links.tsx';
import { RunState } from '../../components/RunState.tsx';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

const quiet = { filterable: false, disableColumnMenu: true } as const;
const number = { ...quiet, align: 'right', headerAlign: 'right' } as const;

export function runColumns(t: Catalogue, { loss, duration, ago, time }: Formats): GridColDef<Run>[] {
  const names = t.runs.columns;
  return [
    {
      ...quiet,
      field: 'name',
      headerName: names.name,
      flex: 2,
      minWidth: 150,
      renderCell: ({ row, tabIndex }) => (
        <RouterLink
          to="/runs/$id"
          params={{ id: row.id }}
          title={row.name}
          noWrap
          tabIndex={tabIndex}
          sx={{ display: 'block', fontWeight: 600 }}
        >
          {row.name}
        </RouterLink>
      ),
    },
    {
      ...quiet,
      field: 'state',
      headerName: names.state,
      display: 'flex',
      width: 112,
      renderCell: ({ row }) => <RunState state={row.state} />,
    },
    { ...quiet, field: 'model', headerName: names.model, flex: 1.2, minWidth: 100 },
    { ...quiet, field: 'data', headerName: names.data, flex: 1, minWidth: 96 },
    {
      ...number,
      field: 'rank',
      headerName: names.rank,
      width: 58,
      valueFormatter: (_value, row) => (row.rank === null ? t.runs.full : String(row.rank)),
    },
    {
      ...number,
      field: 'heldOutLoss',
      headerName: names.heldOutLoss,
      width: 122,
      renderCell: ({ row }) => <Losses before={row.heldOutLossBefore} best={row.heldOutLoss} loss={loss} />,
    },
    {
      ...number,
      field: 'seconds',
      headerName: names.seconds,
      width: 116,
      valueFormatter: (_value, row) => (row.seconds > 0 ? duration(row.seconds) : '-'),
    },
    {
      ...quiet,
      field: 'createdAt',
      headerName: names.createdAt,
      width: 118,
      renderCell: ({ row }) => <span title={time(row.createdAt)}>{ago(row.createdAt)}</span>,
    },
    {
      ...quiet,
      field: 'tags',
      headerName: names.tags,
      sortable: false,
      flex: 1,
      minWidth: 84,
      renderCell: ({ row }) => (
        <Box
          sx={{ display: 'flex', gap: 0.5, alignItems: 'center', height: '100%' }}
          title={row.tags.join(', ')}
        >
          {row.tags.map((tag) => (
            <Chip key={tag} label={tag} variant="outlined" />
          ))}
        </Box>
      ),
    },
    {
      ...quiet,
      field: 'notes',
      headerName: names.notes,
      sortable: false,
      flex: 1,
      minWidth: 84,
      renderCell: ({ row }) => <span title={row.notes}>{row.notes}</span>,
    },
  ];
}

interface LossesProps {
  readonly before: number | null;
  readonly best: number | null;
  readonly loss: Formats['loss'];
}

function Losses({ before, best, loss }: LossesProps) {
  if (best === null) return '-';
  return (
    <>
      {before === null ? null : (
        <Typography component="span" variant="body2" color="textSecondary">
          {loss(before)} →{' '}
        </Typography>
      )}
      {loss(best)}
    </>
  );
}
