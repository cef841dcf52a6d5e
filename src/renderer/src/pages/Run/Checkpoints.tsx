/** Which checkpoints are kept, the best with a star. */
import StarIcon from '@mui/icons-material/Star';
import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

export function Checkpoints({ checkpoints }: Pick<RunDetail, 'checkpoints'>) {
  const t = useText();
  const { number, loss, bytes, time } = useFormats();
  if (checkpoints.length === 0)
    return <EmptyState title={t.run.noCheckpoints} about={t.run.noCheckpointsAbout} />;
  return (
    <Stack spacing={1}>
      <Typography variant="body2" color="textSecondary">
        {t.run.checkpointsAbout} <Help term="checkpoint" />
      </Typography>
      <Table aria-label={t.run.tabs.checkpoints}>
        <TableHead>
          <TableRow>
            <TableCell align="right">{t.run.step}</TableCell>
            <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
              {t.run.heldOut}
            </TableCell>
            <TableCell align="right">{t.run.size}</TableCell>
            <TableCell>{t.run.saved}</TableCell>
            <TableCell>{t.run.folder}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {checkpoints.map(({ step, heldOutLoss, bytes: size, createdAt, path, best }) => (
            <TableRow key={step} selected={best}>
              <TableCell align="right">
                <Stack
                  direction="row"
                  spacing={0.5}
                  sx={{ justifyContent: 'flex-end', alignItems: 'center' }}
                >
                  {best ? <StarIcon fontSize="small" color="primary" titleAccess={t.run.bestOne} /> : null}
                  <span>{number(step)}</span>
                </Stack>
              </TableCell>
              <TableCell align="right">{heldOutLoss === null ? '-' : loss(heldOutLoss)}</TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                {bytes(size)}
              </TableCell>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>{time(createdAt)}</TableCell>
              <TableCell sx={{ fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere' }}>
                {path}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Stack>
  );
}
