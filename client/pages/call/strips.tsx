import { useState, type JSX, type ReactNode } from 'react';
import { useLimits } from '../hooks/use-call.ts';
import { usePeople, useTopic } from '../hooks/use-people.ts';
import { useSize } from '../hooks/use-size.ts';
import { cutPages, pageOf, surePlaces } from '../model/pages.ts';
import { Pager } from './pager.tsx';
import { Tile } from './tile.tsx';
import { useAutoPlaces, useStagePlaces } from './use-stage-places.ts';
import { useTileOrder } from './use-tile-order.ts';

const STRIP_TILES = 12;
/** Height over width of a tile in the strip, as the styles have it. */
const ASPECT = 10 / 16;

/** Faces beside what is large, page by page. Those who speak come to the first page. */
export function PagedStrip(props: {
  /** Shown first. */
  readonly featured: readonly string[];
  /** Shown elsewhere. */
  readonly without: readonly string[];
}): JSX.Element {
  const { without } = props;
  const { optimalVideoCount } = useLimits();
  const people = usePeople();
  useTopic('cameras');
  const videosElsewhere = without.filter((id) => people.cameras.has(id)).length;
  const limits = {
    fits: STRIP_TILES,
    videos: optimalVideoCount === 0 ? 0 : Math.max(1, optimalVideoCount - videosElsewhere),
  };
  const order = useTileOrder({ ...props, perPage: surePlaces(limits) });
  const [wanted, setWanted] = useState(0);
  const page = pageOf(
    cutPages(order, limits, (id) => people.cameras.has(id)),
    wanted,
  );
  return (
    <Strip label="Participants" ids={page.items}>
      <Pager page={page.page} pages={page.pages} onPage={setWanted} />
    </Strip>
  );
}

/** Beside what is large in a large call: those whom the server chose. */
export function LargeStrip(props: { readonly without: readonly string[] }): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const { ids, faceless } = useStagePlaces(props.without);
  useAutoPlaces(Math.min(size.width * ASPECT, size.height));
  return (
    <div className="strip-measure" ref={ref}>
      <Strip label="Most active speakers" ids={ids} faceless={faceless} />
    </div>
  );
}

function Strip(props: {
  readonly label: string;
  readonly ids: readonly string[];
  readonly faceless?: ReadonlySet<string>;
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <div className="strip-area">
      <section className="strip" aria-label={props.label} tabIndex={0}>
        {props.ids.map((id) => (
          <Tile key={id} participantId={id} variant="strip" faceless={props.faceless?.has(id) === true} />
        ))}
      </section>
      {props.children}
    </div>
  );
}
