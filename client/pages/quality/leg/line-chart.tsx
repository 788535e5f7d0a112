import { useEffect, useRef, type JSX } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatExactTime } from '../model/times.ts';
import { summarise, type Line } from '../model/series.ts';

/** A line of a chart and what it is. */
export interface NamedLine {
  readonly label: string;
  readonly line: Line;
}

interface ChartProps {
  readonly name: string;
  readonly title: string;
  /** With its space: ` ms`. */
  readonly unit: string;
  /** The axis reaches at least so far. */
  readonly top: number;
  /** Seconds since the epoch. */
  readonly at: readonly number[];
  /** What the axis of time shows, ms since the epoch. */
  readonly range: { readonly from: number; readonly to: number };
  /** Two at most: the first in the colour of what is received. */
  readonly lines: readonly NamedLine[];
}

const HEIGHT = 150;
const COLOURS = ['--chart-receive', '--chart-send'] as const;

/** Lines over time; all charts of a page share their cursor. Who does not see them gets mean and most in words. */
export function LineChart(props: ChartProps): JSX.Element | null {
  const { at, lines, range } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
    chart.current?.setData(dataOf(at, lines), false);
    chart.current?.setScale('x', { min: range.from / 1000, max: range.to / 1000 });
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const { at: times, lines: drawn } = latest.current;
    const made = new uPlot(optionsFor(element, latest.current), dataOf(times, drawn), element);
    chart.current = made;
    const resize = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, []);
  return (
    <figure className="quality-chart" data-testid={`chart-${props.name}`}>
      <figcaption>
        <strong>{props.title}</strong>
        {lines.map(({ label, line }, index) => (
          <span key={label} className="chart-key">
            <span className={`key ${index === 0 ? 'key-receive' : 'key-send'}`} aria-hidden="true" />{' '}
            {describe(label, line, props.unit)}
          </span>
        ))}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

function describe(label: string, line: Line, unit: string): string {
  const summary = summarise(line);
  if (summary === undefined) return `${label}: not measured`;
  return `${label}: mean ${round(summary.mean)}${unit}, most ${round(summary.most)}${unit}`;
}

function round(value: number): string {
  return value.toFixed(value !== 0 && value < 10 ? 1 : 0);
}

function dataOf(at: readonly number[], lines: readonly NamedLine[]): uPlot.AlignedData {
  return [[...at], ...lines.map(({ line }) => [...line])];
}

function optionsFor(element: HTMLElement, { unit, top, range, lines }: ChartProps): uPlot.Options {
  // Asked at each drawing: the theme may change while the page is open.
  const style = getComputedStyle(element);
  const colour = (name: string) => () => style.getPropertyValue(name);
  const axis = {
    stroke: () => style.color,
    grid: { stroke: colour('--chart-grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: 'leg' }, drag: { x: false, y: false } },
    axes: [
      { ...axis, space: 90, values: (_chart, ticks) => ticks.map((tick) => formatExactTime(tick * 1000)) },
      { ...axis, size: 64, values: (_chart, ticks) => ticks.map((tick) => `${tick}${unit}`) },
    ],
    scales: {
      x: { range: () => [range.from / 1000, range.to / 1000] },
      y: { range: (_chart, _low, high: number | null) => [0, Math.max(top, (high ?? 0) * 1.1)] },
    },
    series: [
      {},
      ...lines.map((_, index) => ({
        stroke: colour(COLOURS[index] ?? COLOURS[0]),
        width: 2,
        points: { show: true, size: 5 },
      })),
    ],
  };
}
