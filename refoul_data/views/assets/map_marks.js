// The records on the ground: marks, discs of precision, movements.

// Reads the entries of a section as map_sections.py wrote them.
const MARKS = ["", "preferred", "aside", "record"];
function entriesOf(text) {
  const numbers = numbersOf(text), entries = [];
  let at = 0;
  const pairs = () => Array.from({ length: numbers[at++] }, () => [numbers[at++], numbers[at++]]);
  while (at < numbers.length) {
    const [head, group, mark] = numbers.slice(at, at += 3);
    entries.push({ head, group, mark: MARKS[mark], cites: pairs(), lines: pairs() });
  }
  return entries;
}

// A record's summary stands in its row of the table, which reads without scripts.
const rows = [...document.querySelectorAll("#record_table tbody tr")];
page.records.forEach((record, at) => {
  const summary = rows[at].querySelector("th p");
  record.summary = summary ? summary.textContent : "";
  record.sections = (record.sections || []).map(([title, text]) => [textOf(title), entriesOf(text)]);
});

drawLand();

const SHAPES = {
  incident: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  campaign: (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  measure: (x, y, r) => `M${x} ${y - 1.3 * r}l${1.3 * r} ${1.3 * r} ${-1.3 * r} ${1.3 * r} ${-1.3 * r} ${-1.3 * r}z`,
};
const HEADS = { return: [0], flight: [0], onward: [-3, 3] };
const NOT_EXECUTED = ["attempted_blocked", "planned", "threatened"];
const known = (code, codes) => codes.includes(code) ? code : "other";

// Leaflet draws circles only: another path is set where it would set the circle's.
const Mark = L.CircleMarker.extend({
  _updatePath() {
    const { shape, aside } = this.options;
    const { x, y } = this._point.add(aside);
    this._renderer._setPath(this, shape(x, y, this._radius));
  },
});

const Arrow = L.CircleMarker.extend({
  _updatePath() {
    const { angle, stage } = this.options;
    const turned = (x, y) => `${this._point.x + x * Math.cos(angle) - y * Math.sin(angle)} ` +
      `${this._point.y + x * Math.sin(angle) + y * Math.cos(angle)}`;
    this._renderer._setPath(this, (HEADS[stage] || [0]).map(back =>
      `M${turned(back - 4, -5)}L${turned(back + 5, 0)}L${turned(back - 4, 5)}`).join(""));
  },
});

// A disc in metres that never looks smaller than a ring around its mark.
const Disc = L.Circle.extend({
  _project() {
    L.Circle.prototype._project.call(this);
    if (this._radius < 11) {
      this._radius = this._radiusY = 11;
      this._updateBounds();
    }
  },
});

function disc(at, precision, kind) {
  const [radius, style] = page.precisions[precision] || [0, "unknown"];
  if (style === "exact") return null;
  return new Disc(at, {
    renderer: renderers.disc, radius: radius * 1000, interactive: false,
    className: `disc ${style} kind-${kind}`,
  });
}

// A curve through start, control point and end of a line.
const Curve = L.Polyline.extend({
  options: { noClip: true, smoothFactor: 0, interactive: false, renderer: renderers.leg },
  _updatePath() {
    const line = this._parts[0];  // none where the curve is out of view
    const [p, c, q] = (line || []).map(({ x, y }) => `${x} ${y}`);
    this._renderer._setPath(this, line ? `M${p}Q${c} ${q}` : "M0 0");
  },
});

// From end to end, the shorter way round; always bent to the left, so that two ways differ.
function arc(from, to, bend) {
  const end = [to[0], to[1] - 360 * Math.round((to[1] - from[1]) / 360)];
  const p = map.project(from, 8), q = map.project(end, 8);
  const way = q.subtract(p);
  const control = p.add(q).divideBy(2).add(L.point(way.y, -way.x).multiplyBy(bend));
  const half = p.add(q).divideBy(4).add(control.divideBy(2));
  return {
    start: from, end, points: [from, map.unproject(control, 8), end],
    half: map.unproject(half, 8), angle: Math.atan2(way.y, way.x),
  };
}

// All movements of a record as curves; a place beyond the antimeridian stays where it was reached.
function arcsOf(record) {
  const placed = new Map(), uses = new Map();
  return (record.legs || []).map(([from, to, stage, status]) => {
    const start = placed.get(from) || page.places[from][1];
    const pair = [from, to].join(" ");
    const use = uses.get(pair) || 0;
    uses.set(pair, use + 1);
    const curve = arc(start, page.places[to][1], 0.2 + 0.12 * use);
    placed.set(from, start);
    placed.set(to, curve.end);
    const stageName = known(stage, Object.keys(HEADS));
    const classes = `leg stage-${stageName} ${known(status, ["executed", "intended"])}`;
    return { ...curve, stageName, classes, from, to };
  });
}

const sameSpot = new Map();
for (const record of page.records) {
  if (!record.at) continue;
  const key = record.at.join(" ");
  sameSpot.set(key, [...(sameSpot.get(key) || []), record]);
}

// Marks of records at one place stand in a ring around it.
function aside(record) {
  const group = sameSpot.get(record.at.join(" "));
  if (group.length < 2) return L.point(0, 0);
  const turn = 2 * Math.PI * group.indexOf(record) / group.length;
  const radius = Math.max(8, 2.6 * group.length);
  return L.point(radius * Math.cos(turn), radius * Math.sin(turn));
}

function draw(record) {
  const layers = L.featureGroup();
  const kind = known(record.kind, Object.keys(SHAPES));
  for (const { points, classes } of arcsOf(record)) {
    new Curve(points, { className: classes }).addTo(layers);
  }
  if (!record.at) return layers;
  const ring = disc(record.at, record.precision, kind);
  if (ring) ring.addTo(layers);
  const hollow = NOT_EXECUTED.includes(record.execution) ? "hollow" : "";
  const offset = aside(record);
  record.mark = new Mark(record.at, {
    renderer: renderers.mark, radius: ring ? 5 : 6.5, shape: SHAPES[kind] || SHAPES.incident,
    aside: offset, className: `mark kind-${kind} ${hollow}`, bubblingMouseEvents: false,
  }).addTo(layers);
  record.mark.bindTooltip(() => {
    const tip = make("div");
    tip.append(make("strong", record.title), make("span", record.when));
    return tip;
  }, { direction: "top", offset: offset.add([0, -8]), className: "tip", opacity: 1 });
  record.mark.on("add", () => {
    const path = record.mark.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", [record.title, record.when].filter(Boolean).join(", "));
    path.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      select(record, path);
    });
  });
  record.mark.on("click", () => select(record, record.mark.getElement()));
  return layers;
}

