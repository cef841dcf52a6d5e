/** Step two: which data; its rows as conversations with what is learned coloured, how long they are, and what is wrong with them. */

import ExpandIcon from '@mui/icons-material/ExpandMoreOutlined';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Alert,
  Button,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import type { ReactNode } from 'react';
import { type Dataset, isComplete, type Reading } from '../../../../shared/records/datasets.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { ColumnMapping } from '../../components/data/ColumnMapping.tsx';
import { dataFiles } from '../../components/data/dataFiles.ts';
import { mappingReason } from '../../components/data/mappingReason.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

interface DataStepProps {
  readonly datasets: readonly Dataset[];
  readonly chosen: Dataset | undefined;
  readonly onChoose: (id: string) => void;
  readonly onFile: (path: string) => void;
  readonly onSample: () => void;
  readonly onMap: (map: Record<string, string>, reading?: Reading) => void;
  /** A file is being read into the library. */
  readonly importing: boolean;
  readonly error: Error | null;
  readonly onDismiss: () => void;
  /** What a model would learn. */
  readonly report: ReactNode;
}

export function DataStep({
  datasets,
  chosen,
  onChoose,
  onFile,
  onSample,
  onMap,
  importing,
  error,
  onDismiss,
  report,
}: DataStepProps) {
  const t = useText();
  const hasSample = datasets.some(({ source }) => source === 'sample');
  return (
    <Section
      title={t.newRun.steps.data}
      actions={
        hasSample ? null : (
          <Button disabled={importing} onClick={onSample}>
            {t.newRun.data.sample}
          </Button>
        )
      }
    >
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'stretch' }}>
        {datasets.length > 0 ? (
          <DatasetSelect datasets={datasets} chosen={chosen} onChoose={onChoose} />
        ) : null}
        <Stack sx={{ flex: '2 1 320px', minWidth: 0 }}>
          <FileDrop
            label={t.newRun.data.drop}
            about={t.datasets.dropAbout}
            accept={dataFiles}
            disabled={importing}
            onPath={onFile}
          />
        </Stack>
      </Stack>
      {importing ? <AwaitJob kind="datasetImport" label={t.newRun.data.reading} /> : null}
      {error ? <ErrorNotice error={error} onRetry={onDismiss} retryLabel={t.frame.dismiss} /> : null}
      {chosen?.missing ? <Alert severity="warning">{t.newRun.data.gone(chosen.path)}</Alert> : null}
      {chosen && !chosen.missing ? <Columns dataset={chosen} onMap={onMap} /> : null}
      {chosen && !chosen.missing ? report : null}
    </Section>
  );
}

type SelectProps = Pick<DataStepProps, 'datasets' | 'chosen' | 'onChoose'>;

function DatasetSelect({ datasets, chosen, onChoose }: SelectProps) {
  const t = useText();
  const { number } = useFormats();
  return (
    <Stack sx={{ flex: '1 1 220px', justifyContent: 'center', minWidth: 0 }}>
      <TextField
        select
        fullWidth
        label={t.newRun.data.choose}
        value={chosen?.id ?? ''}
        onChange={({ target }) => onChoose(target.value)}
      >
        {datasets.map(({ id, name, versions, missing }) => {
          const rows = versions.at(-1)?.rows ?? null;
          return (
            <MenuItem key={id} value={id} disabled={missing}>
              {rows === null ? name : `${name} · ${t.newRun.data.rows(number(rows))}`}
            </MenuItem>
          );
        })}
      </TextField>
    </Stack>
  );
}

interface ColumnsProps {
  readonly dataset: Dataset;
  readonly onMap: (map: Record<string, string>, reading?: Reading) => void;
}

/** Open where the guess is poor; else one line says what was guessed. */
function Columns({ dataset, onMap }: ColumnsProps) {
  const t = useText();
  const mapping = dataset.versions.at(-1)?.mapping;
  if (!mapping) return null;
  const unsure = mapping.confidence === 'low' || !isComplete(mapping);
  return (
    <Accordion
      key={dataset.id}
      defaultExpanded={unsure}
      disableGutters
      variant="outlined"
      slotProps={{ heading: { component: 'h3' }, transition: { unmountOnExit: true } }}
    >
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <Typography component="span" variant="body2">
          <b>{t.newRun.data.columns}:</b> {mappingReason(mapping, t.data)}
        </Typography>
      </AccordionSummary>
      <AccordionDetails>
        <ColumnMapping columns={dataset.columns} mapping={mapping} path={dataset.path} onChange={onMap} />
      </AccordionDetails>
    </Accordion>
  );
}
