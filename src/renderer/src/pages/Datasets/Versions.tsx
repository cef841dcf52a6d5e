/** A dataset's versions, newest first: a file that changed is another version, and runs say which one they learned. */
import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { DatasetVersion } from '../../../../shared/records/datasets.ts';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

const shownHash = 12;

export function Versions({ versions }: { readonly versions: readonly DatasetVersion[] }) {
  const t = useText();
  const { number, bytes, time } = useFormats();
  return (
    <Table aria-label={t.datasets.versions} sx={{ '& th, & td': { px: 1 } }}>
      <TableHead>
        <TableRow>
          <TableCell>{t.datasets.version}</TableCell>
          <TableCell>{t.datasets.seen}</TableCell>
          <TableCell align="right">{t.data.figures.rows}</TableCell>
          <TableCell align="right">{t.models.size}</TableCell>
          <TableCell>
            {t.models.hash} <Help term="hash" />
          </TableCell>
          <TableCell align="right">{t.runs.title}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {versions.toReversed().map((version) => (
          <TableRow key={version.id}>
            <TableCell>v{version.number}</TableCell>
            <TableCell>{time(version.addedAt)}</TableCell>
            <TableCell align="right">
              {version.rows === null ? t.datasets.uncounted : number(version.rows)}
            </TableCell>
            <TableCell align="right">{bytes(version.bytes)}</TableCell>
            <TableCell>
              <Typography
                component="span"
                variant="body2"
                title={version.hash}
                sx={{ fontFamily: monospace }}
              >
                {version.hash.slice(0, shownHash)}
              </Typography>
            </TableCell>
            <TableCell align="right">{number(version.runs)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
