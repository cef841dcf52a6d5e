/** Step two: which data; its rows as conversations with what is learned coloured, how long they are, and what is wrong with them. */

import ExpandIcon from '@mui/icons-material/ExpandMoreOutlined';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Alert,
  Box,
  Button,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { type Dataset, isComplete } from '../../../../shared/records/datasets.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { ColumnMapping } from '../../components/data/ColumnMapping.tsx';
import { dataFiles } from '../../components/data/dataFiles.ts';
import { mappingReason, readingFacts } from '../../components/data/mapping.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { DataReport } from './DataReport.tsx';
import { useNewRunForm } from './useNewRun.ts';

export function DataStep() {
  const { datasets, dataset, model, importing } = useNewRunForm();
  const t = useText();
  const hasSample = datasets.some(({ source }) => source === 'sample');
  return (
    <Section
      title={t.newRun.steps.data}
      actions={
        hasSample ? null : (
          <Button disabled={importing.isPending} onClick={() => importing.mutate({ sample: true })}>
            {t.newRun.data.sample}
          </Button>
        )
      }
    >
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5, alignItems: 'stretch' }}>
        {datasets.length > 0 ? <DatasetSelect /> : null}
        <Stack sx={{ flex: '2 1 320px', minWidth: 0 }}>
          <FileDrop
            label={t.newRun.data.drop}
            about={t.datasets.dropAbout}
            accept={dataFiles}
            disabled={importing.isPending}
            onPath={(path) => importing.mutate({ path })}
          />
        </Stack>
      </Stack>
      {importing.isPending ? <AwaitJob kind="datasetImport" label={t.newRun.data.reading} /> : null}
      {importing.error ? (
        <ErrorNotice error={importing.error} onRetry={importing.reset} retryLabel={t.frame.dismiss} />
      ) : null}
      {dataset?.missing ? <Alert severity="warning">{t.newRun.data.gone(dataset.path)}</Alert> : null}
      {dataset && !dataset.missing ? <Columns dataset={dataset} /> : null}
      {dataset && !dataset.missing ? (
        model ? (
          <DataReport dataset={dataset} model={model} />
        ) : (
          t.newRun.data.needsModel
        )
      ) : null}
    </Section>
  );
}

function DatasetSelect() {
  const { datasets, dataset, set } = useNewRunForm();
  const t = useText();
  const { number } = useFormats();
  return (
    <Stack sx={{ flex: '1 1 220px', justifyContent: 'center', minWidth: 0 }}>
      <TextField
        select
        fullWidth
        label={t.newRun.data.choose}
        value={dataset?.id ?? ''}
        onChange={({ target }) => set('data', target.value)}
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

/** Open where the guess is poor; else one line says what was guessed. */
function Columns({ dataset }: { readonly dataset: Dataset }) {
  const { setColumns } = useNewRunForm();
  const t = useText();
  const mapping = dataset.versions.at(-1)?.mapping;
  if (!mapping) return null;
  const facts = readingFacts(mapping, dataset.columns, t.data);
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
          {facts.length > 0 ? (
            <Box
              component="span"
              sx={{ display: 'block', color: 'text.secondary', overflowWrap: 'anywhere' }}
            >
              {facts.join(' · ')}
            </Box>
          ) : null}
        </Typography>
      </AccordionSummary>
      <AccordionDetails>
        <ColumnMapping
          columns={dataset.columns}
          mapping={mapping}
          path={dataset.path}
          onChange={setColumns}
        />
      </AccordionDetails>
    </Accordion>
  );
}