// What is drawn of the selected record alone: its movements with arrows, its places with names.
const focus = L.featureGroup().addTo(map);

function drawFocus(record) {
  focus.clearLayers();
  const places = new Map();  // by position, so that each is named and ringed once
  const add = (at, text, precision) => {
    const key = at.map(x => x.toFixed(2)).join(" ");
    if (!places.has(key)) places.set(key, [at, text, precision]);
  };
  if (record && record.at && record.where) add(record.at, record.where);
  for (const { points, classes, half, angle, stageName, from, to, start, end } of arcsOf(record || {})) {
    new Curve(points, { className: `${classes} chosen` }).addTo(focus);
    new Arrow(half, { renderer: renderers.leg, radius: 6, angle, stage: stageName,
      className: `arrow stage-${stageName}`, interactive: false }).addTo(focus);
    for (const [number, at] of [[from, start], [to, end]]) {
      const [text, , precision] = page.places[number];
      L.circleMarker(at, { renderer: renderers.leg, radius: 3, className: "end", interactive: false }).addTo(focus);
      add(at, text, precision);
    }
  }
  placeNames = [...places.values()];
  for (const [at, , precision] of placeNames) {
    const ring = precision && disc(at, precision, "end");
    if (ring) ring.addTo(focus);
  }
  writeNames();
}

function boundsOf(record) {
  const bounds = L.latLngBounds([]);
  const reach = precision => 2000 * Math.max(30, (page.precisions[precision] || [0])[0]);
  if (record.at) bounds.extend(L.latLng(record.at).toBounds(reach(record.precision)));
  for (const { half, from, to, start, end } of arcsOf(record)) {
    bounds.extend(half);
    bounds.extend(L.latLng(start).toBounds(reach(page.places[from][2])));
    bounds.extend(L.latLng(end).toBounds(reach(page.places[to][2])));
  }
  return bounds;
}
