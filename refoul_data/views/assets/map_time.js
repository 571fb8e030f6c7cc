// The timeline: a bar for every record, thick where it surely lay, thin where it may have; the
// reader chooses a stretch by mouse or keys. Times are days since 1970.

const MS = 86400000;
const dayIn = (year, month, day) => new Date(0).setUTCFullYear(year, month, day) / MS;
const dateOf = day => new Date(day * MS);
const wordsOf = (day, how) => dateOf(day).toLocaleDateString("en-GB", { timeZone: "UTC", ...how });
const inWords = day => wordsOf(day, { day: "numeric", month: "long", year: "numeric" });
const isoOf = day => dateOf(day).toISOString().slice(0, 10);

// A year, a month or a day as a reader writes it: its first or last day, or null.
function dayFrom(text, last) {
  const found = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(part => part && Number(part));
  if (month > 12 || month < 1 || day < 1) return null;
  if (day) {
    const at = dayIn(year, month - 1, day);
    return dateOf(at).getUTCDate() === day ? at : null;
  }
  if (month) return last ? dayIn(year, month, 0) : dayIn(year, month - 1, 1);
  return last ? dayIn(year, 11, 31) : dayIn(year, 0, 1);
}

// A step and the marks of an axis: years, months or days, at least 64 pixels apart.
function ticksOf([from, to], width) {
  const least = (to - from) / Math.max(1, width / 64), ticks = [];
  const years = [1, 2, 5, 10, 20, 50, 100].find(n => n * 366 >= least) || 200;
  const months = [1, 2, 3, 6].find(n => n * 31 >= least);
  const days = [1, 2, 5, 10].find(n => n >= least);
  const first = dateOf(from), year = first.getUTCFullYear();
  if (days) {
    for (let at = Math.ceil(from / days) * days; at <= to; at += days) ticks.push([at, wordsOf(at, { day: "numeric", month: "short" })]);
  } else if (months) {
    for (let n = 0, at; (at = dayIn(year, n, 1)) <= to; n += months) {
      const how = n % 12 ? { month: "short" } : { year: "numeric" };
      if (at >= from) ticks.push([at, wordsOf(at, how)]);
    }
  } else {
    for (let y = Math.ceil(year / years) * years, at; (at = dayIn(y, 0, 1)) <= to; y += years) {
      if (at >= from) ticks.push([at, String(y)]);
    }
  }
  return ticks;
}

