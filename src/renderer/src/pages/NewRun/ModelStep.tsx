/** Step one: which model, each with whether it fits here; or, where there is none yet, which one to begin with. */
import { Box, Button, TextField, Typography } from '@mui/material';
import { useId, useState } from 'react';
import type { Model } from '../../../../shared/records/models.ts';
import { ChoiceCard } from '../../components/ChoiceCard.tsx';
import { Help } from '../../components/Help.tsx';
import { JobRow } from '../../components/JobRow.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { ModelFit } from './ModelFit.tsx';
import { useNewRunForm } from './useNewRun.ts';

/** Cards shown before the rest is asked for. */
const few = 6;

/** @param onGet opens the dialog in which another model is got */
export function ModelStep({ onGet }: { readonly onGet: () => void }) {
  const { models, draft, set, starter, setStarter, downloads } = useNewRunForm();
  const { jobs, ...actions } = downloads;
  const t = useText();
  const { number } = useFormats();
  const group = useId();
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const found = models.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase().trim()));
  const shown = all ? found : found.filter(({ id }, i) => i < few || id === draft.model);
  return (
    <Section
      title={
        <>
          {t.newRun.steps.model} <Help term="baseModel" />
        </>
      }
      actions={
        <>
          {models.length > few ? (
            <TextField
              type="search"
              placeholder={t.newRun.model.search}
              value={search}
              onChange={({ target }) => setSearch(target.value)}
              slotProps={{ htmlInput: { 'aria-label': t.newRun.model.search } }}
              sx={{ width: 180 }}
            />
          ) : null}
          <Button onClick={onGet}>{t.newRun.model.get}</Button>
        </>
      }
    >
      <Box
        role="radiogroup"
        aria-label={t.newRun.model.choose}
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(230px, 1fr))', gap: 1.5 }}
      >
        {models.length === 0
          ? (['starter', 'tiny'] as const).map((each) => (
              <ChoiceCard
                key={each}
                group={group}
                title={t.newRun.model[each]}
                checked={starter === each}
                onChoose={() => setStarter(each)}
              >
                <Typography variant="body2" color="textSecondary">
                  {each === 'starter' ? t.newRun.model.starterAbout : t.newRun.model.tinyAbout}
                </Typography>
              </ChoiceCard>
            ))
          : shown.map((model) => (
              <ModelCard
                key={model.id}
                group={group}
                model={model}
                checked={model.id === draft.model}
                onChoose={() => set('model', model.id)}
              />
            ))}
      </Box>
      {shown.length < found.length ? (
        <Box>
          <Button variant="text" onClick={() => setAll(true)}>
            {t.newRun.model.more(number(found.length))}
          </Button>
        </Box>
      ) : null}
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} actions={actions} />
      ))}
    </Section>
  );
}

interface ModelCardProps {
  readonly group: string;
  readonly model: Model;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function ModelCard({ group, model, checked, onChoose }: ModelCardProps) {
  const t = useText();
  const { debounced } = useNewRunForm();
  const { count, bytes } = useFormats();
  return (
    <ChoiceCard
      group={group}
      title={model.name}
      badge={model.missing ? null : <ModelFit modelId={model.id} draft={debounced} />}
      checked={checked}
      disabled={model.missing}
      onChoose={onChoose}
    >
      <Typography variant="body2" color="textSecondary">
        {model.missing
          ? t.newRun.model.missing
          : t.newRun.model.shape(count(model.parameters), bytes(model.bytes))}
      </Typography>
    </ChoiceCard>
  );
}
