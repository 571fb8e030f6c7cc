"""What tests of the map need of a page: the data that it packs, and to wait until it has them."""

import base64
import json
import re
import zlib

READY = """
  const done = arguments[arguments.length - 1];
  const wait = () => {
    const failed = document.getElementById('map_failed');
    if (!failed || !failed.hidden || document.documentElement.classList.contains('ready')) done();
    else setTimeout(wait, 5);
  };
  wait();
"""
_SIGNS = str.maketrans(",./", "<>&")


def numbers(text):
    """Return the whole numbers that a packed text stands for."""
    found, number, bits = [], 0, 0
    for character in text:
        five = ord(character) - 63
        number |= (five & 31) << bits
        bits += 5
        if five < 32:
            found.append(number)
            number = bits = 0
    return found


def data_of(html):
    """Return what the scripts of a page read, its texts spelt out."""
    size, text = re.search(r'id="map_data">(\d+):([^<]*)</script>', html).groups()
    packed = base64.b85decode(text.translate(_SIGNS))[: int(size)]
    data = json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))
    texts, words = [[]], data["words"]
    for number in numbers(data["spelt"]):
        if number:
            texts[-1].append(words[number - 1])
        else:
            texts.append([])
    data["texts"] = [" ".join(text) for text in texts[:-1]]
    return data


def wait_until_ready(page):
    """Wait until the map of a page has unpacked its data, or said that it cannot."""
    page.driver.execute_async_script(READY)
    return page
