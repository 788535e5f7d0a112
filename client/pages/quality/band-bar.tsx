import type { CSSProperties, JSX } from 'react';
import type { CallSummary } from '@earshot/shared/calls-api.ts';
import { describeShares, sharesOf } from './model/seconds.ts';

/** How much of the time was good, fair, poor, or not known. */
export function BandBar(props: { readonly seconds: CallSummary['seconds'] }): JSX.Element {
  const text = describeShares(props.seconds);
  return (
    <span className="band-bar" role="img" aria-label={text} title={text}>
      {sharesOf(props.seconds).map(({ band, share }) => {
        const style: CSSProperties = { flexGrow: share };
        return <span key={band} className={`band-${band}`} style={style} />;
      })}
    </span>
  );
}
