import { useEffect, useRef, type JSX } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useCall } from '../hooks/use-call.ts';
import { formatBitrate } from '../model/format.ts';
import { totalBitrates } from '../model/stats-rows.ts';

const KEPT = 120;

/** What is sent and received, over the last two minutes. */
export default function BitrateChart(): JSX.Element {
  const call = useCall();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const chart = new uPlot(optionsFor(element), [[], [], []], element);
    const points: { at: number; send: number; receive: number }[] = [];
    const stop = call.stats.on('sample', (sample) => {
      points.push({ at: sample.at / 1000, ...totalBitrates(sample) });
      if (points.length > KEPT) points.shift();
      chart.setData([
        points.map((point) => point.at),
        points.map((point) => point.send),
        points.map((point) => point.receive),
      ]);
    });
    const resize = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: 150 });
    });
    resize.observe(element);
    return () => {
      stop();
      resize.disconnect();
      chart.destroy();
    };
  }, [call]);
  return (
    <figure className="stats-chart">
      <div ref={box} aria-hidden="true" />
      <figcaption>
        <span className="key key-send" aria-hidden="true" /> sent{' '}
        <span className="key key-receive" aria-hidden="true" /> received, all streams together
      </figcaption>
    </figure>
  );
}

function optionsFor(element: HTMLElement): uPlot.Options {
  // Asked at each drawing: the theme may change while the panel is open.
  const style = getComputedStyle(element);
  const colour = (name: string) => () => style.getPropertyValue(name);
  const axis = {
    stroke: () => style.color,
    grid: { stroke: colour('--chart-grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: 150,
    legend: { show: false },
    cursor: { show: false },
    axes: [
      { ...axis, space: 90 },
      { ...axis, size: 82, values: (_chart, ticks) => ticks.map((tick) => formatBitrate(tick)) },
    ],
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(100_000, high * 1.1)] } },
    series: [
      {},
      { stroke: colour('--chart-send'), width: 2, points: { show: false } },
      { stroke: colour('--chart-receive'), width: 2, points: { show: false } },
    ],
  };
}
