/** The table of runs, a page of it at a time from the store: sorted, selected, and each with its menu. */
import CompareIcon from '@mui/icons-material/CompareArrowsOutlined';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import EditIcon from '@mui/icons-material/EditOutlined';
import AgainIcon from '@mui/icons-material/ReplayOutlined';
import { Box, Button, Stack, Typography } from '@mui/material';
import { DataGrid, GridActionsCellItem, type GridColDef } from '@mui/x-data-grid';
import { deDE, enUS, zhCN } from '@mui/x-data-grid/locales';
import { useMemo } from 'react';
import type { Input, Output } from '../../../../shared/api.ts';
import type { Run } from '../../../../shared/records/runs.ts';
import { useFormats, useLanguage, useText } from '../../text/TextProvider.tsx';
import { visuallyHidden } from '../../theme.ts';
import { runColumns } from './runColumns.tsx';
import { pageSizes, type RunsSearch, sorts } from './runsQuery.ts';

const locales = { en: enUS, de: deDE, zh: zhCN } as const;
const [fewest, most] = [2, 6];

export interface RowActions {
  readonly open: (run: Run) => void;
  readonly edit: (run: Run) => void;
  readonly again: (run: Run) => void;
  readonly remove: (run: Run) => void;
}

interface RunsTableProps {
  readonly query: Input<'runs.list'>;
  readonly answer: Output<'runs.list'>;
  /** Changes what the table shows. */
  readonly onQuery: (change: RunsSearch) => void;
  /** Ids; also of runs on other pages. */
  readonly selected: readonly string[];
  readonly onSelect: (ids: string[]) => void;
  readonly actions: RowActions;
}

export function RunsTable({ query, answer, onQuery, selected, onSelect, actions }: RunsTableProps) {
  const t = useText();
  const formats = useFormats();
  const language = useLanguage();
  const { open, edit, again, remove } = actions;
  const columns = useMemo<GridColDef<Run>[]>(
    () => [
      {
        field: 'actions',
        type: 'actions',
        headerName: t.runs.columns.actions,
        // At the left, where no narrow window hides it.
        width: 44,
        renderHeader: () => <span style={visuallyHidden}>{t.runs.columns.actions}</span>,
        sortable: false,
        disableColumnMenu: true,
        resizable: false,
        getActions: ({ row }) => [
          <GridActionsCellItem
            key="edit"
            showInMenu
            icon={<EditIcon />}
            label={t.runs.edit}
            onClick={() => edit(row)}
          />,
          <GridActionsCellItem
            key="again"
            showInMenu
            icon={<AgainIcon />}
            label={t.runs.again}
            onClick={() => again(row)}
          />,
          <GridActionsCellItem
            key="remove"
            showInMenu
            icon={<DeleteIcon />}
            label={t.frame.remove}
            disabled={row.state === 'running'}
            onClick={() => remove(row)}
          />,
        ],
      },
      ...runColumns(t, formats),
    ],
    [t, formats, edit, again, remove],
  );
  const { page, pageSize, sort, descending } = query;
  // The grid takes a new object for a new order, and goes back to the first page.
  const sortModel = useMemo(
    () => [{ field: sort, sort: descending ? 'desc' : 'asc' } as const],
    [sort, descending],
  );
  const paginationModel = useMemo(() => ({ page, pageSize }), [page, pageSize]);
  const selection = useMemo(() => ({ type: 'include' as const, ids: new Set<string>(selected) }), [selected]);
  const locale = locales[language].components.MuiDataGrid.defaultProps.localeText;
  return (
    <Box sx={{ height: 'calc(100vh - 236px)', minHeight: 380 }}>
      <DataGrid
        aria-label={t.runs.table}
        columns={columns}
        rows={answer.runs}
        rowCount={answer.total}
        density="compact"
        localeText={{ ...locale, noRowsLabel: t.runs.nothing }}
        paginationMode="server"
        paginationModel={paginationModel}
        onPaginationModelChange={({ page, pageSize }) => onQuery({ page: page || undefined, size: pageSize })}
        pageSizeOptions={[...pageSizes]}
        sortingMode="server"
        sortingOrder={['asc', 'desc']}
        sortModel={sortModel}
        onSortModelChange={([chosen]) => {
          const by = sorts.find((each) => each === chosen?.field);
          onQuery({ sort: by, order: chosen?.sort === 'desc' ? 'down' : 'up', page: undefined });
        }}
        filterMode="server"
        disableColumnFilter
        disableColumnSelector
        checkboxSelection
        disableRowSelectionOnClick
        disableRowSelectionExcludeModel
        disableColumnMenu
        keepNonExistentRowsSelected
        rowSelectionModel={selection}
        onRowSelectionModelChange={({ ids }) => onSelect([...ids].map(String))}
        onCellKeyDown={({ field, row }, event) => {
          if (field === 'name' && event.key === 'Enter') open(row as Run);
        }}
        onRowDoubleClick={({ row }) => open(row as Run)}
      />
    </Box>
  );
}

interface SelectionBarProps {
  readonly count: number;
  readonly onCompare: () => void;
  readonly onRemove: () => void;
}

/** What can be done with the selected runs; always as high, so that rows stay under the pointer. */
export function SelectionBar({ count, onCompare, onRemove }: SelectionBarProps) {
  const t = useText();
  const { number } = useFormats();
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: 'center', minHeight: 30 }}>
      {count < fewest || count > most ? (
        <Typography variant="body2" color="textSecondary">
          {t.runs.compareHint}
        </Typography>
      ) : (
        <Button variant="contained" startIcon={<CompareIcon />} onClick={onCompare}>
          {t.runs.compare(number(count))}
        </Button>
      )}
      {count === 0 ? null : (
        <Button startIcon={<DeleteIcon />} onClick={onRemove}>
          {t.runs.removeSelected(number(count))}
        </Button>
      )}
    </Stack>
  );
}
