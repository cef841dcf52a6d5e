/** What stands around every chart: heading, its own buttons, a table of the numbers on demand, and saving. */

import ListIcon from '@mui/icons-material/FormatListNumberedOutlined';
import ZoomOutIcon from '@mui/icons-material/ZoomOutMapOutlined';
import { Button, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { type ReactNode, type RefObject, useState } from 'react';
import type { Term } from '../../text/catalogues.ts';
import { useText } from '../../text/TextProvider.tsx';
import type { Columns } from '../csv.ts';
import { Help } from '../Help.tsx';
import { SaveChart } from '../SaveChart.tsx';
import { NumbersTable } from './NumbersTable.tsx';

interface ChartFrameProps {
  readonly title: string;
  readonly level?: 'h2' | 'h3';
  readonly term?: Term | undefined;
  /** Beside the heading: the last value. */
  readonly note?: ReactNode;
  readonly tools?: ReactNode;
  /** File name without its ending. */
  readonly fileName: string;
  /** Holds the canvas. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** Every number, as it is saved. */
  readonly columns: () => Columns;
  /** The same as people read them, under translated names. */
  readonly table: () => Columns;
  readonly children: ReactNode;
}

export function ChartFrame({
  title,
  level = 'h3',
  term,
  note,
  tools,
  fileName,
  box,
  columns,
  table,
  children,
}: ChartFrameProps) {
  const t = useText();
  const [asTable, setAsTable] = useState(false);
  return (
    <Stack spacing={0.5} sx={{ minWidth: 0 }}>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center', minHeight: 30 }}>
        <Typography variant={level} noWrap title={title}>
          {title}
        </Typography>
        {term ? <Help term={term} /> : null}
        <Typography variant="body2" color="textSecondary" noWrap sx={{ flex: 1, pl: 1 }} component="div">
          {note}
        </Typography>
        {tools}
        <Tooltip title={t.run.asTable}>
          <IconButton
            aria-label={`${t.run.asTable}: ${title}`}
            aria-pressed={asTable}
            color={asTable ? 'primary' : 'default'}
            onClick={() => setAsTable(!asTable)}
          >
            <ListIcon fontSize="small" />
          </IconButton>
        </Tooltip>
        <SaveChart name={fileName} chart={box} columns={columns} />
      </Stack>
      {children}
      {asTable ? <NumbersTable label={`${t.run.asTable}: ${title}`} columns={table()} /> : null}
    </Stack>
  );
}

/** Shows the whole chart again after a look at part of it. */
export function ResetZoom({ onReset }: { readonly onReset: () => void }) {
  const t = useText();
  return (
    <Button startIcon={<ZoomOutIcon />} onClick={onReset} sx={{ flexShrink: 0 }}>
      {t.run.resetZoom}
    </Button>
  );
}
