/**
 * The names of Font Awesome 4 that flows use as icons (`font-awesome/fa-clock-o`), each with the drawing of ours that
 * says the same. A name that is not here has none.
 */

/** Drawing to the names that it stands for. */
const NAMES: Record<string, string> = {
  add: "plus plus-circle plus-square plus-square-o",
  alert: "exclamation-triangle warning exclamation",
  apps: "th th-large cubes delicious windows",
  "arrow-down": "arrow-down arrow-circle-down long-arrow-down",
  "arrow-left": "arrow-left arrow-circle-left long-arrow-left",
  "arrow-right": "arrow-right arrow-circle-right long-arrow-right play-circle",
  "arrow-up": "arrow-up arrow-circle-up long-arrow-up",
  batch: "archive briefcase suitcase",
  bell: "bell bell-o bullhorn volume-up volume-down volume-off",
  bold: "bold header font",
  book: "book bookmark bookmark-o leanpub",
  calendar: "calendar calendar-o calendar-check-o calendar-plus-o calendar-times-o",
  certificate: "certificate trophy graduation-cap id-badge",
  check: "check check-square check-square-o",
  "chevron-down": "chevron-down angle-down caret-down chevron-circle-down",
  "chevron-left": "chevron-left angle-left caret-left chevron-circle-left",
  "chevron-right": "chevron-right angle-right caret-right chevron-circle-right",
  "chevron-up": "chevron-up angle-up caret-up chevron-circle-up",
  "chevrons-left": "angle-double-left fast-backward backward step-backward",
  "chevrons-right": "angle-double-right fast-forward forward step-forward",
  clear: "eraser paint-brush",
  close: "times times-circle times-circle-o remove ban window-close",
  code: "code file-code-o css3 html5 github git",
  collapse: "compress",
  comment: "comment comment-o comments comments-o commenting commenting-o slack whatsapp telegram twitter",
  complete: "check-circle check-circle-o flag-checkered",
  config: "cog gear cogs gears wrench",
  copy: "clone copy files-o",
  crosshair: "crosshairs location-arrow compass",
  csv: "table columns list-alt calculator",
  cut: "cut scissors",
  dashboard: "tachometer dashboard thermometer-half thermometer-full thermometer-empty thermometer",
  database: "database hdd-o server",
  debug: "bug stethoscope",
  deploy: "rocket upload cloud-upload",
  device: "mobile tablet microchip raspberry-pi usb bluetooth bluetooth-b tv television print",
  download: "download cloud-download inbox",
  edit: "pencil pencil-square pencil-square-o edit",
  envelope: "envelope envelope-o envelope-open envelope-open-o paper-plane paper-plane-o send at reply",
  events: "area-chart bar-chart bar-chart-o line-chart pie-chart",
  exec: "terminal keyboard-o linux",
  expand: "expand arrows-alt arrows external-link",
  eye: "eye video-camera camera camera-retro",
  "eye-off": "eye-slash",
  file: "file file-o file-text file-text-o newspaper-o",
  "file-in": "file-archive-o file-excel-o file-pdf-o file-word-o",
  filter: "filter",
  folder: "folder folder-o folder-open folder-open-o",
  function: "superscript subscript",
  group: "object-group object-ungroup square-o square",
  help: "question question-circle question-circle-o life-ring support",
  history: "history",
  home: "home building building-o bed university industry",
  html: "file-image-o image picture-o",
  info: "info info-circle",
  italic: "italic i-cursor",
  join: "compress code-fork",
  json: "tags asterisk",
  key: "key",
  keyboard: "hand-o-up",
  lightbulb: "lightbulb-o lightbulb",
  "link-call": "retweet exchange",
  "link-in": "sign-in",
  "link-out": "sign-out share share-square share-alt",
  link: "link chain paperclip chain-broken unlink",
  list: "list list-ul bars navicon reorder tasks",
  "list-numbered": "list-ol",
  lock: "lock user-secret",
  map: "map map-o map-marker map-pin street-view",
  menu: "align-left align-justify align-center align-right",
  minus: "minus minus-circle minus-square minus-square-o",
  monitor: "desktop laptop",
  moon: "moon-o cloud",
  more: "ellipsis-h ellipsis-v",
  mqtt: "rss wifi feed podcast signal",
  ok: "thumbs-up thumbs-o-up smile-o",
  palette: "magic",
  paste: "clipboard paste",
  pause: "pause pause-circle",
  play: "play",
  plug: "plug bolt flash power-off battery-full battery-half battery-empty",
  python: "python",
  quote: "quote-left quote-right",
  range: "arrows-h arrows-v sliders",
  refresh: "refresh spinner circle-o-notch",
  search: "search search-plus search-minus binoculars",
  settings: "sliders",
  shield: "shield umbrella",
  sort: "sort sort-asc sort-desc sort-amount-asc sort-amount-desc sort-alpha-asc sort-numeric-asc",
  split: "random share-alt-square",
  status: "heartbeat heart heart-o",
  stop: "stop stop-circle circle circle-o dot-circle-o",
  subflow: "sitemap",
  sun: "sun-o adjust fire",
  swap: "arrows-h",
  tag: "tag ticket",
  target: "bullseye",
  timer: "clock-o hourglass hourglass-o hourglass-half stopwatch",
  trash: "trash trash-o recycle",
  trigger: "hand-pointer-o",
  undo: "undo rotate-left",
  redo: "repeat rotate-right",
  unlock: "unlock unlock-alt",
  user: "user user-o user-circle user-circle-o id-card id-card-o address-card",
  "user-add": "user-plus",
  users: "users group",
  "white-globe": "globe language",
  tcp: "plane car truck bus ship bicycle taxi train",
  wand: "star star-o gift flask cube",
  warning: "exclamation-circle",
};

const drawingOf = new Map(
  Object.entries(NAMES).flatMap(([drawing, names]) =>
    names.split(" ").map((name) => [name, drawing] as const),
  ),
);

/** The drawing for `font-awesome/fa-…` or `fa-…`; undefined where there is none. */
export function fontAwesomeDrawing(name: string): string | undefined {
  const found = /^(?:font-awesome\/)?fa[ -](?:fa-)?([a-z0-9-]+)$/.exec(name);
  return found ? drawingOf.get(found[1]!) : undefined;
}

/** All names there are drawings for, as flows write them. */
export const fontAwesomeNames = (): string[] =>
  [...drawingOf.keys()].sort().map((name) => `font-awesome/fa-${name}`);

/** One name for each drawing. */
export const fontAwesomeDrawings = (): string[] =>
  Object.values(NAMES)
    .map((names) => `font-awesome/fa-${names.split(" ")[0]}`)
    .sort();