// spans: [earliest start, latest start, earliest end, latest end] or null, one of each record.
function makeTimeline({ spans, look, changed, picked }) {
  const box = byId("timeline"), lines = byId("time_lines");
  if (!spans.some(Boolean)) { box.hidden = true; return null; }
  let least = Infinity, most = -Infinity;
  for (const day of spans.flatMap(span => span || [])) {
    if (day === null) continue;
    if (day < least) least = day;
    if (day > most) most = day;
  }
  const whole = [least, most + 1].map((day, end) => day + (end ? 1 : -1) * Math.max(20, (most - least) * 0.02));
  const inputs = ["time_from", "time_to"].map(byId), handles = ["time_start", "time_end"].map(byId);
  const brush = byId("time_window");
  let view = [...whole], range = [null, null], width = 1;
  const HEIGHT = 76, AXIS = 16;

  const x = day => (day - view[0]) / (view[1] - view[0]) * width;
  const dayAt = pixel => view[0] + pixel / width * (view[1] - view[0]);
  const isSet = () => range[0] !== null || range[1] !== null;
  const stepOf = () => {
    const days = view[1] - view[0];
    return days > 7300 ? 365.25 : days > 730 ? 30.4375 : 1;
  };

  function bar(left, right, top, high, ...classes) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const from = Math.max(-5, left), to = Math.min(width + 5, right);
    for (const [name, value] of Object.entries({ x: from, y: top, width: Math.max(classes[0] === "tick" ? 1 : 3, to - from), height: high })) {
      rect.setAttribute(name, value.toFixed(1));
    }
    rect.setAttribute("class", classes.filter(Boolean).join(" "));
    return rect;
  }

  // Bars in rows, each in the first row where it has room.
  function rowsOf() {
    const order = spans.map((span, at) => [span, at]).filter(([span]) => span)
      .map(([[a, b, c, d], at]) => ({ at, a: a ?? whole[0], b, c, d: d === null ? whole[1] : d + 1 }))
      .filter(({ a, d }) => d >= view[0] && a <= view[1])
      .sort((one, two) => one.a - two.a || one.d - two.d);
    const rows = [];
    for (const item of order) {
      const left = x(item.a), right = Math.max(left + 4, x(item.d)) + 2;
      let row = rows.findIndex(end => end <= left);
      if (row < 0) row = rows.push(0) - 1;
      rows[row] = right;
      item.row = row;
    }
    return [order, rows.length];
  }

  // Too many for bars: how many rows may lie in each stretch, all of them and those that are shown.
  function drawColumns() {
    const wide = 4, number = Math.ceil(width / wide);
    const every = new Float64Array(number + 1), some = new Float64Array(number + 1);
    const clip = pixel => Math.min(number, Math.max(0, Math.floor(pixel / wide)));
    spans.forEach((span, at) => {
      if (!span) return;
      const left = x(span[0] ?? whole[0]), right = x(span[3] === null ? whole[1] : span[3]);
      if (right < 0 || left >= width) return;
      const [from, to] = [clip(left), clip(right) + 1], tall = look(at).shown;
      every[from]++;
      if (to <= number) every[to]--;
      if (!tall) return;
      some[from]++;
      if (to <= number) some[to]--;
    });
    for (const counts of [every, some]) for (let at = 1; at < number; at++) counts[at] += counts[at - 1];
    const most_here = Math.max(1, ...every.subarray(0, number)), room = HEIGHT - AXIS - 4;
    const parts = [];
    for (let at = 0; at < number; at++) {
      for (const [counts, name] of [[every, "maybe"], [some, "sure"]]) {
        const high = counts[at] && Math.max(1, counts[at] / most_here * room);
        if (high) parts.push(bar(at * wide, at * wide + wide - 1, HEIGHT - AXIS - high, high, name));
      }
    }
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.setAttribute("class", "kind-incident time-columns");
    group.append(...parts);
    return [group];
  }

  function drawBars() {
    const [order, number] = rowsOf();
    const high = Math.min(12, Math.max(1.5, (HEIGHT - AXIS - 4) / Math.max(1, number)));
    return order.map(({ at, a, b, c, d, row }) => {
      const { classes, title } = look(at);
      const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
      group.setAttribute("class", ["time-bar", ...classes].filter(Boolean).join(" "));
      group.dataset.at = at;
      const top = HEIGHT - AXIS - 2 - (row + 1) * high, thick = Math.max(1, high - 1.5);
      group.append(bar(x(a), x(d), top + thick / 4, thick / 2, "maybe"));
      const sure = [b ?? null, c === null ? (b === null ? null : whole[1]) : c + 1];
      if (sure[0] !== null && sure[1] > sure[0]) group.append(bar(x(sure[0]), x(sure[1]), top, thick, "sure"));
      const tip = document.createElementNS("http://www.w3.org/2000/svg", "title");
      tip.textContent = title;
      group.append(tip);
      return group;
    });
  }

  function drawAxis() {
    const parts = [];
    for (const [at, words] of ticksOf(view, width)) {
      parts.push(bar(x(at), x(at) + 1, 0, HEIGHT - AXIS, "tick"));
      const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
      text.setAttribute("x", (x(at) + 3).toFixed(1));
      text.setAttribute("y", HEIGHT - 4);
      text.textContent = words;
      if (x(at) < width - 30) parts.push(text);
    }
    return parts;
  }

  function drawRange() {
    const at = [range[0] ?? view[0], range[1] === null ? view[1] : range[1] + 1];
    const [left, right] = at.map(day => Math.min(width, Math.max(0, x(day))));
    handles[0].style.left = `${left}px`;
    handles[1].style.left = `${right}px`;
    brush.style.left = `${left}px`;
    brush.style.width = `${Math.max(0, right - left)}px`;
    brush.hidden = !isSet();
    const tell = (element, day, none) => {
      element.setAttribute("aria-valuemin", Math.round(whole[0]));
      element.setAttribute("aria-valuemax", Math.round(whole[1]));
      element.setAttribute("aria-valuenow", Math.round(day ?? (element === handles[1] ? whole[1] : whole[0])));
      element.setAttribute("aria-valuetext", day === null ? none : inWords(day));
    };
    tell(handles[0], range[0], "no limit");
    tell(handles[1], range[1], "no limit");
    tell(brush, range[0], "no limit");
    brush.setAttribute("aria-valuetext", range.map(day => day === null ? "no limit" : inWords(day)).join(" to "));
    inputs.forEach((input, end) => {
      if (input !== document.activeElement) input.value = range[end] === null ? "" : isoOf(range[end]);
      input.removeAttribute("aria-invalid");
    });
    byId("time_all").disabled = !isSet() && view[0] === whole[0] && view[1] === whole[1];
  }

  function draw() {
    width = Math.max(1, lines.clientWidth);
    lines.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    lines.replaceChildren(...drawAxis(), ...(spans.length > 800 ? drawColumns() : drawBars()));
    drawRange();
  }

  function choose(from, to) {
    if (from !== null && to !== null && from > to) [from, to] = [to, from];
    const next = [from, to].map(day => day === null ? null : Math.round(day));
    const same = next.every((day, end) => day === range[end]);
    range = next;
    drawRange();
    if (!same) changed();
  }

  function look_at(from, to) {
    const wide = Math.min(whole[1] - whole[0], Math.max(10, to - from));
    const left = Math.min(whole[1] - wide, Math.max(whole[0], (from + to - wide) / 2));
    view = [left, left + wide];
    draw();
  }

  function zoom(by, around = (Math.max(view[0], range[0] ?? view[0]) + Math.min(view[1], range[1] ?? view[1])) / 2) {
    look_at(around - (around - view[0]) / by, around + (view[1] - around) / by);
  }

  // Keys on the ends, and on the stretch between them, which then steps through time.
  const move = (end, by) => {
    const now = range[end] ?? (end ? Math.floor(whole[1]) : Math.ceil(whole[0]));
    const next = Math.min(whole[1], Math.max(whole[0], now + by));
    choose(...(end ? [range[0] === null ? null : Math.min(range[0], next), next] : [next, range[1] === null ? null : Math.max(range[1], next)]));
  };
  const slide = by => {
    if (range[0] !== null && range[1] !== null && (range[0] + by > whole[1] || range[1] + by < whole[0])) return;
    choose(...range.map(day => day === null ? null : day + by));
  };
  const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  const onKeys = (element, act, home) => element.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) act(KEYS[event.key] * stepOf());
    else if (event.key === "Home" || event.key === "End") home(event.key === "End");
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 2 : 0.5);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  handles.forEach((handle, end) => onKeys(handle, by => move(end, by), last => choose(
    ...(last === Boolean(end) ? (end ? [range[0], null] : [null, range[1]]) : range))));
  onKeys(brush, slide, () => {});

  inputs.forEach((input, end) => input.addEventListener("change", () => {
    const day = input.value.trim() ? dayFrom(input.value, Boolean(end)) : null;
    const wrong = Boolean(input.value.trim()) && day === null;
    if (!wrong) choose(...(end ? [range[0], day] : [day, range[1]]));
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.value = range[end] === null ? "" : isoOf(range[end]);
  }));
  byId("time_closer").addEventListener("click", () => zoom(2));
  byId("time_farther").addEventListener("click", () => zoom(0.5));
  byId("time_all").addEventListener("click", () => { look_at(...whole); choose(null, null); });

  // The mouse: an end is dragged, the stretch is moved, and elsewhere a new stretch is drawn.
  let drag = null;
  const track = byId("time_track");
  const pixel = event => event.clientX - track.getBoundingClientRect().left;
  track.addEventListener("pointerdown", event => {
    if (event.button) return;
    const end = handles.indexOf(event.target), at = dayAt(pixel(event));
    drag = { end, at, from: pixel(event), range: [...range], moved: false,
      on: event.target === brush ? "window" : end >= 0 ? "end" : "new" };
    track.setPointerCapture(event.pointerId);
    if (drag.on !== "new") event.target.focus({ preventScroll: true });
    event.preventDefault();
  });
  track.addEventListener("pointermove", event => {
    if (!drag || (!drag.moved && Math.abs(pixel(event) - drag.from) < 4)) return;
    drag.moved = true;
    const now = Math.min(whole[1], Math.max(whole[0], dayAt(Math.min(width, Math.max(0, pixel(event))))));
    if (drag.on === "window") choose(...drag.range.map(day => day === null ? null : day + now - drag.at));
    else if (drag.on === "end") choose(...(drag.end ? [range[0] === null ? null : Math.min(range[0], now), now] : [now, range[1] === null ? null : Math.max(range[1], now)]));
    else choose(drag.at, now);
  });
  const release = event => {
    if (drag && !drag.moved && event.type === "pointerup" && drag.on !== "end") {
      const under = document.elementsFromPoint(event.clientX, event.clientY).map(e => e.closest(".time-bar")).find(Boolean);
      if (under) picked(Number(under.dataset.at));
    }
    drag = null;
  };
  track.addEventListener("pointerup", release);
  track.addEventListener("pointercancel", release);
  track.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !box.contains(document.activeElement)) return;
    event.preventDefault();
    const across = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const by = (event.deltaX || event.deltaY) / width * (view[1] - view[0]);
    if (across) look_at(view[0] + by, view[1] + by);
    else zoom(event.deltaY < 0 ? 1.25 : 0.8, dayAt(pixel(event)));
  }, { passive: false });
  new ResizeObserver(() => { if (lines.clientWidth !== width) draw(); }).observe(lines);

  return {
    draw, choose, isSet,
    range: () => [...range],
    holds: at => {
      if (!isSet()) return true;
      const span = spans[at];
      if (!span) return false;
      return (range[1] === null || (span[0] ?? -Infinity) <= range[1])
        && (range[0] === null || (span[3] ?? Infinity) >= range[0]);
    },
  };
}
