"use strict";
// The law drawn: a timeline by state, a world map by instrument and year. Text is only ever text.
(() => {
  const data = JSON.parse(document.getElementById("law-data").textContent);
  const [FIRST, LAST] = data.years;
  const byId = (id) => document.getElementById(id);
  const CODE = Object.fromEntries(data.statuses.map((status, number) => [status[0], number]));
  const QUIET = new Set(["not_party", "adopted_not_in_force", "not_bound", "not_adopted", "state_not_existing"].map((c) => CODE[c]));
  const UNKNOWN = CODE.party_unknown;

  function make(name, attributes, text, parent) {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  }
  function draw(name, attributes, text, parent) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  }
  const PATTERNED = new Set([...document.querySelectorAll(".law-defs pattern")].map((p) => p.id));
  function paint(element, style, more = "") {
    element.setAttribute("class", `${more}law-${style}`);
    if (PATTERNED.has(`law-p-${style}`)) element.setAttribute("fill", `url(#law-p-${style})`);
    else element.removeAttribute("fill");
    return element;
  }
  function dayText(day) {
    const text = String(day);
    return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  }
  function yearOf(day) {
    const year = Math.floor(day / 10000);
    const from = Date.UTC(year, 0, 1), to = Date.UTC(year + 1, 0, 1);
    return year + (Date.UTC(year, Math.floor(day / 100) % 100 - 1, day % 100) - from) / (to - from);
  }
  function stepOn(steps, day) {
    let found = steps[0];
    for (const step of steps) if (step[0] <= day) found = step;
    return found;
  }
  const stepsOf = (state, instrument) => data.lists[data.byState[state][instrument]];
  function swatch(style, text, parent, tag) {
    const item = make(tag, {}, undefined, parent);
    const svg = draw("svg", { viewBox: "0 0 27 16", "aria-hidden": "true" }, undefined, item);
    paint(draw("rect", { x: .5, y: .5, width: 26, height: 15 }, undefined, svg), style);
    item.append(text);
  }

  const levelOf = (level) => data.confidence[level][1].toLowerCase();
  function linkToRows(id, text, parent) {
    const link = make("a", { href: `#weak-${id}` }, text, parent);
    link.addEventListener("click", () => { byId(`weak-${id}`).open = true; });
  }

  // --- a state ---------------------------------------------------------------------------------

  function listWords(title, numbers, parent) {
    if (!numbers.length) return;
    const line = make("p", {}, undefined, parent);
    make("strong", {}, `${title}: `, line);
    line.append(numbers.map((n) => data.instruments[n].short).join(", ") + ".");
  }

  function drawState() {
    const state = Number(byId("law-state").value), name = data.states[state][1];
    const shown = [], silent = [], never = [], weak = [];
    const strangers = new Set(data.strangers[state]);
    let others = 0;
    data.instruments.forEach((instrument, n) => {
      const statuses = stepsOf(state, n).map((step) => step[1]);
      if (statuses.some((s) => !QUIET.has(s) && s !== UNKNOWN)) shown.push(n);
      else if (strangers.has(n)) others += 1;
      else if (statuses.includes(UNKNOWN)) silent.push(n);
      else if (instrument.complete && statuses.includes(CODE.not_party)) never.push(n);
    });
    const box = byId("law-timeline");
    const width = Math.max(300, Math.round(box.clientWidth)), narrow = width < 700;
    const left = narrow ? 0 : 320, right = 14, top = 26, step = narrow ? 44 : 28;
    const height = top + shown.length * step + 8;
    const x = (year) => left + (year - FIRST) / (LAST + 1 - FIRST) * (width - left - right);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label":
      `Timeline of ${shown.length} instruments for ${name}, ${FIRST} to ${LAST}; the same in words stands below` });
    for (let year = FIRST; year <= LAST; year += narrow ? 20 : 10) {
      draw("line", { x1: x(year), x2: x(year), y1: top - 6, y2: height, class: "law-grid" }, undefined, svg);
      draw("text", { x: x(year), y: 14, "font-size": 12, class: "law-tick", "text-anchor": year === FIRST && narrow ? "start" : "middle" }, year, svg);
    }
    const table = make("table");
    make("caption", {}, `${name}: the first day of each status`, table);
    const head = make("tr", {}, undefined, make("thead", {}, undefined, table));
    for (const word of ["Instrument", "From", "Status", "Confidence"]) make("th", { scope: "col" }, word, head);
    const body = make("tbody", {}, undefined, table), used = new Set();
    shown.forEach((n, row) => {
      const instrument = data.instruments[n], steps = stepsOf(state, n), y = top + row * step;
      const label = draw("text", { x: 0, y: y + (narrow ? 13 : 16), "font-size": 13 }, instrument.short, svg);
      draw("title", {}, `${instrument.title}, ${instrument.article}`, label);
      const worst = Math.max(...steps.map((step) => step[2] || 0));
      if (worst) weak.push([n, worst]);
      steps.forEach(([day, status, level], i) => {
        const until = i + 1 < steps.length ? steps[i + 1][0] : null;
        const end = until ? yearOf(until) : instrument.checkedDay ? yearOf(instrument.checkedDay) : LAST + 1;
        const words = `${data.statuses[status][1]} from ${dayText(day)}${level ? `, ${levelOf(level)} confidence` : ""}`;
        const a = x(yearOf(day)), b = x(Math.max(end, yearOf(day)));
        const quiet = QUIET.has(status), at = y + (narrow ? 19 : 3);
        used.add(status);
        const bar = draw("rect", { x: a.toFixed(1), y: quiet ? at + 7 : at, width: Math.max(b - a, quiet ? 0 : 1.5).toFixed(1),
          height: quiet ? 4 : 18 }, undefined, svg);
        paint(bar, data.statuses[status][2]);
        draw("title", {}, `${instrument.short}: ${words}`, bar);
        if (level) draw("line", { x1: a.toFixed(1), x2: Math.max(b, a + 1.5).toFixed(1), y1: at + 21, y2: at + 21, class: "law-weak",
          stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": level === 1 ? "6 3" : "2 3" }, undefined, svg);
        const line = make("tr", {}, undefined, body);
        make("td", {}, instrument.short, line);
        make("td", {}, dayText(day), line);
        make("td", {}, data.statuses[status][1], line);
        make("td", {}, level ? data.confidence[level][1] : "", line);
      });
      if (instrument.checked) {
        const line = make("tr", {}, undefined, body);
        make("td", {}, instrument.short, line);
        make("td", {}, instrument.checked, line);
        make("td", { colspan: 2 }, "Parties read up to this day; nothing is said of later ones", line);
      }
    });
    box.replaceChildren(svg);
    byId("law-state-table").replaceChildren(table);
    const legend = byId("law-legend-state"), seen = new Map();
    data.statuses.forEach(([, label, style], n) => {
      if (used.has(n)) seen.set(style, seen.has(style) ? `${seen.get(style)} / ${label}` : label);
    });
    legend.replaceChildren();
    for (const [style, label] of seen) swatch(style, label, legend, "span");
    const said = byId("law-state-weak");
    said.replaceChildren();
    if (weak.length) {
      said.append("Days not known well, with a dashed line (medium confidence) or a dotted one (low) below the bar: ");
      weak.forEach(([n, level], i) => {
        linkToRows(data.instruments[n].id, `${data.instruments[n].short} (${levelOf(level)})`, said);
        said.append(i + 1 < weak.length ? ", " : ". ");
      });
      make("a", { href: "#weak" }, "All such rows", said);
      said.append(".");
    }
    const words = byId("law-state-words");
    words.replaceChildren();
    if (shown.length) make("p", { class: "quiet" }, "A bar stops on the day up to which parties were read; where no such day is recorded, it runs to the end of the chart. Thin lines: not bound, or no state then.", words);
    else make("p", {}, `No signature, consent or period of ${name} is recorded.`, words);
    const [, , before, after] = data.states[state];
    if (before.length) make("p", {}, `Before it: ${before.join(", ")}.`, words);
    if (after.length) make("p", {}, `After it: ${after.join(", ")}.`, words);
    listWords("Not a party at any time, by lists that are complete", never, words);
    listWords("Not recorded whether a party", silent, words);
    if (others) make("p", { class: "quiet" }, `Made between other states, or not open to it: ${others} more instruments of the table below.`, words);
  }

  // --- a provision -----------------------------------------------------------------------------

  const numberOf = new Map(data.states.map(([code], n) => [code, n]));
  let areas = [];
  function prepareMap() {
    // Patterns keep the size of the screen: a narrow window gets a smaller map, not a scaled one.
    const box = byId("law-map"), scale = box.clientWidth < 700 ? 1 : 3;
    const frame = { x: 0, y: 5 * scale, width: 360 * scale, height: 145 * scale };
    const svg = draw("svg", { viewBox: Object.values(frame).join(" "), role: "img" });
    draw("rect", { ...frame, class: "law-sea" }, undefined, svg);
    areas = data.areas.map(([code, name, path]) => {
      const scaled = path.replace(/-?\d+/g, (n) => String(Math.round(n * scale * 10) / 100));
      const area = draw("path", { d: scaled, "data-code": code }, undefined, svg);
      return [area, draw("title", {}, "", area), numberOf.get(code), name];
    });
    box.replaceChildren(svg);
    return svg;
  }

  function drawMap(svg) {
    const n = Number(byId("law-instrument").value), year = Number(byId("law-year").value);
    const instrument = data.instruments[n], day = year * 10000 + 1231;
    byId("law-year-out").textContent = String(year);
    const steps = data.states.map((_, state) => stepOn(stepsOf(state, n), day));
    const on = steps.map((step) => step[1]), levels = data.confidence.map(() => 0);
    const groups = data.statuses.map(() => []);
    const sure = (state) => steps[state][2] ? ` (${levelOf(steps[state][2])} confidence)` : "";
    on.forEach((status, state) => groups[status].push(data.states[state][1] + sure(state)));
    for (const step of steps) levels[step[2] || 0] += 1;
    const drawn = new Set();
    for (const [area, title, state, name] of areas) {
      const [, label, style] = state === undefined ? ["", "no state of its own in this data set", "none"] : data.statuses[on[state]];
      paint(area, style, "law-area ");
      title.textContent = `${state === undefined ? name : data.states[state][1]}: ${label}${state === undefined ? "" : sure(state)}`;
      if (state !== undefined) drawn.add(state);
    }
    let said = `${instrument.title}, ${instrument.article}, on 31 December ${year}.`;
    if (instrument.checked && instrument.checkedDay < day) said += ` Its parties were read up to ${instrument.checked}: the map shows that day.`;
    if (!instrument.complete) said += " Its parties are not completely known.";
    if (!instrument.complete && instrument.open) said += ` Open to ${instrument.open} alone: of other states it is known that they were no party.`;
    byId("law-map-said").textContent = said;
    const weak = byId("law-map-weak"), named = [];
    weak.replaceChildren();
    data.confidence.forEach((_, level) => { if (level && levels[level]) named.push(`${levelOf(level)} confidence: ${levels[level]}`); });
    if (named.length) {
      weak.append(`States whose days are not known well, ${named.join("; ")}. They are marked in the list of states by status. `);
      linkToRows(instrument.id, "The rows of this instrument", weak);
      weak.append(", ");
      make("a", { href: "#weak" }, "all such rows", weak);
      weak.append(".");
    }
    const counts = byId("law-counts"), list = byId("law-map-list");
    counts.replaceChildren();
    list.replaceChildren();
    const summary = [];
    groups.forEach((names, status) => {
      const [code, label, style] = data.statuses[status];
      if (!names.length || code === "state_not_existing") return;
      swatch(style, `${label}: ${names.length}`, counts, "li");
      summary.push(`${label}: ${names.length}`);
      make("h3", {}, `${label} (${names.length})`, list);
      make("p", {}, names.join("; "), list);
    });
    swatch("none", "No state then, or not one of its own", counts, "li");
    const off = on.filter((status, state) => status !== CODE.state_not_existing && !drawn.has(state)).length;
    byId("law-map-off").textContent = `${off} of the states counted have no area on the map.`;
    svg.setAttribute("aria-label", `World map, ${instrument.short}, ${year}: ${summary.join(", ")}`);
  }

  // --- start -----------------------------------------------------------------------------------

  if (!data.states.length || !data.instruments.length) return;
  const stateBox = byId("law-state"), instrumentBox = byId("law-instrument");
  data.states.forEach(([code, name], n) => make("option", { value: n, "data-code": code }, `${name} (${code})`, stateBox));
  let group;
  data.instruments.forEach((item, n) => {
    if (!group || group.label !== item.group) group = make("optgroup", { label: item.group }, undefined, instrumentBox);
    make("option", { value: n, "data-id": item.id }, `${item.short}, ${item.article}`, group);
  });
  stateBox.value = String(numberOf.get(data.start) ?? 0);
  instrumentBox.value = String(Math.max(0, data.instruments.findIndex((i) => i.id === "REF-CONV-1951")));
  byId("by-state").hidden = byId("by-instrument").hidden = false;
  let svg = prepareMap();
  stateBox.addEventListener("change", drawState);
  instrumentBox.addEventListener("change", () => drawMap(svg));
  byId("law-year").addEventListener("input", () => drawMap(svg));
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) { width = innerWidth; svg = prepareMap(); drawState(); drawMap(svg); }
  });
  drawState();
  drawMap(svg);
})();
