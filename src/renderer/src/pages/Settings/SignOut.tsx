/** The way out for a browser that a password let in. */
import { Button, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { signOut } from '../../api.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function SignOut() {
  const t = useText();
  const { mutate, isPending } = useMutation({ networkMode: 'always', mutationFn: signOut });
  return (
    <Section
      title={t.settings.signOutTitle}
      actions={
        <Button disabled={isPending} onClick={() => mutate()}>
          {t.settings.signOut}
        </Button>
      }
    >
      <Typography variant="body2" color="textSecondary">
        {t.settings.signOutAbout}
      </Typography>
    </Section>
  );
}
