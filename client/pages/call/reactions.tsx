import { useRef, useState, type CSSProperties, type JSX, type KeyboardEvent } from 'react';
import type { Reaction } from '@earshot/client';
import { useCall, useCallEvent, useCan } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { ControlButton } from '../ui/control-button.tsx';
import { useOutsidePress } from '../ui/menu.tsx';
import { ReactionArt } from '../ui/reaction-art.tsx';
import { whyNot } from '../words/capability-words.ts';
import { REACTION_NAMES, REACTION_WORDS } from '../words/reaction-words.ts';

/** Opens a row of reactions. */
export function ReactionPicker(): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const blocked = whyNot(useCan('react'));
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
  };
  useOutsidePress(root, open, close);
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
    button.current?.focus();
  };
  return (
    <div className="menu-anchor" ref={root} onKeyDown={handleKey}>
      <ControlButton
        icon="smile"
        label="React"
        testId="reactions-toggle"
        ref={button}
        expanded={open}
        blocked={blocked}
        onPress={() => {
          setOpen(!open);
        }}
      />
      {open && (
        <div className="reaction-picker" role="group" aria-label="Reactions">
          {REACTION_NAMES.map((reaction) => (
            <button
              key={reaction}
              type="button"
              className="reaction-button"
              aria-label={REACTION_WORDS[reaction]}
              title={REACTION_WORDS[reaction]}
              data-testid={`reaction-${reaction}`}
              onClick={() => {
                run(() => call.react(reaction));
              }}
            >
              <ReactionArt reaction={reaction} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

interface Floating {
  readonly id: number;
  readonly reaction: Reaction;
  readonly count: number;
}

const MOST_FLOATING = 24;

/** Reactions that rise over the stage, and are said once to screen readers. */
export function ReactionLayer(): JSX.Element {
  const [floating, setFloating] = useState<readonly Floating[]>([]);
  const [spoken, setSpoken] = useState('');
  const nextId = useRef(1);
  useCallEvent('reactions', (counts) => {
    const arrived = REACTION_NAMES.flatMap((reaction) => {
      const count = counts[reaction] ?? 0;
      if (count === 0) return [];
      nextId.current += 1;
      return [{ id: nextId.current, reaction, count }];
    });
    setFloating((list) => [...list, ...arrived].slice(-MOST_FLOATING));
    setSpoken(arrived.map(({ reaction, count }) => `${count} × ${REACTION_WORDS[reaction]}`).join(', '));
  });
  return (
    <>
      <div className="reaction-layer" aria-hidden="true">
        {floating.map((item) => (
          <span
            key={item.id}
            className="reaction-float"
            data-testid="reaction-float"
            data-reaction={item.reaction}
            style={placeOf(item.id)}
            onAnimationEnd={() => {
              setFloating((list) => list.filter((other) => other.id !== item.id));
            }}
          >
            <ReactionArt reaction={item.reaction} size={38} />
            {item.count > 1 && <b>{item.count}</b>}
          </span>
        ))}
      </div>
      <div className="visually-hidden" role="status">
        {spoken}
      </div>
    </>
  );
}

/** Spread over the width without two neighbours in one place. */
function placeOf(id: number): CSSProperties & { '--at': string } {
  return { '--at': `${8 + ((id * 37) % 84)}%` };
}
