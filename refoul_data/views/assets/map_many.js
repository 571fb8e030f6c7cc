// A map of thousands of rows: columns, filters, popups, the rows in view, the download.

const NUMBER = page.number, SHOWN_ROWS = 100, CHUNK = 5000;
const positions = await inflate(byId("map_column_0").textContent);
const lat = codesOf(positions, 0, NUMBER, 4), lon = codesOf(positions, NUMBER * 4, NUMBER, 4);
// Lets the browser draw, and hear a click, between two pieces of work.
const pause = () => new Promise(done => { setTimeout(done); });

// The codes of a column and its values, five thousand in a block: a popup waits for few of them.
class Column {
  constructor([name, label, width, size], at) {
    Object.assign(this, { name, label, width, size, at, chunks: [] });
  }
  block(number) {
    this.blocks ||= byId(`map_column_${this.at + 1}`).textContent.split(" ");
    return inflate(this.blocks[number]);
  }
  async readCodes() {
    this.codes ||= this.width ? codesOf(await this.block(0), 0, NUMBER, this.width)
      : Int32Array.from({ length: NUMBER }, (_, row) => row + 1);
  }
  async readChunk(at) {
    this.chunks[at] ||= JSON.parse(new TextDecoder().decode(await this.block(at + 1)));
  }
  async readRow(row) {
    await this.readCodes();
    await this.readChunk(Math.floor(this.codes[row] / CHUNK));
  }
  async readAll() {
    await this.readCodes();
    await Promise.all(Array.from({ length: Math.ceil(this.size / CHUNK) }, (_, at) => this.readChunk(at)));
    this.values = this.chunks.flat();
    this.blocks = null;
  }
  text(row) { return this.chunks[Math.floor(this.codes[row] / CHUNK)][this.codes[row] % CHUNK]; }
}
const columns = page.columns.map((known, at) => new Column(known, at));
const column = name => columns.find(known => known.name === name);
const ids = column("id"), titles = column("title") || ids, precisions = column("place_precision");
const titleOf = row => titles.text(row) || ids.text(row);

let shown = new Uint8Array(NUMBER).fill(1), number = NUMBER;
let selected = null, opener = null;
if (precisions) await precisions.readAll();
const vague = precisions && precisions.values.map(code => page.precisions.includes(code) && !page.exact.includes(code));
const dots = new Dots(lat, lon, row => shown[row], row => vague && vague[precisions.codes[row]]).addTo(map);

// --- a row and its popup -------------------------------------------------------------------------

const recordNamed = id => {
  const at = ids.values.indexOf(id);
  const row = at < 0 ? -1 : ids.codes.indexOf(at);
  return row < 0 ? null : selected && selected.row === row ? selected : { row, id };
};

const popup = L.popup({ maxWidth: 340, maxHeight: 320, className: "row-popup", autoPanPadding: [20, 20] });
map.on("autopanstart", () => { ownMove = true; });
popup.on("remove", () => { if (selected && !popup.changing) select(null); });

function contentOf(row) {
  const box = make("div"), list = make("dl", "", "facts");
  const head = make("h2", titleOf(row));
  head.tabIndex = -1;
  for (const known of columns) {
    const text = known.text(row);
    if (text && known !== titles) list.append(make("dt", known.label), make("dd", text));
  }
  box.append(head, list);
  return box;
}

function select(record, from) {
  if (record && record.row === undefined) return;
  selected = record;
  if (from) opener = from;
  if (!record) {
    map.closePopup(popup);
    keepAddress();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
    return;
  }
  popup.changing = true;
  const { row } = record;
  const at = lat[row] === MISSING ? map.getCenter() : L.latLng(lat[row] / 1e4, lon[row] / 1e4);
  if (!map.getBounds().contains(at)) { ownMove = true; map.setView(at, map.getZoom(), { animate: false }); }
  popup.setLatLng(at).setContent(contentOf(row)).openOn(map);
  popup.changing = false;
  keepAddress(true);
  if (from) popup.getElement().querySelector("h2").focus({ preventScroll: true });
}

let clicks = 0;
map.on("click", async event => {
  const row = dots.nearest(event.containerPoint), click = ++clicks;
  if (row < 0) return;
  await Promise.all(columns.map(known => known.readRow(row)));
  if (click === clicks) select({ row, id: ids.text(row) });
});
// The marks stand, and a click is heard, before all else is there.
home();
keepInWorld();
await new Promise(done => { setTimeout(done, 250); });
for (const known of columns) {
  await known.readAll();
  await pause();
}
drawLand();
document.addEventListener("keydown", event => { if (event.key === "Escape" && selected) select(null); });

// --- filters -------------------------------------------------------------------------------------

const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const search = byId("filter_text");
const facets = page.facets.map(at => {
  const known = columns[at], facet = byId(`filter_column_${at}`);
  known.values.forEach((text, code) => {
    if (!text) return;
    const option = make("option", text);
    option.value = code;
    facet.append(option);
  });
  return { id: known.name, select: facet, known, sets: new Map(known.values.map((text, code) => [String(code), text])) };
});
const dated = page.spans && columns[page.spans[0]];
const timeline = makeTimeline({
  spans: dated ? Array.from(dated.codes, code => page.spans[1][code]) : [],
  look: row => ({ shown: shown[row] }), changed: () => filter(), picked: () => {},
});

