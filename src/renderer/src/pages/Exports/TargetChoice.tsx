/** In which form: where several serve a purpose, what each is good for. */
import {
  Box,
  FormControl,
  FormControlLabel,
  FormLabel,
  Radio,
  RadioGroup,
  Stack,
  Typography,
} from '@mui/material';
import { useId } from 'react';
import type { ExportTarget } from '../../../../shared/exportTargets.ts';
import { Help } from '../../components/Help.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface TargetChoiceProps {
  readonly targets: readonly ExportTarget[];
  readonly target: ExportTarget;
  readonly onTarget: (target: ExportTarget) => void;
}

export function TargetChoice({ targets, target, onTarget }: TargetChoiceProps) {
  const t = useText();
  const id = useId();
  return (
    <FormControl>
      <FormLabel id={id}>{t.exports.target}</FormLabel>
      <RadioGroup
        row
        aria-labelledby={id}
        value={target}
        onChange={(event) => onTarget(event.target.value as ExportTarget)}
        sx={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))',
          columnGap: 2,
          rowGap: 1,
        }}
      >
        {targets.map((each) => (
          <Box key={each}>
            <Stack direction="row" sx={{ alignItems: 'center' }}>
              <FormControlLabel
                value={each}
                control={
                  <Radio size="small" slotProps={{ input: { 'aria-describedby': `${id}-${each}` } }} />
                }
                label={t.exports.targets[each].name}
                sx={{ mr: 0.5 }}
              />
              <Help term={each} />
            </Stack>
            <Typography id={`${id}-${each}`} variant="body2" color="textSecondary" sx={{ pl: 3.5 }}>
              {t.exports.targets[each].about}
            </Typography>
          </Box>
        ))}
      </RadioGroup>
    </FormControl>
  );
}
