"use strict";
// The law drawn: a timeline by state, a world map by provision and day. Text is only ever text.
(() => {
  const data = JSON.parse(document.getElementById("law-data").textContent);
  const FIRST = yearIn(data.first), LAST = yearIn(data.last);
  const byId = (id) => document.getElementById(id);
  const CODE = Object.fromEntries(data.statuses.map((status, number) => [status[0], number]));
  const codesOf = (names) => new Set(names.map((name) => CODE[name]));
  const QUIET = codesOf(["not_party", "adopted_not_in_force", "not_bound", "not_adopted", "of_another_state", "state_not_existing"]);
  const BINDS_NOBODY = codesOf(["non_binding", "custom_asserted"]);
  const UNKNOWN = CODE.party_unknown, ABSENT = CODE.state_not_existing, OTHERS = CODE.of_another_state;
  const PROVISIONS = data.provisions.map(([id, instrument, article, line, words, prohibits]) =>
    ({ id, instrument: data.instruments[instrument], number: instrument, article, line, words: data.words[words], prohibits }));
  const LINES = data.lines.map(([usual, ...own]) => {
    const lists = new Map();
    for (let n = 0; n < own.length; n += 2) lists.set(own[n], own[n + 1]);
    return { usual, lists };
  });

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
  function yearIn(day) { return Math.floor(day / 10000); }
  function dayText(day) {
    const text = String(day).padStart(8, "0");
    return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  }
  const dayOf = (text) => Number(text.replaceAll("-", ""));
  function yearOf(day) {
    const year = yearIn(day);
    const from = Date.UTC(year, 0, 1), to = Date.UTC(year + 1, 0, 1);
    return year + (Date.UTC(year, Math.floor(day / 100) % 100 - 1, day % 100) - from) / (to - from);
  }
  function dayAfter(day) {
    const next = new Date(Date.UTC(yearIn(day), Math.floor(day / 100) % 100 - 1, day % 100 + 1));
    return dayOf(next.toISOString().slice(0, 10));
  }

  // A step: first day, status, level of confidence, note. Those of a state are cut to its life.
  const listOf = (state, line) => LINES[line].lists.get(state) ?? LINES[line].usual;
  function stepOn(state, line, day) {
    const [, , , , first, last] = data.states[state];
    if (day < first || (last && day > last)) return [day, ABSENT];
    let found;
    for (const step of data.lists[listOf(state, line)]) if (step[0] <= day) found = step;
    return found;
  }
  function stepsOf(state, line) {
    const [, , , , first, last] = data.states[state];
    if (last && last < data.first) return [[data.first, ABSENT]];
    const start = Math.max(first, data.first);
    const steps = first > data.first ? [[data.first, ABSENT]] : [];
    steps.push([start, ...stepOn(state, line, start).slice(1)]);
    steps.push(...data.lists[listOf(state, line)].filter(([day]) => day > start && (!last || day <= last)));
    if (last) steps.push([dayAfter(last), ABSENT]);
    return steps;
  }
  const noteOf = (step) => data.notes[step[3] || 0];
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

  // The lines of an instrument that are one for a state stand as one row of the timeline.
  function rowsOf(state) {
    const rows = [];
    data.instruments.forEach((instrument, number) => {
      const parts = new Map();
      for (const provision of PROVISIONS) {
        if (provision.number !== number) continue;
        const list = listOf(state, provision.line);
        if (!parts.has(list)) parts.set(list, { instrument, number, line: provision.line, articles: [] });
        parts.get(list).articles.push(provision.article);
      }
      const most = Math.max(...[...parts.values()].map((part) => part.articles.length));
      let rest = parts.size > 1;
      for (const part of parts.values()) {
        part.label = instrument.short;
        if (parts.size > 1) {
          const others = rest && part.articles.length === most && most > 1;
          part.label += others ? ", other provisions" : `, ${part.articles.join(", ")}`;
          if (others) rest = false;
        }
        part.steps = stepsOf(state, part.line);
        rows.push(part);
      }
    });
    return rows;
  }

  const fits = (text, width) => text.length * 6.6 <= width ? text : `${text.slice(0, Math.floor(width / 6.6) - 1)}…`;

  function drawState() {
    const state = Number(byId("law-state").value), name = data.states[state][1];
    const shown = [], silent = new Set(), never = new Set(), weak = new Map();
    const strangers = new Set(data.strangers[state]), others = new Set();
    for (const row of rowsOf(state)) {
      const statuses = row.steps.map((step) => step[1]);
      if (statuses.some((s) => BINDS_NOBODY.has(s))) continue;
      if (statuses.some((s) => !QUIET.has(s) && s !== UNKNOWN)) shown.push(row);
      else if (statuses.includes(UNKNOWN)) silent.add(row.number);
      else if (strangers.has(row.number)) others.add(row.number);
      else if (row.instrument.complete && statuses.includes(CODE.not_party)) never.add(row.number);
    }
    const box = byId("law-timeline");
    const width = Math.max(300, Math.round(box.clientWidth)), narrow = width < 700;
    const left = narrow ? 0 : 320, right = 14, top = 26, step = narrow ? 44 : 28;
    const height = top + shown.length * step + 8;
    const x = (year) => left + (year - FIRST) / (LAST + 1 - FIRST) * (width - left - right);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label":
      `Timeline of ${shown.length} rows for ${name}, ${FIRST} to ${LAST}; the same in words stands below` });
    for (let year = FIRST; year <= LAST; year += narrow ? 20 : 10) {
      draw("line", { x1: x(year), x2: x(year), y1: top - 6, y2: height, class: "law-grid" }, undefined, svg);
      draw("text", { x: x(year), y: 14, "font-size": 12, class: "law-tick", "text-anchor": year === FIRST && narrow ? "start" : "middle" }, year, svg);
    }
    const table = make("table", { class: "stacked" });
    make("caption", {}, `${name}: the first day of each status`, table);
    const head = make("tr", {}, undefined, make("thead", {}, undefined, table));
    for (const word of ["Instrument", "From", "Status", "Confidence"]) make("th", { scope: "col" }, word, head);
    const body = make("tbody", {}, undefined, table), used = new Set();
    shown.forEach(({ instrument, number, label, articles, steps }, row) => {
      const y = top + row * step;
      const text = draw("text", { x: 0, y: y + (narrow ? 13 : 16), "font-size": 13 }, fits(label, (narrow ? width : left) - 8), svg);
      draw("title", {}, `${instrument.title}, ${articles.join(", ")}`, text);
      const worst = Math.max(...steps.map((step) => step[2] || 0));
      if (worst) weak.set(number, Math.max(worst, weak.get(number) || 0));
      steps.forEach((one, i) => {
        const [day, status, level] = one, note = noteOf(one);
        const end = yearOf(i + 1 < steps.length ? steps[i + 1][0] : instrument.last);
        const words = `${data.statuses[status][1]} from ${dayText(day)}${level ? `, ${levelOf(level)} confidence` : ""}${note ? `. ${note}` : ""}`;
        const a = x(yearOf(day)), b = x(Math.max(end, yearOf(day)));
        const quiet = QUIET.has(status), at = y + (narrow ? 19 : 3);
        used.add(status);
        const bar = draw("rect", { x: a.toFixed(1), y: quiet ? at + 7 : at, width: Math.max(b - a, quiet ? 0 : 1.5).toFixed(1),
          height: quiet ? 4 : 18 }, undefined, svg);
        paint(bar, data.statuses[status][2]);
        draw("title", {}, `${label}: ${words}`, bar);
        if (level) draw("line", { x1: a.toFixed(1), x2: Math.max(b, a + 1.5).toFixed(1), y1: at + 21, y2: at + 21, class: "law-weak",
          stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": level === 1 ? "6 3" : "2 3" }, undefined, svg);
        const line = make("tr", {}, undefined, body);
        make("td", {}, label, line);
        make("td", { "data-label": "From" }, dayText(day), line);
        make("td", { "data-label": "Status" }, data.statuses[status][1] + (note ? `. ${note}` : ""), line);
        make("td", { "data-label": "Confidence" }, level ? data.confidence[level][1] : "", line);
      });
      if (instrument.until) {
        const line = make("tr", {}, undefined, body);
        make("td", {}, label, line);
        make("td", { "data-label": "From" }, instrument.until, line);
        make("td", { colspan: 2 }, instrument.checked ? "Parties read up to this day; nothing is said of later ones"
          : "Last source read; up to when its list of parties holds is not known", line);
      }
    });
    const mark = draw("line", { y1: top - 8, y2: height, class: "law-day" }, undefined, svg);
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
    if (weak.size) {
      said.append("Days not known well, with a dashed line (medium confidence) or a dotted one (low) below the bar: ");
      [...weak].forEach(([n, level], i) => {
        linkToRows(data.instruments[n].id, `${data.instruments[n].short} (${levelOf(level)})`, said);
        said.append(i + 1 < weak.size ? ", " : ". ");
      });
      make("a", { href: "#weak" }, "All such rows", said);
      said.append(".");
    }
    const words = byId("law-state-words");
    words.replaceChildren();
    if (shown.length) make("p", { class: "quiet" }, "The upright line is the chosen day. A bar stops on the day up to which parties were read; where no source says up to when they are known, on the day of the last reading. Thin lines: not bound, or no state then. Provisions of one instrument have rows of their own where their law differs.", words);
    else make("p", {}, `No signature, consent or period of ${name} is recorded.`, words);
    const [, , before, after] = data.states[state];
    if (before.length) make("p", {}, `Before it: ${before.join(", ")}.`, words);
    if (after.length) make("p", {}, `After it: ${after.join(", ")}.`, words);
    listWords("Not a party at any time, by lists that are complete", [...never], words);
    listWords("Not recorded whether bound", [...silent], words);
    if (others.size) make("p", { class: "quiet" }, `Made between other states, or not open to it: ${others.size} more instruments of the table below.`, words);
    drawStateDay = () => {
      const at = x(yearOf(stateDay.day)).toFixed(1);
      mark.setAttribute("x1", at);
      mark.setAttribute("x2", at);
      answerState(state, stateDay.day);
    };
    drawStateDay();
  }
  let drawStateDay = () => {};

  const asOn = (instrument, day) => instrument.until && day > instrument.last ? `as on ${dayText(instrument.last)}, ${instrument.checked ? "up to which its parties were read" : "when its last source was read; up to when its list holds is not known"}` : "";

  // What held for a state on a day: each provision under its status, as law_at has it.
  function answerState(state, day) {
    const groups = data.statuses.map(() => []), box = byId("law-day-answers");
    for (const provision of PROVISIONS) {
      const step = stepOn(state, provision.line, day);
      if (step[1] !== OTHERS) groups[step[1]].push([provision, step]);
    }
    byId("law-day-said").textContent = `${data.states[state][1]} on ${dayText(day)}, provision by provision`;
    box.replaceChildren();
    groups.forEach((items, status) => {
      if (!items.length) return;
      const [code, label] = data.statuses[status], quiet = QUIET.has(status) || BINDS_NOBODY.has(status) || status === UNKNOWN;
      const details = make("details", quiet ? {} : { open: "" }, undefined, box);
      make("summary", {}, `${label}: ${items.length}`, details);
      const list = make("ul", { class: quiet ? "law-inline" : "law-answers" }, undefined, details);
      // What prohibits return comes first.
      for (const [provision, step] of items.sort(([a], [b]) => b.prohibits - a.prohibits)) {
        const item = make("li", { "data-id": provision.id, "data-status": code }, undefined, list);
        make(provision.prohibits ? "strong" : "span", {}, `${provision.instrument.short}, ${provision.article}`, item);
        const said = [noteOf(step), step[2] ? `${levelOf(step[2])} confidence` : "", asOn(provision.instrument, day)].filter(Boolean).join("; ");
        if (said) item.append(quiet ? ` (${said})` : `: ${said}`);
        if (!quiet) make("span", { class: "law-words" }, provision.words, item);
      }
    });
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

  function drawMap() {
    const provision = PROVISIONS[Number(byId("law-provision").value)], { instrument } = provision, day = mapDay.day;
    byId("law-provision-words").textContent = provision.words;
    byId("law-year").value = byId("law-year-out").textContent = String(yearIn(day));
    const steps = data.states.map((_, state) => stepOn(state, provision.line, day));
    const levels = data.confidence.map(() => 0);
    const groups = data.statuses.map(() => []);
    const sure = (step) => step[2] ? ` (${levelOf(step[2])} confidence)` : "";
    steps.forEach((step, state) => groups[step[1]].push(state));
    for (const step of steps) levels[step[2] || 0] += 1;
    const drawn = new Set();
    for (const [area, title, state, name] of areas) {
      if (state === undefined) {
        paint(area, "none", "law-area ");
        title.textContent = `${name}: no state of its own in this data set`;
        continue;
      }
      const step = steps[state], note = noteOf(step);
      paint(area, data.statuses[step[1]][2], "law-area ");
      title.textContent = `${data.states[state][1]}: ${data.statuses[step[1]][1]}${sure(step)}${note ? `. ${note}` : ""}`;
      drawn.add(state);
    }
    let said = `${instrument.title}, ${provision.article}, on ${dayText(day)}.`;
    if (instrument.until && day === instrument.last) said += instrument.checked ? " Its parties were read up to this day." : " Its last source was read on this day; up to when its list of parties holds is not known.";
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
    groups.forEach((members, status) => {
      const [code, label, style] = data.statuses[status];
      if (!members.length || status === ABSENT) return;
      swatch(style, `${label}: ${members.length}`, counts, "li");
      summary.push(`${label}: ${members.length}`);
      const part = make("div", { "data-status": code }, undefined, list);
      make("h3", {}, `${label} (${members.length})`, part);
      const notes = new Map();
      for (const state of members) {
        const note = noteOf(steps[state]);
        if (!notes.has(note)) notes.set(note, []);
        notes.get(note).push(state);
      }
      for (const [note, ones] of [...notes].sort(([a], [b]) => (a ? 1 : 0) - (b ? 1 : 0))) {
        const line = make("p", {}, note ? `${note}: ` : "", part);
        ones.forEach((state, n) => make("span", { "data-code": data.states[state][0] },
          data.states[state][1] + sure(steps[state]) + (n + 1 < ones.length ? "; " : ""), line));
      }
    });
    swatch("none", "No state then, or not one of its own", counts, "li");
    const off = steps.filter((step, state) => step[1] !== ABSENT && !drawn.has(state)).length;
    byId("law-map-off").textContent = `${off} of the states counted have no area on the map.`;
    svg.setAttribute("aria-label", `World map, ${instrument.short}, ${provision.article}, ${dayText(day)}: ${summary.join(", ")}`);
  }

  // --- a day -----------------------------------------------------------------------------------

  // The box of a day: `day` is the one that is drawn, held to the last day of what is chosen; the one
  // that was asked for comes back where the next choice reaches so far.
  function makeDay(box, shown, fault, redraw) {
    let asked = null, last = data.last;
    const held = {
      ask(day) {
        asked = day;
        held.day = asked === null ? last : Math.min(asked, last);
        box.value = shown.textContent = dayText(held.day);
        fault.textContent = asked > last ? `Held to ${dayText(last)}: of later days nothing was read.` : "";
      },
      until(day) {
        last = day;
        box.max = dayText(last);
        held.ask(asked);
      },
    };
    box.addEventListener("input", () => {
      const day = box.value ? dayOf(box.value) : 0;
      if (day < data.first) {
        fault.textContent = `Give a day from ${dayText(data.first)} to ${dayText(last)}; ${dayText(held.day)} is shown.`;
        return;
      }
      held.ask(day);
      redraw();
    });
    return held;
  }
  const stateDay = makeDay(byId("law-state-day"), byId("law-state-day-out"), byId("law-state-fault"), () => drawStateDay());
  const mapDay = makeDay(byId("law-day"), byId("law-day-out"), byId("law-day-fault"), () => drawMap());
  function askYear(year) {
    const month = Math.floor(mapDay.day / 100) % 100, days = new Date(Date.UTC(year, month, 0)).getUTCDate();
    mapDay.ask(year * 10000 + month * 100 + Math.min(mapDay.day % 100, days));
    drawMap();
  }
  function chooseProvision() {
    const { instrument } = PROVISIONS[Number(byId("law-provision").value)];
    mapDay.until(instrument.last);
    byId("law-year").max = String(yearIn(instrument.last));
    drawMap();
  }

  // --- start -----------------------------------------------------------------------------------

  if (!data.states.length || !PROVISIONS.length) return;
  const stateBox = byId("law-state"), provisionBox = byId("law-provision");
  data.states.forEach(([code, name], n) => make("option", { value: n, "data-code": code }, `${name} (${code})`, stateBox));
  let group;
  PROVISIONS.forEach(({ id, instrument, article }, n) => {
    if (!group || group.label !== instrument.group) group = make("optgroup", { label: instrument.group }, undefined, provisionBox);
    make("option", { value: n, "data-id": id }, `${instrument.short}, ${article}`, group);
  });
  stateBox.value = String(numberOf.get(data.start) ?? 0);
  provisionBox.value = String(Math.max(0, PROVISIONS.findIndex(({ id }) => id === data.startProvision)));
  byId("by-state").hidden = byId("by-provision").hidden = false;
  let svg = prepareMap();
  stateDay.until(Math.max(...data.instruments.map((instrument) => instrument.until ? instrument.last : data.first)));
  stateBox.addEventListener("change", drawState);
  provisionBox.addEventListener("change", chooseProvision);
  byId("law-year").addEventListener("input", () => askYear(Number(byId("law-year").value)));
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) { width = innerWidth; svg = prepareMap(); drawState(); drawMap(); }
  });
  drawState();
  chooseProvision();
})();
