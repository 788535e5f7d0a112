import { useState, type JSX, type Ref } from 'react';
import { useLimits } from '../hooks/use-call.ts';
import { useNarrow } from '../hooks/use-media-query.ts';
import { usePeople, useTopic } from '../hooks/use-people.ts';
import { useSize } from '../hooks/use-size.ts';
import { fitGrid, tilesPerPage, type Area } from '../model/grid.ts';
import { cutPages, pageOf, surePlaces } from '../model/pages.ts';
import { Pager } from './pager.tsx';
import { Tile } from './tile.tsx';
import { useAutoPlaces, useStagePlaces } from './use-stage-places.ts';
import { useTileOrder } from './use-tile-order.ts';

const NOBODY: readonly string[] = [];

/** Everybody in tiles as large as the space allows; more than one page when they are many. */
export function PagedGrid(): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const { optimalVideoCount } = useLimits();
  const people = usePeople();
  useTopic('members');
  useTopic('cameras');
  const corner = cornerOf(people.people);
  const limits = { fits: tilesPerPage(size), videos: optimalVideoCount };
  const without = corner === undefined ? NOBODY : [corner];
  const order = useTileOrder({ featured: NOBODY, without, perPage: surePlaces(limits) });
  const [wanted, setWanted] = useState(0);
  const page = pageOf(
    cutPages(order, limits, (id) => people.cameras.has(id)),
    wanted,
  );
  return (
    <section className="grid-area" aria-label="Participants">
      <Grid ref={ref} size={size} ids={page.items} />
      {corner !== undefined && <Tile participantId={corner} variant="corner" />}
      <Pager page={page.page} pages={page.pages} onPage={setWanted} />
    </section>
  );
}

/** With two people the other one gets all the space, and oneself a corner. */
function cornerOf(
  people: readonly { readonly participantId: string; readonly isLocal: boolean }[],
): string | undefined {
  return people.length === 2 ? people.find((each) => each.isLocal)?.participantId : undefined;
}

/** Those whom the server chose, in a large call. */
export function LargeGrid(): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const gap = useGap();
  const { ids, faceless } = useStagePlaces(NOBODY);
  useAutoPlaces(fitGrid(ids.length, size, gap).tileHeight);
  return (
    <section className="grid-area" aria-label="Most active speakers">
      <Grid ref={ref} size={size} ids={ids} faceless={faceless} />
    </section>
  );
}

/** A few people, all of them large. */
export function PlainGrid(props: { readonly ids: readonly string[] }): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  return (
    <section className="grid-area" aria-label="Pinned and spotlighted">
      <Grid ref={ref} size={size} ids={props.ids} />
    </section>
  );
}

function Grid({
  ids,
  size,
  ref,
  faceless,
}: {
  readonly ids: readonly string[];
  readonly faceless?: ReadonlySet<string>;
  readonly size: Area;
  readonly ref: Ref<HTMLDivElement>;
}): JSX.Element {
  const gap = useGap();
  const fit = fitGrid(ids.length, size, gap);
  return (
    <div className="grid" ref={ref} style={{ gap }}>
      {size.width > 0 &&
        ids.map((id) => (
          <Tile
            key={id}
            participantId={id}
            width={fit.tileWidth}
            height={fit.tileHeight}
            faceless={faceless?.has(id) === true}
          />
        ))}
    </div>
  );
}

function useGap(): number {
  return useNarrow() ? 8 : 12;
}