// For every column which of its values hold each word that is searched for.
function holders(word) {
  return columns.map(known => known.values.map(text => plain(text).includes(word)));
}

const MEMO = new Map();
function filter() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  const held = wanted.map(word => {
    if (!MEMO.has(word)) { MEMO.clear(); MEMO.set(word, holders(word)); }
    return MEMO.get(word);
  });
  const codes = held.length ? columns.map(known => known.codes) : [];
  const set = facets.map(({ select: facet, known }) => [facet.value && Number(facet.value), known.codes]);
  const counts = facets.map(({ known }) => new Uint32Array(known.values.length));
  number = 0;
  for (let row = 0; row < NUMBER; row++) {
    let refused = 0, by = -1;
    for (let at = 0; at < set.length; at++) {
      if (set[at][0] !== "" && set[at][1][row] !== set[at][0]) { refused++; by = at; }
    }
    if (refused < 2 && timeline && !timeline.holds(row)) { refused = 2; }
    if (refused < 2 && !held.every(hold => hold.some((yes, at) => yes[codes[at][row]]))) refused = 2;
    shown[row] = refused ? 0 : 1;
    number += shown[row];
    if (!refused) set.forEach(([, column_codes], at) => { counts[at][column_codes[row]]++; });
    else if (refused === 1) counts[by][set[by][1][row]]++;
  }
  facets.forEach(({ select: facet, known }, at) => {
    for (const option of facet.options) {
      if (option.value) option.textContent = `${known.values[option.value]} (${counts[at][option.value].toLocaleString("en")})`;
    }
  });
  tell();
}

function tell() {
  byId("filter_count").textContent = number === NUMBER ? `${NUMBER.toLocaleString("en")} rows`
    : `${number.toLocaleString("en")} of ${NUMBER.toLocaleString("en")} rows`;
  const active = facets.filter(({ select: facet }) => facet.value).length;
  byId("filter_reset").hidden = !active && !search.value && !(timeline && timeline.isSet());
  if (facets.length) byId("filter_more_count").textContent = active ? `(${active})` : "";
  byId("download_csv").disabled = !number;
  dots.draw();
  if (timeline) timeline.draw();
  listRows();
  keepAddress();
}

for (const control of [search, ...facets.map(({ select: facet }) => facet)]) {
  control.addEventListener("input", filter);
}
byId("record_filters").addEventListener("submit", event => event.preventDefault());
byId("filter_reset").addEventListener("click", () => {
  search.value = "";
  facets.forEach(({ select: facet }) => { facet.value = ""; });
  if (timeline) timeline.choose(null, null);
  filter();
  search.focus();
});

// --- the rows in view, and the download ----------------------------------------------------------

const inTable = columns.filter(known => known !== titles && known !== ids && !/^place_l(at|on)$/.test(known.name)).slice(0, 6);
document.querySelector("#record_table thead tr").append(...["Row", ...inTable.map(known => known.label)].map(text => {
  const head = make("th", text);
  head.scope = "col";
  return head;
}));

function listRows() {
  const found = new Set();
  dots.each(row => { if (found.size < SHOWN_ROWS) found.add(row); });
  byId("table_note").textContent = found.size < SHOWN_ROWS ? `${found.size} in this view of the map.` : `The first ${SHOWN_ROWS} in this view of the map; a filter or a closer view shows others.`;
  document.querySelector("#record_table tbody").replaceChildren(...[...found].map(row => {
    const line = make("tr"), head = make("th"), anchor = make("a", titleOf(row), "title");
    head.scope = "row";
    anchor.href = `#${encodeURIComponent(ids.text(row))}`;
    anchor.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      select({ row, id: ids.text(row) }, anchor);
    });
    head.append(anchor);
    line.append(head, ...inTable.map(known => {
      const cell = make("td", known.text(row) || "—");
      cell.dataset.label = known.label;
      return cell;
    }));
    return line;
  }));
}

byId("download_csv").addEventListener("click", () => {
  const line = cells => cells.map(text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text).join(",");
  const lines = [line(columns.map(known => known.name))];
  for (let row = 0; row < NUMBER; row++) if (shown[row]) lines.push(line(columns.map(known => known.text(row))));
  const anchor = make("a");
  anchor.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
  anchor.download = number === NUMBER ? "rows.csv" : "rows-selection.csv";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
});

// --- start ---------------------------------------------------------------------------------------

function home() {
  limitZoom();
  ownMove = true;
  let [south, west, north, east] = [90, 180, -90, -180];
  for (let row = 0; row < NUMBER; row++) {
    if (lat[row] === MISSING) continue;
    const [y, x] = [lat[row] / 1e4, lon[row] / 1e4];
    if (y < south) south = y;
    if (y > north) north = y;
    if (x < west) west = x;
    if (x > east) east = x;
  }
  if (south > north) map.fitWorld({ animate: false });
  else map.fitBounds(L.latLngBounds([south, west], [north, east]).pad(0.05), { maxZoom: 6, animate: false });
}

map.getContainer().setAttribute("role", "group");
map.getContainer().setAttribute("aria-label", "Map; arrow keys move it, plus and minus zoom");
L.control.zoom({ zoomInTitle: "Closer", zoomOutTitle: "Farther" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
map.on("moveend", listRows);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dots.draw());
window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) !== stateNow()) followAddress();
});
started = true;
followAddress();
document.documentElement.classList.add("ready");
