import type { JSX } from 'react';

/** Drawn on a 24 x 24 grid with strokes of the text's colour. */
const SHAPES = {
  microphone: (
    <path d="M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21" />
  ),
  microphoneOff: (
    <path d="M9 9v2a3 3 0 0 0 4.8 2.4M15 10V6a3 3 0 0 0-5.7-1.3M5.5 11a6.5 6.5 0 0 0 10.6 5M18.5 11a6.4 6.4 0 0 1-.6 2.7M12 17.5V21M4 3.5l16.5 17" />
  ),
  camera: (
    <path d="M5 6.5h8A2 2 0 0 1 15 8.500v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM15 10.500l5-2.800v8.600l-5-2.800" />
  ),
  cameraOff: (
    <path d="M9.500 6.500H13a2 2 0 0 1 2 2v3.200M15 15.500a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.500-1.940M15 10.500l5-2.800v8.600l-2-1.100M3.500 3.500l17 17" />
  ),
  screen: (
    <path d="M4 4.500h16a1 1 0 0 1 1 1v10.500a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5.500a1 1 0 0 1 1-1ZM8.500 20.500h7M12 14V8M9.300 10.300 12 7.700l2.700 2.600" />
  ),
  screenOff: (
    <path d="M4 4.500h16a1 1 0 0 1 1 1v10.500a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5.500a1 1 0 0 1 1-1ZM8.500 20.500h7M9.500 8l5 5M14.500 8l-5 5" />
  ),
  hand: (
    <path d="M8 12.500V6a1.500 1.500 0 0 1 3 0v5M11 10.500V4.500a1.500 1.500 0 0 1 3 0v6M14 10.500V6a1.500 1.500 0 0 1 3 0v8.500a6.500 6.500 0 0 1-6.500 6.500c-2.600 0-4-1.200-5.200-3.200L3.500 14.300a1.500 1.500 0 0 1 2.500-1.600l2 2.300" />
  ),
  chat: <path d="M4 5h16v11.500H10.500L6 20.500v-4H4V5ZM8 9.200h8M8 12.500h5" />,
  people: (
    <path d="M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 19.500a6.500 6.500 0 0 1 13 0M16 4.900a3.500 3.500 0 0 1 0 6.300M18 14.300a6.500 6.500 0 0 1 3.500 5.200" />
  ),
  leave: (
    <path d="M3.200 14.900c-.5-1-.4-2.300.4-3.100 4.600-4.300 12.200-4.300 16.800 0 .8.800.9 2.100.4 3.100l-.5 1a1.300 1.300 0 0 1-1.600.6l-2.900-1.100a1.300 1.300 0 0 1-.8-1.200v-1.600a13 13 0 0 0-6 0v1.600c0 .5-.3 1-.8 1.200l-2.900 1.100a1.300 1.300 0 0 1-1.600-.6z" />
  ),
  more: <path d="M12 5.500v.01M12 12v.01M12 18.500v.01" strokeWidth="3" />,
  settings: (
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400ZM9 19.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z" />
  ),
  close: <path d="m6 6 12 12M18 6 6 18" />,
  check: <path d="m5 12.500 4.500 4.500L19 7.500" />,
  warning: <path d="M12 4 2.800 19.500h18.400L12 4ZM12 10v4.500M12 17.200v.01" />,
  info: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.500M12 7.600v.01" />,
  smile: (
    <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.500 14a4.200 4.200 0 0 0 7 0M9 9.500v.01M15 9.500v.01" />
  ),
  link: (
    <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17" />
  ),
  copy: (
    <path d="M9 8.500h9a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9.500a1 1 0 0 1 1-1ZM5 15.500V4a1 1 0 0 1 1-1h9.500" />
  ),
  send: <path d="M4 12 3.500 4.500 21 12 3.500 19.500 4 12Zm0 0h8" />,
  pin: <path d="M9 3.500h6l-.7 6.500 3.200 3.500H6.500L9.700 10 9 3.500ZM12 13.500V21" />,
  expand: <path d="M4 9.500V4h5.500M20 9.500V4h-5.500M4 14.500V20h5.500M20 14.500V20h-5.500" />,
  chart: <path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6" />,
  flip: (
    <path d="M4 8.500A8.500 8.500 0 0 1 19.500 8M20 3.500V8h-4.500M20 15.500A8.500 8.500 0 0 1 4.500 16M4 20.500V16h4.500" />
  ),
  remove: (
    <path d="M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 19.500a6.500 6.500 0 0 1 13 0M16.500 8l5 5M21.500 8l-5 5" />
  ),
  sun: (
    <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400" />
  ),
  moon: <path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z" />,
  speaker: (
    <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500H4ZM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11" />
  ),
  previous: <path d="m14.500 5.500-6.500 6.500 6.500 6.500" />,
  next: <path d="m9.500 5.500 6.500 6.500-6.500 6.500" />,
  down: <path d="m6 9.500 6 6 6-6" />,
  search: <path d="M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.800 15.800 20 20" />,
  endCall: <path d="M12 3v8.500M7 6.200a8 8 0 1 0 10 0" />,
} satisfies Record<string, JSX.Element>;

/** Name of a drawing. */
export type IconName = keyof typeof SHAPES;

/** A drawing without meaning for screen readers: the label beside it, or of its button, says it. */
export function Icon(props: { readonly name: IconName; readonly size?: number }): JSX.Element {
  const size = props.size ?? 22;
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[props.name]}
    </svg>
  );
}
