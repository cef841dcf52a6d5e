/** What can be done with a run, by its state: pause, stop, cancel or continue it; or try, export and build on what it became. */
import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useId, useState } from 'react';
import { yieldsAdapter } from '../../../../shared/methods.ts';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { RouterButton } from '../../components/links.tsx';
import { useText } from '../../text/TextProvider.tsx';

export interface RunActions {
  readonly pause: () => void;
  readonly stop: () => void;
  readonly cancel: () => void;
  readonly resume: () => void;
}

interface ActionsProps {
  readonly run: RunDetail;
  /** It was asked to end and is still saving. */
  readonly ending: boolean;
  readonly actions: RunActions;
}

export function Actions({ run, ending, actions }: ActionsProps) {
  const t = useText();
  const [confirming, setConfirming] = useState(false);
  const { state, adapterVersionId: version } = run;
  const goesOn = state === 'running' || state === 'queued';
  const canResume = state === 'paused' || state === 'interrupted' || state === 'failed';
  const further = version !== null && yieldsAdapter(run);
  return (
    <>
      {goesOn || canResume ? (
        <Button color="error" onClick={() => setConfirming(true)}>
          {t.run.actions.cancel}
        </Button>
      ) : null}
      {state === 'running' ? (
        <Button disabled={ending} onClick={actions.stop}>
          {t.run.actions.stop}
        </Button>
      ) : null}
      {goesOn ? (
        <Button variant="contained" disabled={ending} onClick={actions.pause}>
          {t.run.actions.pause}
        </Button>
      ) : (
        <RouterButton to="/new" search={{ from: run.id, mode: 'again' }}>
          {t.run.actions.again}
        </RouterButton>
      )}
      {further && !goesOn ? (
        <RouterButton to="/new" search={{ from: run.id, mode: 'continue' }}>
          {t.run.actions.further}
        </RouterButton>
      ) : null}
      {version !== null && !goesOn ? (
        <>
          <RouterButton to="/exports" search={{ version }}>
            {t.run.actions.export}
          </RouterButton>
          <RouterButton to="/playground" search={{ version }} variant="contained">
            {t.run.actions.try}
          </RouterButton>
        </>
      ) : null}
      {canResume ? (
        <Button variant="contained" onClick={actions.resume}>
          {t.run.actions.resume}
        </Button>
      ) : null}
      {confirming ? <ConfirmCancel onClose={() => setConfirming(false)} onConfirm={actions.cancel} /> : null}
    </>
  );
}

interface ConfirmCancelProps {
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** The one thing that is asked about: it deletes what no undo brings back. */
function ConfirmCancel({ onClose, onConfirm }: ConfirmCancelProps) {
  const t = useText();
  const id = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-about`}
      maxWidth="xs"
    >
      <DialogTitle id={`${id}-title`} component="h2">
        {t.run.cancelTitle}
      </DialogTitle>
      <DialogContent>
        <DialogContentText id={`${id}-about`}>{t.run.cancelAbout}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t.run.cancelNot}
        </Button>
        <Button
          color="error"
          variant="contained"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {t.run.cancelConfirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
