import { useMemo, type JSX } from 'react';
import type { LegDetail, SeriesInterval } from '@earshot/shared/calls-api.ts';
import { now } from '../../now.ts';
import { lanesOf } from '../model/lanes.ts';
import { chartsOf } from '../model/series.ts';
import { Lanes } from './lanes.tsx';
import { LineChart } from './line-chart.tsx';

/** Both legs over time: scores, loss, round trips, picture, then mutes and issues on the same axis. */
export function Timeline(props: {
  readonly detail: LegDetail;
  readonly intervals: readonly SeriesInterval[];
}): JSX.Element {
  const { detail, intervals } = props;
  const charts = useMemo(() => chartsOf(intervals), [intervals]);
  const end = detail.leg.endedAt ?? now();
  const range = { from: detail.leg.startedAt, to: Math.max(end, detail.leg.startedAt + 1000) };
  const shared = { at: charts.at, range };
  return (
    <section aria-labelledby="timeline-heading" className="timeline">
      <h2 id="timeline-heading">Timeline</h2>
      {intervals.length === 0 && (
        <p className="hint">No interval has been reported yet. The first takes about 10 s.</p>
      )}
      <LineChart
        {...shared}
        name="score"
        title="Score, 0 to 100"
        unit=""
        top={100}
        lines={[
          { label: 'received', line: charts.score.received },
          { label: 'sent', line: charts.score.sent },
        ]}
      />
      <LineChart
        {...shared}
        name="loss"
        title="Packet loss"
        unit=" %"
        top={1}
        lines={[
          { label: 'downlink', line: charts.loss.downlink },
          { label: 'uplink', line: charts.loss.uplink },
        ]}
      />
      <LineChart
        {...shared}
        name="rtt"
        title="Round trip"
        unit=" ms"
        top={50}
        lines={[
          { label: 'downlink', line: charts.rtt.receive },
          { label: 'uplink', line: charts.rtt.send },
        ]}
      />
      <LineChart
        {...shared}
        name="mos"
        title="Voices, MOS (an estimate)"
        unit=""
        top={5}
        lines={[{ label: 'lowest of the voices that spoke', line: charts.mos }]}
      />
      <LineChart
        {...shared}
        name="height"
        title="Tallest picture received"
        unit=" px"
        top={360}
        lines={[{ label: 'height', line: charts.height }]}
      />
      <Lanes lanes={lanesOf(detail, end)} range={range} />
    </section>
  );
}
