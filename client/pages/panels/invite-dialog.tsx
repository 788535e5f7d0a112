import { useEffect, useId, useState, type JSX } from 'react';
import { useCall, useCan } from '../hooks/use-call.ts';
import { usePage } from '../hooks/use-page.ts';
import { inviteLink } from '../model/place.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { errorLine } from '../words/error-words.ts';
import { whyNot } from '../words/capability-words.ts';

type LinkState =
  | { readonly name: 'making' }
  | { readonly name: 'ready'; readonly link: string; readonly expiresAt: number | undefined }
  | { readonly name: 'impossible'; readonly why: string };

/** A link for others: signed where guests need one, plain in development. */
export function InviteDialog(props: { readonly onClose: () => void }): JSX.Element {
  const state = useLink();
  return (
    <Dialog title="Invite others" onClose={props.onClose} testId="invite-dialog">
      {state.name === 'making' && <p role="status">The link is being made …</p>}
      {state.name === 'impossible' && <p role="alert">{state.why}</p>}
      {state.name === 'ready' && <LinkField link={state.link} />}
      {state.name === 'ready' && state.expiresAt !== undefined && (
        <p className="hint">
          Whoever has this link can join as an attendee until {new Date(state.expiresAt).toLocaleString()}.
        </p>
      )}
    </Dialog>
  );
}

function useLink(): LinkState {
  const call = useCall();
  const { development } = usePage();
  const capability = useCan('createInvite');
  const [made, setMade] = useState<LinkState>({ name: 'making' });
  const signed = capability.allowed;
  useEffect(() => {
    if (!signed) return undefined;
    let over = false;
    call.createInvite({ role: 'attendee' }).then(
      ({ invite, expiresAt }) => {
        if (!over)
          setMade({ name: 'ready', link: inviteLink(window.location, call.room, invite), expiresAt });
      },
      (error: unknown) => {
        if (!over) setMade({ name: 'impossible', why: errorLine(error) });
      },
    );
    return () => {
      over = true;
    };
  }, [call, signed]);
  if (signed) return made;
  return development
    ? { name: 'ready', link: inviteLink(window.location, call.room), expiresAt: undefined }
    : { name: 'impossible', why: `You cannot invite others. ${whyNot(capability) ?? ''}` };
}

function LinkField(props: { readonly link: string }): JSX.Element {
  const id = useId();
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () => {
    navigator.clipboard.writeText(props.link).then(
      () => {
        setCopied('yes');
      },
      () => {
        setCopied('failed');
      },
    );
  };
  return (
    <div className="invite-field">
      <label htmlFor={id} className="visually-hidden">
        Link
      </label>
      <input
        id={id}
        readOnly
        value={props.link}
        data-testid="invite-link"
        onFocus={(event) => {
          event.target.select();
        }}
      />
      <button type="button" className="button button-primary" data-testid="invite-copy" onClick={copy}>
        <Icon name={copied === 'yes' ? 'check' : 'copy'} size={18} /> {copied === 'yes' ? 'Copied' : 'Copy'}
      </button>
      <p role="status" className={copied === 'failed' ? 'hint' : 'visually-hidden'}>
        {copied === 'yes' ? 'The link is copied.' : ''}
        {copied === 'failed' ? 'Select the link and copy it by hand.' : ''}
      </p>
    </div>
  );
}
