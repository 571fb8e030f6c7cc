"use strict";
// Search and facets over the table of records. What is chosen is kept in the address after #.
(() => {
  const byId = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const form = byId("facets"), search = byId("search"), reset = byId("reset");
  const facets = [...form.querySelectorAll("[data-facet]")].map((group) => {
    const name = group.dataset.facet;
    const options = [...group.querySelectorAll("input")].map((box) =>
      ({ box, code: box.value, number: box.parentElement.querySelector(".n") }));
    return { name, options, chosen: form.querySelector(`[data-chosen="${name}"]`) };
  });
  const rows = [...document.querySelectorAll("#records tbody tr")].map((row) => ({
    row,
    words: plain(`${row.textContent} ${row.dataset.words}`),
    codes: facets.map(({ name }) => new Set((row.dataset[name] ?? "").split(";"))),
  }));

  // A record matches a facet where it has one of the codes chosen, or where none is chosen.
  function show() {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    const chosen = facets.map(({ options }) => options.filter(({ box }) => box.checked).map(({ code }) => code));
    const fits = (record, at) => !chosen[at].length || chosen[at].some((code) => record.codes[at].has(code));
    let found = 0;
    const numbers = facets.map(() => new Map());
    for (const record of rows) {
      const said = wanted.every((word) => record.words.includes(word));
      const misses = facets.map((_, at) => at).filter((at) => !fits(record, at));
      record.row.hidden = !said || misses.length > 0;
      if (!record.row.hidden) found += 1;
      // The number beside a code: the records that it would show, all other facets as they are.
      if (said) facets.forEach((_, at) => {
        if (misses.every((other) => other === at)) {
          for (const code of record.codes[at]) numbers[at].set(code, (numbers[at].get(code) ?? 0) + 1);
        }
      });
    }
    facets.forEach(({ options, chosen: told }, at) => {
      for (const { box, code, number } of options) {
        const count = numbers[at].get(code) ?? 0;
        number.textContent = String(count);
        box.parentElement.classList.toggle("empty", count === 0);
      }
      told.textContent = chosen[at].length ? `(${chosen[at].length})` : "";
    });
    const all = `${rows.length} ${rows.length === 1 ? "record" : "records"}`;
    byId("found").textContent = found === rows.length ? all : `${found} of ${all}`;
    byId("none").hidden = found > 0;
    reset.hidden = !wanted.length && !chosen.some((codes) => codes.length);
  }

  function address() {
    const parts = new URLSearchParams();
    if (search.value.trim()) parts.set("q", search.value.trim());
    for (const { name, options } of facets) {
      for (const { box, code } of options) if (box.checked) parts.append(name, code);
    }
    return parts.toString();
  }

  // Typing renews the entry in the history; a choice makes a new one, so that "back" undoes it.
  let kept = location.hash.slice(1);
  function keep(renew) {
    const next = address();
    if (next === kept) return;
    kept = next;
    const url = next ? `#${next}` : location.href.split("#")[0];
    try { history[renew ? "replaceState" : "pushState"](null, "", url); } catch { location.hash = next; }
  }

  function read() {
    kept = location.hash.slice(1);
    const parts = new URLSearchParams(kept);
    search.value = parts.get("q") ?? "";
    for (const { name, options, chosen } of facets) {
      const codes = new Set(parts.getAll(name));
      for (const { box, code } of options) box.checked = codes.has(code);
      if (options.some(({ box }) => box.checked)) chosen.closest("details").open = true;
    }
    show();
  }

  function clear() {
    search.value = "";
    for (const { options } of facets) for (const { box } of options) box.checked = false;
    show();
    keep(false);
    search.focus();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => { show(); keep(true); });
  form.addEventListener("change", (event) => { if (event.target !== search) { show(); keep(false); } });
  reset.addEventListener("click", clear);
  byId("again").addEventListener("click", clear);
  for (const event of ["hashchange", "popstate"]) addEventListener(event, read);
  if (matchMedia("(max-width: 60rem)").matches) byId("choices").open = false;
  form.hidden = false;
  read();
})();
