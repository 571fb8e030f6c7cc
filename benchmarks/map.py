"""The map of an analyst's own table beside folium: how long to make it, and to the first popup.

Usage: .venv/bin/python benchmarks/map.py [ROWS] [RUNS]

Making: `refoul_data.map_incidents` and folium's CircleMarkers with popups of the same rows, in turn.
folium's time grows with the rows, so it gets a tenth of them (at most 5,000) and its time is scaled
up; give ROWS of 5,000 or fewer to measure without that. First popup: both pages in one Chromium, in
turn, from the start of navigation until a popup stands after a click, less the same for a blank page;
folium draws its GeoJSON layer there, the faster of its two ways, with Leaflet from a file and no tiles.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import xstatic.pkg.leaflet as leaflet

import refoul_data as rd

LEAFLET = Path(leaflet.BASE_DIR)
WORDS = np.array(
    "army boat border camp court crossing family night order people port river road ship town".split()
)
# Clicks where the map shows 0, 0 (on the middle of a page without one) until a popup stands.
POPUP = """
  const [popup, done] = arguments;
  const name = () => Object.keys(window).find(k => k.startsWith('map_') && window[k] && window[k]._loaded);
  let known = null;
  const click = () => {
    let [x, y] = [20, 20];
    known ||= name();
    if (known) {
      const box = window[known].getContainer().getBoundingClientRect();
      const at = window[known].latLngToContainerPoint([0, 0]);
      [x, y] = [box.left + at.x, box.top + at.y];
    }
    const under = document.elementFromPoint(x, y);
    if (under) for (const kind of ['pointerdown', 'mousedown', 'mouseup', 'click']) {
      under.dispatchEvent(new MouseEvent(kind, {bubbles: true, clientX: x, clientY: y, view: window}));
    }
    if (document.querySelector(popup)) requestAnimationFrame(() => done(performance.now()));
    else setTimeout(click, 4);
  };
  click();
"""


def rows(number, seed=1):
    """Return invented rows with a text, a day, states, a count and a place; the first one alone at 0, 0."""
    random = np.random.default_rng(seed)
    titles = WORDS[random.integers(0, len(WORDS), (number, 6))]
    lat, lon = random.uniform(-50, 65, number).round(4), random.uniform(-170, 170, number).round(4)
    lat[0], lon[0] = 0.0, 0.0
    return pd.DataFrame({
        "id": [f"case-{n}" for n in range(number)],
        "title": [" ".join(words) for words in titles],
        "date": pd.to_datetime("1990-01-01") + pd.to_timedelta(random.integers(0, 12000, number), "D"),
        "returning_state": np.array(["USA", "GBR", "AUS", "TZA", "IND", "CHN"])[random.integers(0, 6, number)],
        "place_name": [f"place {n}" for n in random.integers(0, 5000, number)],
        "place_lat": lat,
        "place_lon": lon,
        "persons_best": random.integers(1, 5000, number),
        "conduct": np.array(["expulsion", "pushback", "extradition"])[random.integers(0, 3, number)],
    })  # fmt: skip


def make_ours(df):
    """Return our page."""
    return rd.map_incidents(df).html


def bare_map():
    """Return folium's map without tiles; `whole` puts its Leaflet in, so that it needs no network."""
    made = folium.Map([0, 0], zoom_start=2, tiles=None, prefer_canvas=True, max_zoom=9)
    made.default_js, made.default_css = [], []
    return made


def whole(made):
    """Return the page of a folium map with Leaflet in it."""
    script, style = ((LEAFLET / f"leaflet.{end}").read_text("utf-8") for end in ("js", "css"))
    head = f"<head><style>{style}</style><script>{script}</script>"
    return made.get_root().render().replace("<head>", head, 1)


def make_markers(df):
    """Return folium's page with a CircleMarker and a popup for each row."""
    made = bare_map()
    for row in df.astype(str).to_dict(orient="records"):
        text = "<br>".join(f"{name}: {value}" for name, value in row.items())
        at = float(row["place_lat"]), float(row["place_lon"])
        folium.CircleMarker(at, radius=3, popup=folium.Popup(text, max_width=340)).add_to(made)
    return whole(made)


def make_geojson(df):
    """Return folium's page with one GeoJSON layer of all rows and its popups."""
    made = bare_map()
    names = list(df.columns)
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [float(row["place_lon"]), float(row["place_lat"])]},
        }
        for row in df.astype(str).to_dict(orient="records")
    ]  # fmt: skip
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=3),
        popup=folium.GeoJsonPopup(fields=names),
    ).add_to(made)
    return whole(made)


def seconds(make, df):
    """Return how long a page takes to make."""
    started = time.perf_counter()
    make(df)
    return time.perf_counter() - started


def open_browser(profile):
    """Return a headless Chromium that asks the network for nothing."""
    os.environ |= {"SE_OFFLINE": "true", "SE_AVOID_STATS": "true"}
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    options.page_load_strategy = "none"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_window_size(1280, 900)
    driver.set_script_timeout(300)
    return driver


def first_popup(driver, path, popup):
    """Return seconds from the start of navigation until a popup stands after a click on (0, 0)."""
    driver.get("about:blank")
    driver.get(path.as_uri())
    while driver.execute_script("return location.protocol") != "file:":
        time.sleep(0.001)
    return driver.execute_async_script(POPUP, popup) / 1000


def main():
    """Run both comparisons and print them."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    df = rows(number)
    part = df.head(min(5000, max(1, number // 10) if number > 5000 else number))
    make_ours(part), make_markers(part.head(50))
    print(f"{number:,} rows, {runs} runs in turn; median (least to most)")

    def told(name, values, unit="s"):
        print(
            f"{name:44}{statistics.median(values):9.2f} {unit} ({min(values):.2f} to {max(values):.2f})"
        )

    scale = number / len(part)
    pairs = [(seconds(make_ours, df), seconds(make_markers, part) * scale) for _ in range(runs)]
    told("made: refoul_data", [a for a, _ in pairs])
    told(f"made: folium CircleMarkers (of {len(part):,}, scaled)", [b for _, b in pairs])
    told("ratio", [b / a for a, b in pairs], "times")

    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.html" for name in ("ours", "geojson", "blank")}
        paths["ours"].write_text(make_ours(df), encoding="utf-8")
        paths["geojson"].write_text(make_geojson(df), encoding="utf-8")
        paths["blank"].write_text(
            "<!DOCTYPE html><body><p id='x'>x</p><script>addEventListener('click', () => {"
            " document.body.className = 'clicked'; })</script>", encoding="utf-8")  # fmt: skip
        for name in ("ours", "geojson"):
            print(f"{'size: ' + name:44}{paths[name].stat().st_size / 1e6:9.2f} MB")
        driver = open_browser(f"{folder}/profile")
        try:
            found = []
            for _ in range(runs):
                blank = first_popup(driver, paths["blank"], "body.clicked")
                ours = first_popup(driver, paths["ours"], ".leaflet-popup-content dl") - blank
                theirs = (
                    first_popup(driver, paths["geojson"], ".leaflet-popup-content table") - blank
                )
                found.append((blank, ours, theirs))
        finally:
            driver.quit()
    told("blank page", [a for a, _, _ in found])
    told("first popup: refoul_data", [b for _, b, _ in found])
    told("first popup: folium GeoJSON", [c for _, _, c in found])
    told("ratio", [c / b for _, b, c in found], "times")


if __name__ == "__main__":
    main()
