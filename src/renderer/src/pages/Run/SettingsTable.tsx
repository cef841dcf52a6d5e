/** Every setting of a run, where it came from, and the whole as text to copy. */
import {
  Box,
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { RouterLink } from '../../components/links.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';
import { settingSources } from './settingSources.ts';

interface SettingsTableProps {
  readonly run: RunDetail;
  /** The run it was continued or repeated from. */
  readonly parent: RunDetail | undefined;
}

export function SettingsTable({ run, parent }: SettingsTableProps) {
  const t = useText();
  const copy = useCopy();
  const settings = settingSources(run.config, parent?.config);
  return (
    <Stack spacing={2}>
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center', flexWrap: 'wrap', rowGap: 1 }}>
        <Button onClick={() => copy(JSON.stringify(run.config, null, 2))}>{t.run.copyJson}</Button>
        <Button onClick={() => copy(run.command)}>{t.run.copyCommand}</Button>
        {parent ? (
          <RouterLink to="/runs/$id" params={{ id: parent.id }}>
            {t.run.actions.parent}
          </RouterLink>
        ) : null}
      </Stack>
      <Box>
        <Typography variant="body2" color="textSecondary">
          {t.run.command}
        </Typography>
        <Typography sx={{ fontFamily: monospace, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
          {run.command}
        </Typography>
      </Box>
      <Table aria-label={t.run.tabs.settings}>
        <TableHead>
          <TableRow>
            <TableCell>{t.run.setting}</TableCell>
            <TableCell>{t.run.value}</TableCell>
            <TableCell>{t.run.source}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {settings.map(({ field, value, source }) => (
            <TableRow key={field}>
              <TableCell component="th" scope="row" sx={{ fontFamily: monospace }}>
                {field}
              </TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere', fontWeight: source === 'chosen' ? 600 : 400 }}>
                {shown(value) ?? t.run.none}
              </TableCell>
              <TableCell>
                {source === 'inherited' ? t.run.sources.inherited(parent?.name ?? '') : t.run.sources[source]}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Stack>
  );
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === '' || value === Number.MAX_SAFE_INTEGER) return undefined;
  if (typeof value === 'object' && Object.keys(value ?? {}).length === 0) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
