import { useMemo, type JSX } from 'react';
import { useCall, useLimits, useLocal, useSpotlight } from '../hooks/use-call.ts';
import { usePeople, useTopic } from '../hooks/use-people.ts';
import { usePins } from '../hooks/use-pins.ts';
import { featuredOf, isLargeStage, layoutOf } from '../model/stage.ts';
import { LargeGrid, PagedGrid, PlainGrid } from './grids.tsx';
import { Shares } from './shares.tsx';
import { StageNotes } from './stage-notes.tsx';
import { LargeStrip, PagedStrip } from './strips.tsx';

const NOBODY: readonly string[] = [];

/** The middle of the page: shared screens or featured people large, or everybody alike. */
export function Stage(): JSX.Element {
  const people = usePeople();
  useTopic('sharers');
  const { sharers } = people;
  const ownShare = useLocal(useCall().screen).active;
  const featured = useFeatured();
  const large = useIsLarge();
  const layout = layoutOf({ sharing: ownShare || sharers.length > 0, featured });
  const aside = layout === 'featured' ? featured : NOBODY;
  return (
    <div className="stage" data-testid="stage" data-layout={layout} data-large={large}>
      {layout === 'grid' ? (
        <div className="stage-body">{large ? <LargeGrid /> : <PagedGrid />}</div>
      ) : (
        <div className="stage-body">
          {layout === 'share' ? <Shares sharers={sharers} own={ownShare} /> : <PlainGrid ids={featured} />}
          {large ? (
            <LargeStrip without={aside} />
          ) : (
            <PagedStrip featured={layout === 'share' ? featured : NOBODY} without={aside} />
          )}
        </div>
      )}
      <StageNotes large={large} />
    </div>
  );
}

/** Pinned, then spotlighted people who are here. */
function useFeatured(): readonly string[] {
  const people = usePeople();
  const members = useTopic('members');
  const { pins } = usePins();
  const spotlight = useSpotlight();
  return useMemo(() => presentOf(people, { pins, spotlight }, members), [people, pins, spotlight, members]);
}

function presentOf(
  people: ReturnType<typeof usePeople>,
  chosen: { readonly pins: readonly string[]; readonly spotlight: readonly string[] },
  _members: number,
): readonly string[] {
  const featured = featuredOf(chosen.pins, chosen.spotlight, (id) => people.find(id) !== undefined);
  return featured.length === 0 ? NOBODY : featured;
}

function useIsLarge(): boolean {
  const limits = useLimits();
  useTopic('members');
  return isLargeStage(limits.reason, usePeople().size);
}
