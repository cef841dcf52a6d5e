/** The two buttons beside a chart: save the picture, save the numbers. */
import ImageIcon from '@mui/icons-material/ImageOutlined';
import TableIcon from '@mui/icons-material/TableRowsOutlined';
import { IconButton, Tooltip } from '@mui/material';
import type { RefObject } from 'react';
import { useText } from '../text/TextProvider.tsx';
import type { Columns } from './csv.ts';
import { useNotices } from './notices.tsx';
import { saveCsv, savePng } from './saveFile.ts';

interface SaveChartProps {
  /** File name without its ending. */
  readonly name: string;
  /** Holds the canvas or the SVG. */
  readonly chart: RefObject<HTMLElement | null>;
  /** The numbers by column, asked for when they are saved. */
  readonly columns: () => Columns;
}

export function SaveChart({ name, chart, columns }: SaveChartProps) {
  const t = useText();
  const notices = useNotices();
  const picture = () => {
    if (chart.current) savePng(`${name}.png`, chart.current).catch(notices.error);
  };
  return (
    <>
      <Tooltip title={t.frame.savePng}>
        <IconButton aria-label={`${t.frame.savePng}: ${name}`} onClick={picture}>
          <ImageIcon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Tooltip title={t.frame.saveCsv}>
        <IconButton
          aria-label={`${t.frame.saveCsv}: ${name}`}
          onClick={() => saveCsv(`${name}.csv`, columns())}
        >
          <TableIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </>
  );
}
