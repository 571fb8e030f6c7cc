// The panel: one record as text, built element by element.

const OPEN_AT_FIRST = ["Claims, field by field", "Sources"];
const openSections = new Map(OPEN_AT_FIRST.map(title => [title, true]));

// Only web addresses become links; anything else stays text.
function link(label, address) {
  if (!/^https?:\/\//i.test(address)) return make("span", `${label}: ${address}`);
  const anchor = make("a", label);
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function paragraph(label, text, ...classes) {
  const line = make("p", "", ...classes);
  if (label) line.append(make("b", `${label}:`), " ");
  line.append(text);
  return line;
}

function cite(record, [work, at]) {
  const { short, grade } = page.works[work];
  const number = record.works.indexOf(work) + 1;
  const button = make("button", `[${number}] ${[short, textOf(at)].filter(Boolean).join(", ")}`, "cite");
  button.type = "button";
  button.title = grade ? `Show source ${number} (grade ${grade} of 5)` : `Show source ${number}`;
  button.addEventListener("click", () => {
    const item = byId(`work_${number}`);
    item.closest("details").open = true;
    item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    item.focus({ preventScroll: true });
  });
  return button;
}

function entry(record, { head, lines, cites, mark }) {
  if (mark === "record") {
    const item = make("li", "", "entry"), [id, title] = lines[0].map(textOf);
    const anchor = make("a", title);
    anchor.href = `#${encodeURIComponent(id)}`;
    anchor.addEventListener("click", event => {
      const other = recordNamed(id);
      if (!other || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();  // else the filters in the address would go
      select(other);
    });
    item.append(paragraph(textOf(head), anchor));
    return item;
  }
  const item = make("li", "", "entry", mark);
  if (textOf(head)) {
    const line = make("p", textOf(head), "entry-head");
    if (mark) line.append(" ", make("span", mark === "aside" ? "set aside" : "preferred", "tag"));
    item.append(line);
  }
  for (const [label, text] of lines) item.append(paragraph(textOf(label), textOf(text)));
  if (cites.length) {
    const line = make("p", "", "cites");
    line.append(...cites.map(c => cite(record, c)));
    item.append(line);
  }
  return item;
}

function section(title, number, ...content) {
  const details = make("details", "", "section");
  details.open = openSections.get(title) || false;
  details.addEventListener("toggle", () => {
    if (!document.documentElement.classList.contains("printing")) openSections.set(title, details.open);
  });
  const summary = make("summary", title);
  summary.append(" ", make("span", String(number), "number"));
  details.append(summary, ...content);
  return details;
}

// Entries that name a group stand under its name.
function entries(record, items) {
  const parts = [];
  let list, group = null;
  for (const item of items) {
    if (!list || textOf(item.group) !== group) {
      group = textOf(item.group);
      if (group) parts.push(make("h3", group));
      list = make("ul", "", "entries");
      parts.push(list);
    }
    list.append(entry(record, item));
  }
  return parts;
}

function sources(record) {
  const list = make("ol", "", "works");
  record.works.forEach((number, at) => {
    const { full, read, links } = page.works[number];
    const item = make("li");
    item.id = `work_${at + 1}`;
    item.tabIndex = -1;
    item.append(paragraph("", full));
    if (read) item.append(paragraph("", read, "quiet"));
    if (links.length) {
      const line = make("p", "", "links");
      line.append(...links.map(([label, address]) => link(label, address)));
      item.append(line);
    }
    list.append(item);
  });
  return list;
}

function facts(rows) {
  const list = make("dl", "", "facts");
  for (const [label, text, note] of rows.map(row => row.map(textOf))) {
    const value = make("dd", text);
    if (note) value.append(" ", make("span", note, "note"));
    list.append(make("dt", label), value);
  }
  return list;
}

function fillPanel(record) {
  const kind = known(record.kind, Object.keys(SHAPES));
  const marks = make("p", "", "marks");
  marks.append(...(record.marks || []).map((text, at) => make("span", textOf(text), "tag", at ? "" : `kind-${kind}`)));
  const title = make("h2", record.title);
  title.id = "panel_title";
  title.tabIndex = -1;
  const parts = [title, marks];
  if (record.facts) parts.push(facts(record.facts));
  if (record.summary) parts.push(make("p", record.summary, "summary"));
  if (page.entries) {
    const line = make("p"), whole = make("a", "Whole entry as a page");
    whole.id = "whole_entry";
    whole.href = `${page.entries}${encodeURIComponent(record.id)}.html`;
    line.append(whole);
    parts.push(line);
  }
  if (record.details) parts.push(facts(record.details));
  for (const [name, items] of record.sections) {
    parts.push(section(name, items.length, ...entries(record, items)));
  }
  if (record.works) parts.push(section("Sources", record.works.length, sources(record)));
  if (record.more) {
    parts.push(section("Other columns of this table", record.more.length, facts(record.more)));
  }
  parts.push(make("p", "Allegations with their evidence status; no legal finding is made here.", "quiet"));
  if (record.note) parts.push(make("p", textOf(record.note), "quiet"));
  byId("panel_record").replaceChildren(...parts);
}
