// The ground: helpers, land and lines, names, zoom.

const page = await unpack("map_data");
const map = window.map_records;  // folium's script has made it
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const isPhone = () => window.matchMedia("(max-width: 47.5rem)").matches;

// Facts and sections hold numbers of texts: each text stands in the page once.
const textOf = number => page.texts[number || 0];

// Every text of the data passes here, as text: it can never become markup.
function make(tag, text, ...classes) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  const given = classes.filter(Boolean);
  if (given.length) element.classList.add(...given);
  return element;
}

// Reads what pack_line in map_land.py wrote; gives latitude and longitude as Leaflet wants them.
function lineOf(text, shift) {
  const points = [], last = [0, 0];
  numbersOf(text).forEach((step, at) => {
    last[at % 2] += step & 1 ? ~(step >> 1) : step >> 1;
    if (at % 2) points.push([last[1] / 100, last[0] / 100 + shift]);
  });
  return points;
}

function pane(name, level) {
  const element = map.createPane(name);
  element.style.zIndex = level;
  return L.svg({ pane: name, padding: 0.6 });
}

const renderers = {
  land: pane("land", 200),
  disc: pane("disc", 350),
  leg: pane("leg", 400),
  mark: pane("mark", 450),
};
map.getPane("land").style.pointerEvents = "none";
map.createPane("names").style.zIndex = 420;
map.getPane("names").style.pointerEvents = "none";
map.getPane("names").setAttribute("aria-hidden", "true");

// The world and a strip of it again on either side, so that a movement over the antimeridian
// arrives on land. Areas are filled and never edged: their edges hold the cuts at 180 degrees.
function drawLand() {
  for (const shift of [-360, 0, 360]) {
    const flat = { renderer: renderers.land, interactive: false, smoothFactor: 0.7 };
    L.polygon(page.land.areas.map(rings => rings.map(r => lineOf(r, shift))),
      { ...flat, stroke: false, className: "land" }).addTo(map);
    for (const kind of ["border", "coast"]) {
      L.polyline(page.land[kind].map(line => lineOf(line, shift)),
        { ...flat, className: kind }).addTo(map);
    }
  }
}

// Not before the first view stands: Leaflet would still be panning to its limits, and pan on.
function keepInWorld() {
  const world = [[-72, -235], [85, 235]];
  map.panInsideBounds(world, { animate: false });
  map.setMaxBounds(world);
}

// Names: first those of the selected record's places, on the side where there is room, then those
// of the countries that are wide enough; a name that would lie on another, or under a mark, is
// left out.
const names = L.layerGroup().addTo(map);
let placeNames = [];

// A long name in lines of about the same width: it finds room sooner.
function linesOf(text) {
  const width = text.length / Math.ceil(text.length / 14), lines = [];
  for (const word of text.split(" ")) {
    const line = lines.pop();
    if (line === undefined) lines.push(word);
    else if (line.length + word.length / 2 > width) lines.push(line, word);
    else lines.push(`${line} ${word}`);
  }
  return lines;
}

function writeNames() {
  names.clearLayers();
  const view = map.getBounds().pad(0.5);
  const taken = placeNames.map(([at]) => {
    const { x, y } = map.project(at);
    return [x - 6, x + 6, y, 1];
  });
  const { min, max } = map.getPixelBounds();
  const write = (at, lines, side, within, ...classes) => {
    const { x, y } = map.project(at), high = lines.length;
    const width = Math.max(...lines.map(line => line.length)) * (side ? 7.6 : 7);
    const from = x + (side < 0 ? -width - 8 : side > 0 ? 8 : -width / 2);
    if (within && (from < min.x || from + width > max.x)) return false;
    if (taken.some(([a, b, c, n]) => a < from + width && from < b && Math.abs(c - y) < 7 * (n + high))) return false;
    taken.push([from, from + width, y, high]);
    const html = make("span", lines.join("\n"));
    const icon = L.divIcon({ className: classes.join(" "), html, iconSize: [0, 0] });
    L.marker(at, { icon, pane: "names", interactive: false, keyboard: false }).addTo(names);
    return true;
  };
  const middle = placeNames.reduce((sum, [at]) => sum + at[1], 0) / placeNames.length;
  for (const [at, text] of placeNames) {
    const side = placeNames.length > 1 && at[1] < middle ? -1 : 1;
    const tries = [[side, true], [-side, true], [side, false], [-side, false]];
    tries.some(([s, within]) => write(at, [text], s, within, "place-name", s < 0 ? "west" : "east"));
  }
  for (const { at, mark } of page.records || []) {
    if (!mark || !map.hasLayer(mark)) continue;
    const { x, y } = map.project(at).add(mark.options.aside);
    taken.push([x - 7, x + 7, y, 1]);
  }
  const degree = 256 * 2 ** map.getZoom() / 360;
  for (const [text, lat, lon, width] of page.land.names) {
    const at = [lat, lon], lines = linesOf(text);
    const room = lines.every(line => line.length * 7 < width * degree);
    if (room && view.contains(at)) write(at, lines, 0, false, "country");
  }
}
map.on("zoomend moveend", writeNames);

function limitZoom() {
  const width = map.getSize().x;
  if (width) map.setMinZoom(Math.ceil(Math.log2(width * 360 / 470 / 256) * 4) / 4);
}
map.on("resize", limitZoom);

// The wheel scrolls the page until the map was clicked, else nobody gets past it.
(() => {
  const frame = byId("map_frame"), hint = byId("wheel_hint");
  let timer;
  frame.addEventListener("wheel", event => {
    if (event.ctrlKey || event.metaKey || frame.contains(document.activeElement)) return;
    event.stopPropagation();
    hint.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { hint.hidden = true; }, 1400);
  }, { capture: true, passive: true });
})();
