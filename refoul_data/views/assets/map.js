// What a reader does: select a record, filter, search, follow a link.

const panel = byId("record_panel");
const layers = page.records.map(draw);
let selected = null, opener = null;

// --- selection -----------------------------------------------------------------------------------

const recordNamed = id => page.records.find(record => record.id === id) || null;

function mark(record, on) {
  const row = rows[page.records.indexOf(record)];
  if (on) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  const path = record.mark && record.mark.getElement();
  if (path) path.classList.toggle("selected", on);
  if (on && record.mark && map.hasLayer(record.mark)) record.mark.bringToFront();
}

function select(record, from) {
  if (selected) mark(selected, false);
  selected = record;
  document.body.classList.toggle("has-record", Boolean(record));
  byId("panel_intro").hidden = Boolean(record);
  byId("panel_record").hidden = byId("panel_bar").hidden = !record;
  drawFocus(record);
  map.getContainer().classList.toggle("has-selection", Boolean(record));
  if (timeline) timeline.draw();
  keepAddress(Boolean(record));
  if (!record) {
    if (opener && opener.isConnected) opener.focus();
    opener = null;
    return;
  }
  if (from) opener = from;
  mark(record, true);
  fillPanel(record);
  step();
  panel.scrollTop = 0;
  show(record);
  byId("panel_title").focus({ preventScroll: true });
}

function show(record) {
  const stage = byId("record_stage");
  const box = stage.getBoundingClientRect();
  if (isPhone() ? Math.abs(box.top) > 60 : box.top < -box.height / 3 || box.top > innerHeight / 2) {
    stage.scrollIntoView({ block: "start", behavior: calm || isPhone() ? "auto" : "smooth" });
  }
  fit(record, { animate: !calm });
}

function fit(record, options) {
  const bounds = record ? boundsOf(record) : null;
  if (!bounds) return home();
  if (!bounds.isValid()) return;
  ownMove = true;
  const frame = byId("map_frame").getBoundingClientRect();
  const sheet = isPhone() ? Math.max(0, frame.bottom - panel.getBoundingClientRect().top) : 0;
  const room = Math.min(140, frame.width * 0.24);  // for the names beside the places
  const covered = isPhone() ? sheet : frame.bottom - byId("map_legend").getBoundingClientRect().top;
  map.fitBounds(bounds, {
    maxZoom: 7, paddingTopLeft: [room, 30],
    paddingBottomRight: [room, covered < frame.height - 120 ? covered + 30 : 30], ...options,
  });
}

// --- the bar above the record: close, step through the shown records in the order of time -------

function buildBar() {
  const bar = make("div", "", "bar");
  bar.id = "panel_bar";
  bar.hidden = true;
  const button = (id, text, label, act) => {
    const element = make("button", text);
    element.id = id;
    element.type = "button";
    element.setAttribute("aria-label", label);
    element.title = label;
    element.addEventListener("click", act);
    bar.append(element);
  };
  button("go_back", "‹", "Previous record in time", () => select(neighbour(-1)));
  const place = make("span", "", "quiet");
  place.id = "place_in_list";
  bar.append(place);
  button("go_on", "›", "Next record in time", () => select(neighbour(1)));
  button("close_record", "Close", "Close the record", () => select(null));
  panel.prepend(bar);
}

function neighbour(by) {
  const list = page.records.filter((record, at) => shown[at] || record === selected);
  return list[list.indexOf(selected) + by];
}

function step() {
  const list = page.records.filter((record, at) => shown[at] || record === selected);
  byId("place_in_list").textContent = `${list.indexOf(selected) + 1} of ${list.length}`;
  byId("go_back").disabled = !neighbour(-1);
  byId("go_on").disabled = !neighbour(1);
}

// --- table, keys, print --------------------------------------------------------------------------

rows.forEach((row, at) => {
  const record = page.records[at];
  const title = row.querySelector(".title");
  const anchor = make("a", title.textContent, "title");
  anchor.href = `#${encodeURIComponent(record.id)}`;
  title.replaceWith(anchor);
  row.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !getSelection().isCollapsed) return;
    event.preventDefault();
    select(record, anchor);
  });
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && selected) select(null);
  // In the panel, or where nothing has the focus, the arrows step from record to record in time.
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const free = panel.contains(event.target) || event.target === document.body;
  if (!by || !free || !selected || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  if (neighbour(by)) select(neighbour(by));
});

window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) !== stateNow()) followAddress();
});

// On paper every section is open, and the map is narrower: it is fitted anew, then put back.
let beforePrint = null;
window.addEventListener("beforeprint", () => {
  beforePrint = [map.getCenter(), map.getZoom(), view];
  document.documentElement.classList.add("printing");
  map.invalidateSize({ animate: false, pan: false });
  fit(selected, { animate: false });
  document.querySelectorAll("#record_panel details, #map_legend, #map_about").forEach(details => {
    details.dataset.open = details.open ? "yes" : "";
    details.open = true;
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-open]").forEach(details => {
    details.open = Boolean(details.dataset.open);
  });
  // Not at once: the toggle events of these changes are still to come, and must not be kept.
  setTimeout(() => document.documentElement.classList.remove("printing"), 50);
  setTimeout(() => {
    map.invalidateSize({ animate: false, pan: false });
    if (!beforePrint) return;
    const [center, zoom, kept] = beforePrint;
    map.setView(center, zoom, { animate: false });
    view = kept;
    keepAddress();
  }, 60);
});

// --- start ---------------------------------------------------------------------------------------

function home() {
  ownMove = true;
  const points = page.records.filter(record => record.at).map(record => record.at);
  if (points.length) {
    map.fitBounds(L.latLngBounds(points).pad(0.1), { maxZoom: 5, animate: false, padding: [20, 20] });
  } else {
    map.fitWorld({ animate: false });
  }
}

map.getContainer().setAttribute("role", "group");
map.getContainer().setAttribute("aria-label", "Map; arrow keys move it, plus and minus zoom");
buildBar();
if (isPhone()) byId("map_legend").open = false;
limitZoom();
L.control.zoom({ zoomInTitle: "Closer", zoomOutTitle: "Farther" }).addTo(map);
const Whole = L.Control.extend({
  onAdd() {
    const button = make("button", "All", "whole");
    button.type = "button";
    button.title = "Show all records on the map";
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", home);
    return button;
  },
});
new Whole({ position: "topleft" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
home();
keepInWorld();
if (timeline) timeline.draw();
started = true;
followAddress();
document.documentElement.classList.add("ready");
