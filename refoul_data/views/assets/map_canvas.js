// Thousands of marks on one canvas, and which of them is under the pointer.

const MISSING = -(2 ** 31);

// Bytes of equal weight stand together, see map_many.py.
function codesOf(buffer, from, number, width) {
  const bytes = new Uint8Array(buffer, from, number * width);
  const words = new Int32Array(number);
  for (let byte = 0; byte < width; byte++) {
    for (let at = 0, start = byte * number; at < number; at++) words[at] |= bytes[start + at] << 8 * byte;
  }
  return words;
}

const Dots = L.Layer.extend({
  initialize(lat, lon, isShown, isRing) {
    // The projection on the square of the world, once: a move of the map only scales it.
    this.x = new Float64Array(lat.length);
    this.y = new Float64Array(lat.length);
    for (let at = 0; at < lat.length; at++) {
      const sine = Math.sin(Math.max(-85.0511, Math.min(85.0511, lat[at] / 1e4)) * Math.PI / 180);
      this.x[at] = lat[at] === MISSING ? NaN : lon[at] / 3.6e6 + 0.5;
      this.y[at] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
    Object.assign(this, { isShown, isRing });
  },
  onAdd() {
    this.canvas = L.DomUtil.create("canvas", "dots", this.getPane());
    this.canvas.setAttribute("aria-hidden", "true");
    this._map.on("moveend resize zoomend", this.draw, this);
    this.draw();
  },
  // Several events of one move make one drawing.
  draw() {
    this.waiting ||= requestAnimationFrame(() => { this.waiting = 0; this.paint(); });
  },
  radius() { return Math.min(6, 1.6 + this._map.getZoom() * 0.45); },
  // Calls back with the pixel of every shown mark, once for each copy of the world in view.
  each(act) {
    const scale = 256 * 2 ** this._map.getZoom(), { min, max } = this._map.getPixelBounds(), edge = 8;
    for (const copy of [-1, 0, 1]) {
      for (let at = 0; at < this.x.length; at++) {
        const x = (this.x[at] + copy) * scale - min.x;
        if (!(x > -edge && x < max.x - min.x + edge) || !this.isShown(at)) continue;
        const y = this.y[at] * scale - min.y;
        if (y > -edge && y < max.y - min.y + edge) act(at, x, y);
      }
    }
  },
  paint() {
    const { x: wide, y: high } = this._map.getSize(), canvas = this.canvas, pen = canvas.getContext("2d");
    L.DomUtil.setPosition(canvas, this._map.containerPointToLayerPoint([0, 0]));
    Object.assign(canvas, { width: wide, height: high });
    if (!wide || !high) return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--incident").trim();
    const hex = colour.match(/[\da-f]{2}/gi).map(two => parseInt(two, 16));
    const radius = this.radius(), half = Math.round(radius), layers = new Uint8Array(wide * high), rings = [];
    // A disc of pixels for each mark, added up: a hundred thousand calls of fill would take ten times as long.
    const right = [], down = [];
    for (let y = -half; y <= half; y++) {
      for (let x = -half; x <= half; x++) if (x * x + y * y <= radius * radius + 0.5) { right.push(x); down.push(y); }
    }
    const parts = right.length;
    this.each((at, x, y) => {
      if (this.isRing(at)) { rings.push([x, y]); return; }
      const left = Math.round(x), top = Math.round(y);
      for (let part = 0; part < parts; part++) {
        const px = left + right[part], py = top + down[part];
        if (px >= 0 && px < wide && py >= 0 && py < high && layers[py * wide + px] < 8) layers[py * wide + px]++;
      }
    });
    const image = pen.createImageData(wide, high), pixels = new Uint32Array(image.data.buffer);
    const shades = Uint32Array.from({ length: 9 }, (_, n) =>
      new Uint32Array(Uint8Array.from([...hex, 255 * (1 - 0.4 ** n)]).buffer)[0]);
    for (let at = 0; at < layers.length; at++) if (layers[at]) pixels[at] = shades[layers[at]];
    pen.putImageData(image, 0, 0);
    Object.assign(pen, { strokeStyle: colour, globalAlpha: 0.7 });
    for (const [x, y] of rings) {
      pen.beginPath();
      pen.arc(x, y, radius + 0.5, 0, 7);
      pen.stroke();
    }
  },
  // The shown row that is drawn nearest to a pixel, or -1.
  nearest(point, within = 6) {
    const scale = 256 * 2 ** this._map.getZoom(), reach = (this.radius() + within) / scale;
    const corner = this._map.getPixelBounds().min, y = (point.y + corner.y) / scale;
    const across = (point.x + corner.x) / scale, x = across - Math.floor(across);
    let found = -1, least = reach ** 2;
    for (let at = 0; at < this.x.length; at++) {
      const up = this.y[at] - y;
      if (up > reach || up < -reach) continue;
      const off = up ** 2 + (this.x[at] - x) ** 2;
      if (off <= least && this.isShown(at)) { found = at; least = off; }
    }
    return found;
  },
});
