/**
 * The icons: one path of stroke outlines on a 24×24 grid each, so that React, the flow canvas (Path2D) and tests use
 * the same drawing. Names are those of node types' `icon` (without ".svg") and of the actions in the interface.
 */

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

const rect = (x: number, y: number, w: number, h: number, r = 2) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${-(w - 2 * r)}` +
  `a${r} ${r} 0 0 1 ${-r} ${-r}v${-(h - 2 * r)}a${r} ${r} 0 0 1 ${r} ${-r}z`;

const dot = (x: number, y: number) => circle(x, y, 0.6);

const page = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5";
const globe = `${circle(12, 12, 9)}M3 12h18M12 3c2.6 2.5 4 5.6 4 9s-1.4 6.5-4 9c-2.6-2.5-4-5.6-4-9s1.4-6.5 4-9`;
const braces =
  "M9 4H8a3 3 0 0 0-3 3v2.5A2.5 2.5 0 0 1 2.5 12A2.5 2.5 0 0 1 5 14.5V17a3 3 0 0 0 3 3h1M15 4h1a3 3 0 0 1 3 3v2.5A2.5 2.5 0 0 0 21.5 12A2.5 2.5 0 0 0 19 14.5V17a3 3 0 0 1-3 3h-1";
const linkNode = `${rect(7, 7, 10, 10, 2)}`;

/** Drawings of node types. */
const nodes = {
  inject: `${rect(3, 5, 18, 14)}M3 12h9M9 8.5l3.5 3.5L9 15.5`,
  debug: `M8.5 9.5a3.5 3.5 0 0 1 7 0V10h-7zM7 10h10v4.5a5 5 0 0 1-10 0zM12 10v9.5M7 13H3.5M20.5 13H17M7.5 16.5L4.5 19M16.5 16.5l3 2.5M5 7l2.5 3M19 7l-2.5 3M9.5 6.5L8 4M14.5 6.5L16 4`,
  comment:
    "M20 4H4a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h4v4l5-4h7a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1zM7.5 9h9M7.5 12.5h6",
  "link-in": `M10 6h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8M3 12h11M10.5 8.5L14 12l-3.5 3.5`,
  "link-out": `M14 6H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h8M10 12h11M17.5 8.5L21 12l-3.5 3.5`,
  "link-call": `${linkNode}M2.5 10H7M17 10h4.5M21.5 14H17M7 14H2.5M19 8l2.5 2-2.5 2M5 12l-2.5 2L5 16`,
  "link-return": `M20 6v5a3 3 0 0 1-3 3H5M8.5 10L4.5 14l4 4`,
  catch: `${circle(12, 12, 9)}M12 7v6M12 16.5v.2`,
  status: "M3 12h4l2.5-6 5 12L17 12h4",
  complete: `${circle(12, 12, 9)}M8 12.5l2.7 2.7L16.2 9.5`,
  junction: `${circle(12, 12, 3)}M3 12h6M15 12h6`,
  function: "M14.5 4.5c-2.3-.9-4 .2-4.4 2.7L8.3 17.5c-.4 2.2-1.7 3.2-3.8 2.5M6.5 10.5h7M14 13l5 6M19 13l-5 6",
  python:
    "M12 3c-3 0-4 1.2-4 3v2.5h4.5M8 8.5H6c-2 0-3 1.5-3 3.7S4 16 6 16h1.5v-2.2c0-1.5 1-2.3 2.5-2.3h4c1.5 0 2.5-1 2.5-2.5V6c0-2-1.5-3-4.5-3M16.5 8.5H18c2 0 3 1.5 3 3.7S20 16 18 16h-6M16.5 16v2c0 2-1.5 3-4.5 3s-4-1-4-3v-2M10 5.7v.1M14 18.3v.1",
  swap: "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4",
  switch:
    "M3 12h6M9 12c4 0 4-6 8-6h4M9 12c4 0 4 6 8 6h4M9 12h12M18.5 3.5L21 6l-2.5 2.5M18.5 15.5L21 18l-2.5 2.5",
  range: "M4 20V9M4 20h5M20 4v11M20 4h-5M8 16L16 8M11 8h5v5",
  template: `${page}M9.5 12.5L8 14.5l1.5 2M14.5 12.5l1.5 2-1.5 2M12.5 12l-1 5`,
  timer: `${circle(12, 13, 8)}M12 13V8.5M12 13l3 2M9.5 2.5h5M19 5.5l1.5 1.5`,
  trigger: "M3 18h4V7h6v11h8M10 3.5v.1",
  exec: "M4 4h16a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM7 9l3 3-3 3M12.5 15.5H17",
  rbe: "M3 8h4l2 4h2M3 16h4l1.5-3M14 12h7M18 8.5l3.5 3.5-3.5 3.5M11 6v12",
  filter: "M3.5 5h17l-6.5 8v5.5L10 21v-8z",
  "bridge-dash": "M3 17h3v-4a6 6 0 0 1 12 0v4h3M9 21v-3M15 21v-3M3 21h18M6 13h12",
  "white-globe": globe,
  http: globe,
  mqtt: "M4 20a1 1 0 1 0 0-.01M4 13.5A6.5 6.5 0 0 1 10.5 20M4 8.5A11.5 11.5 0 0 1 15.5 20M4 3.5A16.5 16.5 0 0 1 20.5 20M15 3.5h5.5V9",
  websocket: "M3 9l4-4h7l7 7v5h-3M21 15l-4 4h-7L3 12V9M8 10l4 4M13 9l3 3",
  tcp: `${rect(9, 3, 6, 5, 1)}${rect(3, 16, 6, 5, 1)}${rect(15, 16, 6, 5, 1)}M12 8v4M6 16v-4h12v4`,
  udp: "M4 12h3M10 12h3M16 12h4M16.5 8.5L20 12l-3.5 3.5M4 6.5h6M4 17.5h6",
  envelope: `${rect(3, 5, 18, 14)}M3.5 7l8.5 6.5L20.5 7`,
  split: "M3 12h5M8 12l4-6h9M8 12l4 6h9M18.5 3.5L21 6l-2.5 2.5M18.5 15.5L21 18l-2.5 2.5",
  join: "M21 12h-5M16 12l-4-6H3M16 12l-4 6H3M18.5 9.5L21 12l-2.5 2.5",
  sort: "M7 4v16M3.5 16.5L7 20l3.5-3.5M13 6h8M13 11h6M13 16h4",
  batch: `${rect(3, 9, 18, 11)}M6 6h12M9 3h6`,
  csv: `${rect(3, 4, 18, 16)}M3 9.5h18M3 14.8h18M9 4v16M15 4v16`,
  html: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4.5l-3 15",
  json: `${braces}M12 12v.1M9 12v.1M15 12v.1`,
  xml: "M7 8l-4 4 4 4M17 8l4 4-4 4M10 15l4-6M10 9l4 6",
  yaml: "M4 6h5M4 12h9M7 18h10M15 6h5M17 12h3M4 18v.1",
  file: `${page}M8.5 13h7M8.5 16.5h7`,
  "file-in": `${page}M12 11v6.5M9 14.5l3 3 3-3`,
  "file-out": `${page}M12 17.5V11M9 14l3-3 3 3`,
  watch: `M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z${circle(12, 12, 3)}`,
  subflow: `${rect(3, 6, 18, 12)}M3 12h4M17 12h4${rect(8.5, 9.5, 7, 5, 1)}`,
  group:
    "M4 7V5a1 1 0 0 1 1-1h2M17 4h2a1 1 0 0 1 1 1v2M20 17v2a1 1 0 0 1-1 1h-2M7 20H5a1 1 0 0 1-1-1v-2M4 11v2M20 11v2M11 4h2M11 20h2M8.5 8.5h4.5v3h2.5v4h-5v-3h-2z",
  tab: "M3 19V7a2 2 0 0 1 2-2h4.5l2 3H19a2 2 0 0 1 2 2v9zM3 12h18",
  config: `${circle(12, 12, 3.2)}M12 2.8l.9 2.9 2 .8 2.7-1.4 1.4 1.4-1.4 2.7.8 2 2.9.9v1.9l-2.9.8-.8 2 1.4 2.7-1.4 1.4-2.7-1.4-2 .8-.9 2.9h-1.9l-.8-2.9-2-.8-2.7 1.4-1.4-1.4 1.4-2.7-.8-2-2.9-.8v-1.9l2.9-.9.8-2-1.4-2.7 1.4-1.4 2.7 1.4 2-.8.8-2.9z`,
  unknown: `${rect(3, 5, 18, 14)}M9.8 9.8a2.2 2.2 0 1 1 3.3 1.9c-.8.4-1.1.9-1.1 1.6M12 15.8v.1`,
  arrow: "M3 12h17M14 6l6 6-6 6",
  alert: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.1",
  tls: `${rect(5, 11, 14, 9)}M8 11V8a4 4 0 0 1 8 0v3M12 14.5v2`,
  probe: `${circle(11, 11, 6)}M15.5 15.5L21 21`,
} as const;

/** Drawings of actions and things in the interface. */
const interfaces = {
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  minus: "M5 12h14",
  "chevron-down": "M6 9l6 6 6-6",
  "chevron-up": "M6 15l6-6 6 6",
  "chevron-left": "M15 6l-6 6 6 6",
  "chevron-right": "M9 6l6 6-6 6",
  "chevrons-left": "M12 6l-6 6 6 6M19 6l-6 6 6 6",
  "chevrons-right": "M5 6l6 6-6 6M12 6l6 6-6 6",
  "arrow-up": "M12 20V5M6 11l6-6 6 6",
  "arrow-down": "M12 4v15M6 13l6 6 6-6",
  "arrow-left": "M20 12H5M11 6l-6 6 6 6",
  "arrow-right": "M4 12h15M13 6l6 6-6 6",
  "sort-none": "M8 10l4-4 4 4M8 14l4 4 4-4",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: `${dot(5, 12)}${dot(12, 12)}${dot(19, 12)}`,
  "more-vertical": `${dot(12, 5)}${dot(12, 12)}${dot(12, 19)}`,
  search: `${circle(11, 11, 6.5)}M16 16l5 5`,
  settings: `${circle(9, 7, 2.5)}${circle(15, 17, 2.5)}M3 7h3.5M11.5 7H21M3 17h9.5M17.5 17H21`,
  sliders: `${circle(9, 7, 2.5)}${circle(15, 17, 2.5)}M3 7h3.5M11.5 7H21M3 17h9.5M17.5 17H21`,
  edit: "M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19zM14.5 6L18 9.5",
  trash: "M4 7h16M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5",
  copy: `${rect(8.5, 8.5, 12, 12)}M15.5 5.5v-1a1 1 0 0 0-1-1h-10a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h1`,
  cut: `${circle(6.5, 18, 2.5)}${circle(17.5, 18, 2.5)}M8 16L17 4M16 16L7 4`,
  paste: `${rect(5, 5, 14, 16)}M9 5V3.5h6V5M9 5v2h6V5`,
  undo: "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12H9",
  redo: "M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h5",
  refresh: "M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 4v4.5h-4.5",
  download: "M12 4v11M7 10.5l5 5 5-5M4 19.5h16",
  upload: "M12 15.5v-11M7 9l5-5 5 5M4 19.5h16",
  import: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4 14v5a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-5",
  export: "M12 15V4M7.5 8L12 3.5 16.5 8M4 14v5a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-5",
  external: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1",
  eye: `M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z${circle(12, 12, 3)}`,
  "eye-off":
    "M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.4M6.3 7.3A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.3-1.1M10 10a3 3 0 0 0 4.1 4.1",
  user: `${circle(12, 8, 4)}M4 20.5c.8-4 3.9-6 8-6s7.2 2 8 6`,
  users: `${circle(9, 8, 3.5)}M2.5 20c.6-3.8 3.1-5.5 6.5-5.5s5.9 1.7 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.9c1.9.8 3.1 2.5 3.5 5.1`,
  "user-add": `${circle(10, 8, 4)}M2.5 20.5c.8-4 3.6-6 7.5-6 2 0 3.7.5 5 1.5M18.5 14.5v6M15.5 17.5h6`,
  "sign-out": "M10 4H5a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h5M9.5 12H20M16 8l4 4-4 4",
  "sign-in": "M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M4 12h11M11 8l4 4-4 4",
  key: `${circle(8, 15.5, 4.5)}M11.2 12.3L20 3.5M16 7.5l3 3M13.5 10l2 2`,
  lock: `${rect(5, 11, 14, 9)}M8 11V8a4 4 0 0 1 8 0v3M12 14.5v2`,
  unlock: `${rect(5, 11, 14, 9)}M8 11V8a4 4 0 0 1 7.5-1.9M12 14.5v2`,
  shield: "M12 3l7.5 3v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6zM8.8 11.8l2.3 2.3 4.2-4.2",
  certificate: `${circle(12, 9, 6)}M8.5 14L7 21.5l5-2.5 5 2.5-1.5-7.5M9.7 9l1.7 1.7L14.5 7.5`,
  apps: `${rect(4, 4, 6.5, 6.5, 1.5)}${rect(13.5, 4, 6.5, 6.5, 1.5)}${rect(4, 13.5, 6.5, 6.5, 1.5)}${rect(13.5, 13.5, 6.5, 6.5, 1.5)}`,
  provider: `${circle(6, 12, 2.5)}${circle(18, 6, 2.5)}${circle(18, 18, 2.5)}M8.3 10.9l7.4-3.7M8.3 13.1l7.4 3.7`,
  dashboard: `${rect(3.5, 3.5, 7.5, 9)}${rect(13, 3.5, 7.5, 5)}${rect(3.5, 15, 7.5, 5.5)}${rect(13, 11, 7.5, 9.5)}`,
  events: "M8 6h13M8 12h13M8 18h13M4 6v.1M4 12v.1M4 18v.1",
  history: "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 7.5V12l3 2",
  home: "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4.5v-6h-5v6H5a1 1 0 0 1-1-1z",
  info: `${circle(12, 12, 9)}M12 11v5.5M12 7.7v.1`,
  help: `${circle(12, 12, 9)}M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.2 1-1.2 1.8M12 16.7v.1`,
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.1",
  error: `${circle(12, 12, 9)}M9 9l6 6M15 9l-6 6`,
  ok: `${circle(12, 12, 9)}M8 12.5l2.7 2.7L16.2 9.5`,
  sun: `${circle(12, 12, 4)}M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4`,
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  monitor: `${rect(3, 4, 18, 12)}M12 16v4M8 20h8`,
  "zoom-in": `${circle(11, 11, 6.5)}M16 16l5 5M11 8.5v5M8.5 11h5`,
  "zoom-out": `${circle(11, 11, 6.5)}M16 16l5 5M8.5 11h5`,
  "zoom-fit":
    "M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4",
  map: "M9 4L3.5 6v14L9 18l6 2 5.5-2V4L15 6zM9 4v14M15 6v14",
  play: "M7 4.5l12 7.5-12 7.5z",
  pause: "M8 5v14M16 5v14",
  stop: `${rect(6, 6, 12, 12, 1.5)}`,
  deploy: "M12 20V9M7.5 13L12 8.5l4.5 4.5M5 4h14",
  restart: "M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 4v4.5h-4.5",
  clear: `${circle(12, 12, 9)}M6 6l12 12`,
  expand: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  collapse: "M20 10h-6V4M14 10l7-7M4 14h6v6M10 14l-7 7",
  drag: `${dot(9, 6)}${dot(15, 6)}${dot(9, 12)}${dot(15, 12)}${dot(9, 18)}${dot(15, 18)}`,
  keyboard: `${rect(2.5, 6, 19, 12)}M6 10v.1M10 10v.1M14 10v.1M18 10v.1M6 14v.1M18 14v.1M9 14h6`,
  palette: `${rect(3, 4, 18, 16)}M9 4v16M5.5 8h1M5.5 11.5h1M5.5 15h1`,
  sidebar: `${rect(3, 4, 18, 16)}M15 4v16`,
  book: "M12 6.5C10 5 7.5 4.5 3.5 4.5v13.5c4 0 6.5.5 8.5 2 2-1.5 4.5-2 8.5-2V4.5c-4 0-6.5.500-8.5 2zM12 6.5V20",
  lightbulb: "M9 17.5h6M10 20.5h4M9 17.5c0-2-3-3.3-3-7a6 6 0 0 1 12 0c0 3.7-3 5-3 7",
  bold: "M8 5h5a3.3 3.3 0 0 1 0 6.7H8zM8 11.7h6a3.6 3.6 0 0 1 0 7.3H8z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
  "list-numbered": "M10 6h10M10 12h10M10 18h10M4 4.5l1.5-.7V8M4 16.2a1.3 1.3 0 1 1 2.3 1L4 20h2.6",
  quote: "M10 7c-3 .6-4.5 2.6-4.5 6V17H10v-4.5H7.5M19 7c-3 .6-4.5 2.6-4.5 6V17H19v-4.5h-2.5",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  database:
    "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  folder: "M3 18.5V6a1 1 0 0 1 1-1h5.5l2 2.5H20a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
  tag: `M3.5 12.5V4.5a1 1 0 0 1 1-1h8L21 12l-8.5 8.5z${dot(8, 8)}`,
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4",
  pin: "M9 3.5h6l-1 6.5 4 3.5v1.5H6v-1.5L10 10zM12 15v6",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  wand: "M4 20L15 9M17.5 3v4M15.5 5h4M20 11v3M18.5 12.5h3M9.5 4v2.5M8.3 5.2h2.5M13 7l4 4",
  calendar: `${rect(3.5, 5, 17, 15.5)}M3.5 10h17M8 3v4M16 3v4`,
  device: `${rect(3, 5, 18, 11)}M1.5 19.5h21`,
  target: `${circle(12, 12, 8.5)}${circle(12, 12, 4)}${dot(12, 12)}`,
  crosshair: `${circle(12, 12, 7)}M12 2v5M12 17v5M2 12h5M17 12h5`,
} as const;

/** Every drawing by name. An interface name never hides a node type's. */
export const icons: Readonly<Record<string, string>> = { ...interfaces, ...nodes };

export type IconName = keyof typeof nodes | keyof typeof interfaces;

/** Names by which node types of Node-RED call drawings that have another name here. */
const aliases: Readonly<Record<string, string>> = {
  link: "link",
  "parser-json": "json",
  "parser-csv": "csv",
  "parser-html": "html",
  "parser-xml": "xml",
  "parser-yaml": "yaml",
  bridge: "bridge-dash",
  "white-globe": "white-globe",
  "http-in": "http",
  "http-request": "http",
  "mqtt-in": "mqtt",
  "mqtt-out": "mqtt",
  "function-python": "python",
  delay: "timer",
  change: "swap",
  cog: "config",
  "tls-config": "tls",
};

/** The drawings of node types by every name that their `icon` may have. */
export function nodeDrawings(): Record<string, string> {
  const other = Object.entries(aliases).map(([name, drawing]) => [name, icons[drawing] ?? nodes.unknown]);
  return { ...icons, ...Object.fromEntries(other.filter(([name]) => !name?.includes("/"))) };
}

/** Whether an icon name means one of the drawings. */
export function hasDrawing(name: string): boolean {
  const plain = name.replace(/^(node-red|wirelatch)\//, "").replace(/\.(svg|png)$/, "");
  return plain in icons || plain in aliases;
}

/** The drawing for a node type's icon name ("function.svg"); a plain node when unknown. */
export function nodeIcon(name: string | undefined): string {
  const plain = (name ?? "").replace(/^(node-red|wirelatch)\//, "").replace(/\.(svg|png)$/, "");
  return icons[plain] ?? icons[aliases[plain] ?? ""] ?? nodes.unknown;
}
