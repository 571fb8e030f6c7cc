// Filters: which records are shown, how many each choice would leave, and the selection as CSV.

const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const search = byId("filter_text");
const facets = page.facets.map(([id, choices]) => ({
  id, select: byId(`filter_${id}`),
  sets: new Map(choices.map(([code, text]) => [code, new Set(numbersOf(text))])),
}));
let shown = page.records.map(() => true);

// All words of a record; made when somebody first searches, for there are many.
const words = [];
function wordsAt(at) {
  if (words[at] === undefined) {
    const record = page.records[at];
    const heads = record.sections.flatMap(([, items]) => items).map(item => item.head);
    const facts = [record.facts, record.details, record.more].flatMap(list => list || []).flat();
    words[at] = plain([record.title, record.summary, ...[...facts, ...heads].map(textOf)].join(" "));
  }
  return words[at];
}

const timeline = makeTimeline({
  spans: page.records.map(record => record.time || null),
  look: at => {
    const record = page.records[at];
    return {
      classes: [`kind-${known(record.kind, Object.keys(SHAPES))}`, shown[at] ? "" : "off", record === selected ? "selected" : ""],
      title: [record.title, record.when].filter(Boolean).join(", "),
    };
  },
  changed: () => filter(),
  picked: at => select(page.records[at]),
});

// For each record how many filters refuse it, and the last of them: a choice of that filter could
// still bring the record back if it alone refuses.
function judge() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  return page.records.map((record, at) => {
    let refused = 0, by = null;
    if (!wanted.every(word => wordsAt(at).includes(word))) refused++;
    if (timeline && !timeline.holds(at)) refused++;
    for (const facet of facets) {
      const code = facet.select.value;
      if (code && !facet.sets.get(code).has(at)) { refused++; by = facet; }
    }
    return { refused, by };
  });
}

function countChoices(judged) {
  for (const { select, sets, ...facet } of facets) {
    for (const option of select.options) {
      if (!option.value) continue;
      let number = 0;
      for (const at of sets.get(option.value)) {
        const { refused, by } = judged[at];
        if (!refused || (refused === 1 && by && by.id === facet.id)) number++;
      }
      option.textContent = `${option.dataset.label} (${number})`;
    }
  }
}

// What is filtered, each with a button that takes it away: the filters may be folded in.
function tellActive() {
  const active = facets.filter(({ select }) => select.value).map(({ select }) => [
    `${select.labels[0].firstElementChild.textContent}: ${select.selectedOptions[0].dataset.label}`,
    () => { select.value = ""; }, select,
  ]);
  if (search.value.trim()) active.push([`Search: ${search.value.trim()}`, () => { search.value = ""; }, search]);
  if (timeline && timeline.isSet()) {
    const [from, to] = timeline.range();
    const said = from === null ? `until ${inWords(to)}` : to === null ? `from ${inWords(from)}` : `${inWords(from)} to ${inWords(to)}`;
    active.push([`Time: ${said}`, () => timeline.choose(null, null), byId("time_from")]);
  }
  byId("filter_active").replaceChildren(...active.map(([text, clear, next]) => {
    const item = make("li"), button = make("button", `${text} ×`, "chip");
    button.type = "button";
    button.setAttribute("aria-label", `Take away the filter ${text}`);
    button.addEventListener("click", () => {
      clear();
      filter();
      (next.checkVisibility && !next.checkVisibility() ? search : next).focus({ preventScroll: true });
    });
    item.append(button);
    return item;
  }));
  byId("filter_active").hidden = !active.length;
  const hidden = facets.filter(({ select }) => select.value && select.closest("details")).length;
  byId("filter_more_count").textContent = hidden ? `(${hidden})` : "";
  return active.length > 0;
}

function filter() {
  const judged = judge();
  shown = judged.map(({ refused }) => !refused);
  shown.forEach((on, at) => {
    if (rows[at].hidden === on) rows[at].hidden = !on;
    if (on !== map.hasLayer(layers[at])) { if (on) layers[at].addTo(map); else layers[at].remove(); }
  });
  countChoices(judged);
  const number = shown.filter(Boolean).length;
  byId("filter_count").textContent = `${number} of ${shown.length} ${shown.length === 1 ? "record" : "records"}`;
  byId("filter_reset").hidden = !tellActive();
  byId("download_csv").disabled = !number;
  byId("none_shown").hidden = number > 0;
  writeNames();
  if (timeline) timeline.draw();
  if (selected) { mark(selected, true); step(); }
  keepAddress();
}

function reset() {
  search.value = "";
  facets.forEach(({ select }) => { select.value = ""; });
  if (timeline) timeline.choose(null, null);
  filter();
}

for (const event of ["input", "change"]) {
  [search, ...facets.map(({ select }) => select)].forEach(control => control.addEventListener(event, filter));
}
byId("record_filters").addEventListener("submit", event => event.preventDefault());
byId("filter_reset").addEventListener("click", () => {
  reset();
  search.focus();
});

// --- the shown rows of the table of incidents, as the published file writes them ---------------

function csvOf(numbers) {
  const line = cells => cells.map(text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text).join(",");
  return [line(page.columns), ...numbers.map(at => line(numbersOf(page.records[at].cells).map(textOf))), ""].join("\n");
}

byId("download_csv").addEventListener("click", () => {
  const numbers = shown.flatMap((on, at) => on ? [at] : []);
  const anchor = make("a");
  anchor.href = URL.createObjectURL(new Blob([csvOf(numbers)], { type: "text/csv" }));
  anchor.download = numbers.length === shown.length ? "incidents.csv" : "incidents-selection.csv";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
});
