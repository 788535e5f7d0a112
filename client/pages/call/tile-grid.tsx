import { useState, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useNarrow } from '../hooks/use-media-query.ts';
import { useSize } from '../hooks/use-size.ts';
import { fitGrid, tilesPerPage } from '../model/grid.ts';
import { pageOf } from '../model/tiles.ts';
import { Icon } from '../ui/icon.tsx';
import { Tile } from './tile.tsx';
import { useTileOrder } from './use-tile-order.ts';

/** Everybody in tiles as large as the space allows; more than one page when they are many. */
export function TileGrid(props: {
  readonly participants: readonly Participant[];
  readonly pins: readonly string[];
  readonly onPin: (participantId: string) => void;
}): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const gap = useNarrow() ? 8 : 12;
  const perPage = tilesPerPage(size);
  const corner = cornerOf(props.participants);
  const shown = props.participants.filter((participant) => participant !== corner);
  const order = useTileOrder(shown, props.pins, perPage);
  const [wanted, setWanted] = useState(0);
  const { items, page, pages } = pageOf(order, wanted, perPage);
  const fit = fitGrid(items.length, size, gap);
  const tile = { width: fit.tileWidth, height: fit.tileHeight };
  return (
    <section className="grid-area" aria-label="Participants">
      <div className="grid" ref={ref} style={{ gap }}>
        {size.width > 0 &&
          items.map((participant) => (
            <Tile
              key={participant.participantId}
              participant={participant}
              pinned={props.pins.includes(participant.participantId)}
              onPin={props.onPin}
              style={tile}
            />
          ))}
      </div>
      {corner !== undefined && (
        <Tile participant={corner} pinned={false} onPin={props.onPin} variant="corner" />
      )}
      {pages > 1 && <Pager page={page} pages={pages} onPage={setWanted} />}
    </section>
  );
}

/** With two people the other one gets all the space, and oneself a corner. */
function cornerOf(participants: readonly Participant[]): Participant | undefined {
  return participants.length === 2 ? participants.find((participant) => participant.isLocal) : undefined;
}

function Pager(props: {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}): JSX.Element {
  const { page, pages } = props;
  const step = (by: number) => () => {
    props.onPage(Math.min(pages - 1, Math.max(0, page + by)));
  };
  return (
    <nav className="pager" aria-label="Pages of participants">
      <button
        type="button"
        className="icon-button"
        aria-label="Previous page"
        disabled={page === 0}
        onClick={step(-1)}
      >
        <Icon name="previous" />
      </button>
      <span aria-live="polite">
        {page + 1} / {pages}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Next page"
        disabled={page === pages - 1}
        onClick={step(1)}
      >
        <Icon name="next" />
      </button>
    </nav>
  );
}
