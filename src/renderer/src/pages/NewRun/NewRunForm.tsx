/** The form itself: the four steps, and the summary beside them. */
import { Box, Stack } from '@mui/material';
import { useState } from 'react';
import { GetModel } from '../Models/GetModel.tsx';
import { DataStep } from './DataStep.tsx';
import { ModelStep } from './ModelStep.tsx';
import { RankStep } from './RankStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { Summary } from './Summary.tsx';
import { NewRunContext, useNewRun } from './useNewRun.ts';
import type { Beginning } from './useRunForm.ts';

export function NewRunForm(beginning: Beginning) {
  const form = useNewRun(beginning);
  const [getting, setGetting] = useState(false);
  return (
    <NewRunContext value={form}>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (form.canStart) form.begin(false);
        }}
        sx={{
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr) clamp(270px, 27vw, 330px)',
          gap: 2,
          alignItems: 'start',
        }}
      >
        <Stack spacing={2} sx={{ minWidth: 0 }}>
          <ModelStep onGet={() => setGetting(true)} />
          <DataStep />
          <RankStep />
          <ReviewStep />
        </Stack>
        <Box sx={{ position: 'sticky', top: 16, maxHeight: 'calc(100vh - 112px)' }}>
          <Summary />
        </Box>
      </Box>
      {/* Not within the form: what is submitted there would be submitted here as well. */}
      {getting ? <GetModel onClose={() => setGetting(false)} /> : null}
    </NewRunContext>
  );
}
