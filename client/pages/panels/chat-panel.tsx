import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import type { Call } from '@earshot/client';
import { useCall, useCan, useChat } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { splitLinks } from '../model/links.ts';
import { Icon } from '../ui/icon.tsx';
import { whyNot } from '../words/capability-words.ts';
import { Panel } from './panel.tsx';

type Message = Call['chatHistory'][number];

const MOST_CHARACTERS = 2_000;
const WARN_FROM = 1_800;
/** Messages of one person within this time share one heading. */
const GROUP_MS = 120_000;

/** The call's chat. */
export function ChatPanel(props: { readonly onClose: () => void }): JSX.Element {
  return (
    <Panel title="Chat" testId="chat-panel" onClose={props.onClose}>
      <ChatList />
      <ChatForm />
    </Panel>
  );
}

function ChatList(): JSX.Element {
  const messages = useChat();
  const list = useRef<HTMLDivElement>(null);
  const last = messages.at(-1)?.messageId;
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [last]);
  return (
    <div
      className="chat-list"
      role="log"
      aria-label="Messages"
      data-testid="chat-list"
      ref={list}
      tabIndex={0}
    >
      {messages.length === 0 && <p className="panel-empty">Messages are seen by everyone in the call.</p>}
      {messages.map((message, index) => (
        <ChatLine key={message.messageId} message={message} follows={follows(messages[index - 1], message)} />
      ))}
    </div>
  );
}

function follows(previous: Message | undefined, message: Message): boolean {
  return previous?.participantId === message.participantId && message.at - previous.at < GROUP_MS;
}

function ChatLine(props: { readonly message: Message; readonly follows: boolean }): JSX.Element {
  const { message } = props;
  const own = useCall().localParticipant.participantId === message.participantId;
  const time = new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <div className={own ? 'chat-line chat-own' : 'chat-line'} data-testid="chat-message">
      {!props.follows && (
        <p className="chat-head">
          <b>{own ? 'You' : message.name}</b>{' '}
          <time dateTime={new Date(message.at).toISOString()}>{time}</time>
        </p>
      )}
      <p className="chat-text">
        {splitLinks(message.text).map((part, index) =>
          part.href === undefined ? (
            part.text
          ) : (
            <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
              {part.text}
            </a>
          ),
        )}
      </p>
    </div>
  );
}

function ChatForm(): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const blocked = whyNot(useCan('chat'));
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const send = () => {
    const message = text.trim();
    if (message === '' || sending) return;
    setSending(true);
    run(async () => {
      try {
        await call.chat(message);
        setText((now) => (now.trim() === message ? '' : now));
      } finally {
        setSending(false);
      }
    });
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  if (blocked !== undefined) return <p className="panel-empty">You cannot write here. {blocked}</p>;
  return (
    <form
      className="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={input}
        rows={2}
        value={text}
        maxLength={MOST_CHARACTERS}
        placeholder="Message to everyone"
        aria-label="Message to everyone"
        data-testid="chat-input"
        onKeyDown={handleKey}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <button
        type="submit"
        className="icon-button chat-send"
        aria-label="Send message"
        data-testid="chat-send"
      >
        <Icon name="send" />
      </button>
      {text.length >= WARN_FROM && (
        <p className="chat-count" role="status">
          {MOST_CHARACTERS - text.length} characters left
        </p>
      )}
    </form>
  );
}
