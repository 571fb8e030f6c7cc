// The address keeps record, filters, time and view: `#record&kind=campaign&from=1979-01-01`.

let started = false;  // before that, nothing of what it would keep is there
let ownMove = false;  // the map moves by our own doing, not the reader's
let view = null;      // where the reader moved the map to

map.on("moveend", () => {
  const { lat, lng } = map.getCenter();
  if (ownMove) view = null;
  else if (!document.documentElement.classList.contains("printing")) {
    view = [lat.toFixed(2), lng.toFixed(2), map.getZoom()].join(",");
  }
  ownMove = false;
  if (started) keepAddress();
});
map.on("resize", () => { ownMove = true; });

function stateNow() {
  const parts = facets.filter(({ select }) => select.value).map(({ id, select }) => [id, select.value]);
  if (search.value.trim()) parts.push(["q", search.value.trim()]);
  if (timeline) timeline.range().forEach((day, end) => {
    if (day !== null) parts.push([end ? "to" : "from", isoOf(day)]);
  });
  if (view) parts.push(["view", view]);
  const rest = new URLSearchParams(parts).toString();
  return (selected ? encodeURIComponent(selected.id) : "") + (rest ? `&${rest}` : "");
}

// A new record is a step in the history of the browser; a filter is none.
function keepAddress(isStep) {
  if (!started || window.parent !== window) return;  // inside a notebook the address is not ours
  const state = stateNow();
  if (state === location.hash.slice(1)) return;
  if (isStep && state) { location.hash = state; return; }
  const address = location.href.split("#")[0] + (state ? `#${state}` : "");
  try { history.replaceState(null, "", address); } catch { location.hash = state; }
}

function followAddress() {
  const [name, ...rest] = location.hash.slice(1).split("&");
  const asked = new URLSearchParams(rest.join("&"));
  let id = "";
  try { id = decodeURIComponent(name); } catch { /* no record has such a name */ }
  search.value = asked.get("q") || "";
  for (const { id: facet, select, sets } of facets) {
    select.value = sets.has(asked.get(facet)) ? asked.get(facet) : "";
  }
  if (timeline) timeline.choose(...["from", "to"].map((end, last) => dayFrom(asked.get(end) || "", Boolean(last))));
  filter();
  const record = recordNamed(id);
  if (record !== selected) select(record);
  const [lat, lng, zoom] = (asked.get("view") || "").split(",").map(Number);
  if ([lat, lng, zoom].every(Number.isFinite)) {
    map.stop();
    map.setView([lat, lng], zoom, { animate: false });
    ownMove = false;
    view = asked.get("view");
  }
  keepAddress();
}
