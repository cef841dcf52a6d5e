/** What somebody wants to do with the model, which decides what is written. */
import { Box, Typography } from '@mui/material';
import { useId } from 'react';
import { type Purpose, servedPurposes } from '../../../../shared/exportTargets.ts';
import { ChoiceCard } from '../../components/ChoiceCard.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface PurposeChoiceProps {
  readonly purpose: Purpose;
  readonly onPurpose: (purpose: Purpose) => void;
}

export function PurposeChoice({ purpose, onPurpose }: PurposeChoiceProps) {
  const t = useText();
  const id = useId();
  return (
    <Box>
      <Typography id={id} variant="body2" color="textSecondary" sx={{ mb: 0.75 }}>
        {t.exports.purpose}
      </Typography>
      <Box
        role="radiogroup"
        aria-labelledby={id}
        sx={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 268px), 1fr))',
          gap: 1.5,
        }}
      >
        {servedPurposes.map((each) => (
          <ChoiceCard
            key={each}
            group={id}
            title={t.exports.purposes[each].name}
            checked={purpose === each}
            onChoose={() => onPurpose(each)}
          >
            <Typography variant="body2" color="textSecondary">
              {t.exports.purposes[each].about}
            </Typography>
          </ChoiceCard>
        ))}
      </Box>
    </Box>
  );
}
